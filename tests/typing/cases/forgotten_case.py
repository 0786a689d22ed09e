"""Whoever matches on an answer forgets one that is documented."""

from typing import assert_never

from generated.auth.responses import Login200, LoginResponse, Unauthorized


def without_a_return(answer: LoginResponse) -> str:  # error: return
    match answer:
        case Login200(body=principal):
            return principal.subject
        case Unauthorized(www_authenticate=challenge):
            return challenge


def with_assert_never(answer: LoginResponse) -> str:
    match answer:
        case Login200(body=principal):
            return principal.subject
        case Unauthorized(www_authenticate=challenge):
            return challenge
        case _:
            assert_never(answer)  # error: arg-type
