"""Errors of the API as problem details (RFC 9457), in the caller's language."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from market.core.base.errors import DomainError, Errors, Invalid, NotFound, NotText, is_not_text
from market.core.base.help_links import help_link
from market.core.base.outage import refusal_of
from market.core.text.locale import localize_numbers

PROBLEM = "application/problem+json"
CODES = {
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    415: "unsupported_media_type",
    429: "too_many",
}


def problem(status: int, code: str, detail: str, errors: Errors | None = None, *, place: str = "") -> Response:
    """A problem document as a response; `place` names the help page that says more.

    Its sentences count as the caller does; what programs read stays as it is.
    """
    body: dict[str, Any] = {
        "type": f"/api/v1/problems/{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "code": code,
        "detail": localize_numbers(detail),
    }
    if errors:
        body["errors"] = {field: [localize_numbers(each) for each in messages] for field, messages in errors.items()}
    if link := help_link(place):
        body["help"] = link
    return Response(body, status=status, content_type=PROBLEM)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """The handler of every exception in the API; None for what is a fault of ours (a 500)."""
    set_rollback()
    if isinstance(error, Http404):
        error = NotFound()
    if is_not_text(error):
        error = NotText()
    if refusal := refusal_of(error):
        error = refusal
    if isinstance(error, DomainError):
        response = problem(error.status, error.code, str(error), error.errors, place=error.help)
        if error.retry_after:
            response["Retry-After"] = str(error.retry_after)
        return response
    if isinstance(error, exceptions.ValidationError):
        return problem(400, Invalid.code, str(Invalid.sentence), dict(_flat(error.detail)))
    if isinstance(error, exceptions.APIException):
        return _framework_problem(error)
    return None


def _framework_problem(error: exceptions.APIException) -> Response:
    status = error.status_code
    detail = _("Sign in first: send a token or a session.") if status == 401 else str(error.detail)
    response = problem(status, CODES.get(status, "bad_request"), detail)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    return response


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, list[Any]]]:
    """DRF's nested errors by path: {"milestones": {0: {"amount": [..]}}} gives ("milestones.0.amount", [..])."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            step = path if key == "non_field_errors" else f"{path}.{key}" if path else str(key)
            yield from _flat(inner, step)
    elif isinstance(detail, list) and any(isinstance(each, dict | list) for each in detail):
        for index, inner in enumerate(detail):
            if inner:
                yield from _flat(inner, f"{path}.{index}" if path else str(index))
    else:
        yield path or "non_field_errors", detail if isinstance(detail, list) else [detail]
