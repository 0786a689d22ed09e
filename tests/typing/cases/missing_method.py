"""An implementation lacks an operation of the contract."""

from generated.auth.server import create_router
from tests.typing.others import AllButLogin

create_router(AllButLogin())  # error: arg-type
