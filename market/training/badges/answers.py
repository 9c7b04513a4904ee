"""Responses that programs of any site read."""

from typing import Any

from django.http import HttpResponse, JsonResponse

JWT = "application/vc+jwt"


def public_answer(response: HttpResponse, seconds: int = 3600) -> HttpResponse:
    """A response that programs of any site may read and keep for some seconds."""
    response["Access-Control-Allow-Origin"] = "*"  # verifiers run in browsers too
    response["Cache-Control"] = f"public, max-age={seconds}"
    return response


def public_json(content: dict[str, Any], content_type: str) -> HttpResponse:
    """JSON likewise."""
    return public_answer(JsonResponse(content, content_type=content_type, json_dumps_params={"ensure_ascii": False}))
