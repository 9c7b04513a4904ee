"""Requests to bKash and its answers: JSON by POST, errors as ProviderUnavailable (it may pass) or ProviderRefused.

bKash answers 200 also to what it refuses, and says so by `statusCode` (v1.2.0-beta) or `externalCode` (v2). What its
gateway refuses has the status 401, 403 or 429 and only a `message`.
"""

import json
from typing import Any

from market.core.base import http_client, past
from market.core.base.errors import ProviderUnavailable
from market.payments.provider.port import TIMEOUT, ProviderRefused

Answer = dict[str, Any]

SUCCESS = "0000"
# “Process failed”, “Exception occurred”, maintenance, system error: it may go well later.
PASSING = frozenset({"2003", "2020", "2024", "503", "9999"})
NO_ENTRY = (401, 403)  # the token is over, or never was one
CODES = ("statusCode", "errorCode", "externalCode")
WORDS = ("statusMessage", "errorMessage", "errorMessageEn", "message")
MOST_READ = 64 * 1024
MOVING = 30  # seconds for a call that moves money, as bKash advises


def exchange(
    path: str, payload: dict[str, str], headers: dict[str, str], *, seconds: float | None = None
) -> tuple[int, Answer]:
    """The status and the JSON of an answer. Raises ProviderUnavailable where there is none, or it came too late: after
    TIMEOUT, or so many seconds."""
    plain = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "AmarKaj/1.0"}
    url, body = past.bkash_address() + path, json.dumps(payload).encode()
    try:
        answer = http_client.post(
            url, body, {**plain, **headers}, allow=lambda _place: True, deadline=seconds or TIMEOUT, keep=MOST_READ
        )
        fields = json.loads(answer.body)
    except (http_client.Unanswered, ValueError) as wrong:
        raise ProviderUnavailable from wrong
    if answer.status >= 500 or answer.status == 429 or not isinstance(fields, dict):
        raise ProviderUnavailable
    return answer.status, fields


def require_success(status: int, answer: Answer) -> Answer:
    """The answer, where it says that what was asked is done. Raises ProviderUnavailable, ProviderRefused."""
    code = _first(answer, CODES)
    if code == SUCCESS or (not code and status < 300):
        return answer
    if code in PASSING:
        raise ProviderUnavailable
    raise ProviderRefused(code or str(status), _first(answer, WORDS))


def _first(answer: Answer, names: tuple[str, ...]) -> str:
    return next((str(answer[name]) for name in names if answer.get(name)), "")
