"""An answer lacks a header that the contract promises."""

from generated.auth.models import Problem
from generated.auth.responses import Unauthorized

PROBLEM = Problem(type="about:blank", title="Unauthorized", status=401, detail="The credential is not good.")

Unauthorized(body=PROBLEM)  # error: call-arg
