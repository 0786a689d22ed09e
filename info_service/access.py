"""Who may use an operation: the decorator `auth_required`."""

from chassis.access import RETRY_AFTER, Ambiguous, Guard, Lacking, Refusal, Refused, Undecided
from chassis.problems import problem
from generated.info import models
from generated.info.responses import BadRequest, Forbidden, ServiceUnavailable, Unauthorized


def _answer(said: Refusal) -> BadRequest | Unauthorized | Forbidden | ServiceUnavailable:
    """Say a refusal in the words of the contract."""
    match said:
        case Ambiguous(detail=detail):
            return BadRequest(body=problem(models.Problem, 400, detail))
        case Refused(challenge=challenge, detail=detail):
            return Unauthorized(www_authenticate=challenge, body=problem(models.Problem, 401, detail))
        case Lacking(challenge=challenge, detail=detail):
            return Forbidden(www_authenticate=challenge, body=problem(models.Problem, 403, detail))
        case Undecided():
            detail = "Nobody can say at the moment whether the credential is good."
            return ServiceUnavailable(retry_after=RETRY_AFTER, body=problem(models.Problem, 503, detail))


auth_required = Guard(_answer)
