"""Dispatch of calls: the token, planned faults, and JSON as bKash writes it. The calls themselves are in `calls`."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from market.sandbox.bkash.errors import BkashError, GatewayError
from market.sandbox.bkash.faults import planned
from market.sandbox.bkash.tokens import make_tokens, require_token
from market.sandbox.models import Fault

log = logging.getLogger(__name__)
MOST_SECONDS = 30
Handler = Callable[[dict[str, Any]], dict[str, Any]]


def endpoint(handler: Handler, *, is_v2: bool = False) -> Callable[..., HttpResponse]:
    """The view of one call: POST with the token. The handler takes the JSON and returns the answer's fields."""

    @csrf_exempt  # programs call it, with a token and without cookies
    @require_POST
    def view(request: HttpRequest) -> HttpResponse:
        return _respond(lambda: _run(request, handler, is_v2=is_v2), is_v2=is_v2)

    return view


def checkout_endpoint(handler: Handler, *, reads: bool = False) -> Callable[..., HttpResponse]:
    """The same for a call of the checkout: its answers have no `statusCode`. One that only reads is asked by GET, and
    takes what stands in the address."""

    def view(request: HttpRequest, **names: str) -> HttpResponse:
        return _respond(
            lambda: _run(request, handler, is_checkout=True, fields=names if reads else None), is_checkout=True
        )

    return csrf_exempt(require_GET(view) if reads else require_POST(view))


@csrf_exempt
@require_POST
def token_endpoint(request: HttpRequest) -> HttpResponse:
    """Grant or refresh a token: POST with `username` and `password` as headers."""

    def run() -> dict[str, Any]:
        _fail_as_planned()
        names = (request.headers.get("username", ""), request.headers.get("password", ""))
        return {"statusCode": "0000", "statusMessage": "Successful", **make_tokens(_json_fields(request), *names)}

    return _respond(run, is_v2=False)


def _respond(run: Callable[[], dict[str, Any]], *, is_v2: bool = False, is_checkout: bool = False) -> HttpResponse:
    try:
        return JsonResponse(run())
    except BkashError as refused:
        status, body = refused.answer(is_v2=is_v2, is_checkout=is_checkout)
    except Exception:
        log.exception("the local bKash failed")
        status, body = 500, {"message": "Internal server error"}
    return JsonResponse(body, status=status)


def _run(
    request: HttpRequest,
    handler: Handler,
    *,
    is_v2: bool = False,
    is_checkout: bool = False,
    fields: dict[str, Any] | None = None,
) -> dict[str, Any]:
    if planned(Fault.Kind.BKASH_TOKEN):
        raise GatewayError(401, "The incoming token has expired")
    require_token(request.headers.get("Authorization", ""), request.headers.get("X-APP-Key", ""))
    _fail_as_planned()
    if planned(Fault.Kind.BKASH_REFUSED):
        raise BkashError("2033" if is_v2 else "2063")
    answer = handler(_json_fields(request) if fields is None else fields)
    if planned(Fault.Kind.BKASH_LOST_ANSWER):
        raise GatewayError(504, "Endpoint request timed out")
    return answer if is_v2 or is_checkout else {"statusCode": "0000", "statusMessage": "Successful", **answer}


def _fail_as_planned() -> None:
    if fault := planned(Fault.Kind.BKASH_SLOW):
        time.sleep(min(fault.seconds, MOST_SECONDS))
    if planned(Fault.Kind.BKASH_ERROR):
        raise GatewayError(500, "Internal server error")


def _json_fields(request: HttpRequest) -> dict[str, Any]:
    try:
        fields: Any = json.loads(request.body)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise GatewayError(400, "Invalid request body")
    return fields
