"""SMS through a gateway by HTTP: one POST for one message. Which gateway, and how it wants to be asked, is said by the
settings (`market.settings.sms`), since each one names its fields in its own way.
"""

import json
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from market.core.base import past
from market.core.base.http_client import Answer, Unanswered, post

DEADLINE = 15.0  # seconds for the whole exchange
MOST_READ = 8 * 1024  # bytes of the answer


class NotSent(Exception):
    """The gateway did not take the message; the text says why, for a log. It holds neither number nor text."""


def is_on() -> bool:
    """Whether this site can send SMS at all."""
    return bool(settings.SMS_URL)


def send(number: str, text: str, *, reference: str) -> None:
    """Hand a text to the gateway for a number in E.164 ("+8801…"). The `reference` is the same where a job tries again,
    20 characters at most. Raises NotSent. Called by jobs, never in a transaction.
    """
    body, content_type = _body(
        {"token": settings.SMS_TOKEN, "sender": settings.SMS_SENDER, "number": number.lstrip("+")}
        | {"text": text, "reference": reference}
    )
    headers = {"Content-Type": content_type, "Accept": "application/json", "User-Agent": "AmarKaj/1.0"}
    if "token" not in settings.SMS_FIELDS and settings.SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    try:
        answer = post(past.sms_address(), body, headers, allow=lambda place: True, deadline=DEADLINE, keep=MOST_READ)
    except Unanswered as wrong:
        raise NotSent(str(wrong)) from wrong
    if not _is_accepted(answer):
        raise NotSent(f"The gateway refused it: HTTP {answer.status}.")


def _body(values: dict[str, str]) -> tuple[bytes, str]:
    fields = {name: values[meaning] for meaning, name in settings.SMS_FIELDS.items() if values[meaning]}
    if settings.SMS_FORMAT == "form":
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    return json.dumps(fields, ensure_ascii=False).encode(), "application/json"


def _is_accepted(answer: Answer) -> bool:
    """Whether the answer says so: many gateways answer 200 to what they refuse, and say in the body which it is."""
    if not 200 <= answer.status < 300:
        return False
    name, equals, value = settings.SMS_ACCEPTED.partition("=")
    if not equals:
        return name in answer.body.decode("utf-8", "replace")
    try:
        field: Any = json.loads(answer.body)
    except ValueError:
        return False
    for part in name.split("."):
        field = field.get(part) if isinstance(field, dict) else None
    return str(field) == value
