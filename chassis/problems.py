"""The one place that turns what went wrong into problem details (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Protocol, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from chassis.access import RETRY_AFTER
from chassis.readiness import NotReadyError
from chassis.storage import StorageError

P_co = TypeVar("P_co", covariant=True)
logger = logging.getLogger("uvicorn.error")

DETAILS = {
    404: "There is nothing at this path; /openapi.json tells which paths there are.",
    405: "This path does not have this method; see the header Allow.",
    413: "The body is too long; the contract says how many bytes it may have.",
    415: "The body has another media type than the contract says; see the header Accept.",
    503: "The storage is not to be had at the moment; what you sent may have been done or not.",
    500: "The service failed; its log says why.",
}

TITLES = {413: "Content Too Large"}
"""What Python 3.11 calls by an older name than RFC 9110."""


class ProblemType(Protocol[P_co]):
    """The DTO that each contract has for problem details."""

    def __call__(self, *, type: str, title: str, status: int, detail: str) -> P_co:  # noqa: A002  # RFC 9457's name
        """Build it."""


def problem(dto: ProblemType[P_co], status: int, detail: str) -> P_co:
    """Build problem details that say no more than their status and one sentence."""
    return dto(type="about:blank", title=TITLES.get(status) or HTTPStatus(status).phrase, status=status, detail=detail)


def install(app: FastAPI) -> None:
    """Answer with problem details wherever the application would answer in its own way."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StorageError, _unavailable)
    app.add_exception_handler(NotReadyError, _unavailable)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _defect)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  # as it was registered
    return _response(error.status_code, DETAILS.get(error.status_code, str(error.detail)), error.headers)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # as it was registered
    faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
    return _response(400, "; ".join(faults))


async def _unavailable(request: Request, error: Exception) -> JSONResponse:
    detail = str(error) if isinstance(error, NotReadyError) else DETAILS[503]
    return _response(503, detail, {"Retry-After": str(RETRY_AFTER)})


async def _gone(request: Request, error: Exception) -> JSONResponse:
    return _response(400, "The body is not complete.")


async def _defect(request: Request, error: Exception) -> JSONResponse:
    return _response(500, DETAILS[500])


def _response(status: int, detail: str, headers: object = None) -> JSONResponse:
    body = problem(dict, status, detail)
    kept = dict(headers) if isinstance(headers, dict) else None
    return JSONResponse(body, status, kept, "application/problem+json")
