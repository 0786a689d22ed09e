"""A handler answers 403, which other operations of the contract have, and this one has not."""

from generated.auth.responses import Forbidden, LoginResponse
from generated.auth.server import create_router
from generated.runtime.access import AccessRequest
from tests.typing.others import AllButLogin


class Handlers(AllButLogin):
    async def login(self, access: AccessRequest, /) -> LoginResponse | Forbidden:
        raise NotImplementedError


create_router(Handlers())  # error: arg-type
