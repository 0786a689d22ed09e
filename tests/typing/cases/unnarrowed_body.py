"""A body is read before it is known which answer came."""

from generated.auth.responses import LoginResponse


def who(answer: LoginResponse) -> str:
    return answer.body.subject  # error: union-attr
