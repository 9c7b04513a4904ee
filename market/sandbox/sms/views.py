"""The gateway, asked as SSL Wireless is, and the page of its messages, which stand there instead of reaching a phone.

It is called by the site alone, on a development site, which binds 127.0.0.1.
"""

import json
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.transaction import atomic
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from market.core.base import clock
from market.core.text.bangla import ascii_digits
from market.sandbox.models import Fault, ShortMessage
from market.sandbox.webhooks import take_fault

TOKEN = "sms_sandbox"  # noqa: S105  # of a development site, known to all
FIELDS = {"msisdn": 20, "sms": 1000, "csms_id": 20}  # and the most characters of each


@csrf_exempt
@require_POST
def sandbox_send_sms(request: HttpRequest) -> HttpResponse:
    """Take a message: JSON with `api_token`, `sid`, `msisdn`, `sms` and `csms_id`. The same `csms_id` is one message.

    It answers 200 also where it refuses, with a `status`, as such gateways do.
    """
    fields = _fields(request)
    if fields is None:
        return _answer("FAILED", 4001, "A field is missing or too long.")
    if fields.get("api_token") != TOKEN:
        return _answer("FAILED", 4003, "The token is not right.")
    with atomic():
        if take_fault(Fault.Kind.SMS_REFUSED):
            return _answer("FAILED", 4025, "Refused, as the desk asked for.")
        late = take_fault(Fault.Kind.SMS_LATE)
        number = f"+{fields['msisdn']}"
        ShortMessage.objects.get_or_create(
            key=fields["csms_id"],
            number=number,
            text=fields["sms"],
            defaults={"at": clock.now(), "arrives_at": clock.now() + timedelta(seconds=late.seconds if late else 0)},
        )
    return _answer("SUCCESS", 200, "")


def _fields(request: HttpRequest) -> dict[str, str] | None:
    try:
        fields: Any = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(fields, dict):
        return None
    texts = {name: fields.get(name) for name in FIELDS}
    is_whole = all(isinstance(text, str) and 0 < len(text) <= FIELDS[name] for name, text in texts.items())
    return fields if is_whole else None


def _answer(status: str, code: int, error: str) -> JsonResponse:
    return JsonResponse({"status": status, "status_code": code, "error_message": error})


def sandbox_messages(request: HttpRequest) -> HttpResponse:
    """Messages that have arrived, newest first; `?format=json` for programs, `&to=` for one number's."""
    rows = ShortMessage.objects.arrived()
    to = "".join(sign for sign in ascii_digits(request.GET.get("to", "")) if sign.isdigit())
    if to:
        rows = rows.filter(number=f"+{to}")
    if request.GET.get("format") == "json":
        fields = ("id", "number", "text", "at")
        return JsonResponse({"results": [{name: getattr(row, name) for name in fields} for row in rows[:200]]})
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "sandbox/messages.html", {"page": page, "to": f"+{to}" if to else ""})
