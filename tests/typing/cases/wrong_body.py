"""An answer gets a body that is not its own."""

from generated.auth.models import Health
from generated.auth.responses import BadRequest, Healthy

Healthy(body={"status": "ok"})  # error: arg-type
Healthy(body=Health(status="fine"))  # error: arg-type
BadRequest(body=Health(status="ok"))  # error: arg-type
