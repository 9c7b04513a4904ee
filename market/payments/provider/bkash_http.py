"""Requests to bKash and its answers: JSON by POST, errors as ProviderUnavailable (it may pass) or ProviderRefused.

bKash answers 200 also to what it refuses, and says so by `statusCode` (v1.2.0-beta) or `externalCode` (v2). What its
gateway refuses has the status 401, 403 or 429 and only a `message`.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

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


@dataclass(frozen=True, slots=True)
class Product:
    """A product of bKash's: each has an address, credentials and tokens of its own. `prefix` begins the names of its
    settings, `path` its calls."""

    prefix: str
    path: str

    def url(self, call: str) -> str:
        """The address of a call."""
        return past.bkash_address(f"{self.prefix}_API_BASE") + self.path + call

    def credential(self, name: str) -> str:
        """USERNAME, PASSWORD, APP_KEY or APP_SECRET."""
        return str(getattr(settings, f"{self.prefix}_{name}"))


PAYMENTS = Product("BKASH", "/v1.2.0-beta/tokenized/checkout")
PAYOUTS = Product("BKASH_PAYOUT", "/v1.2.0-beta/checkout")


def exchange(
    url: str, payload: dict[str, str] | None, headers: dict[str, str], *, seconds: float | None = None
) -> tuple[int, Answer]:
    """The status and the JSON of an answer; None is asked by GET. Raises ProviderUnavailable where there is none, or it
    came too late: after TIMEOUT, or so many seconds."""
    plain = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "AmarKaj/1.0"}
    head, limit = {**plain, **headers}, seconds or TIMEOUT
    try:
        if payload is None:
            answer = http_client.get(url, head, allow=lambda _place: True, deadline=limit, keep=MOST_READ)
        else:
            body = json.dumps(payload).encode()
            answer = http_client.post(url, body, head, allow=lambda _place: True, deadline=limit, keep=MOST_READ)
        fields = json.loads(answer.body)
    except (http_client.Unanswered, ValueError) as wrong:
        raise ProviderUnavailable from wrong
    if answer.status >= 500 or answer.status == 429 or not isinstance(fields, dict):
        raise ProviderUnavailable
    return answer.status, fields


def require_success(status: int, answer: Answer) -> Answer:
    """The answer, where it says that what was asked is done. Raises ProviderUnavailable, ProviderRefused."""
    code = code_of(answer)
    if code == SUCCESS or (not code and status < 300):
        return answer
    if code in PASSING:
        raise ProviderUnavailable
    raise ProviderRefused(code or str(status), words_of(answer))


def code_of(answer: Answer) -> str:
    """bKash's code in an answer; "" where it has none."""
    return _first(answer, CODES)


def words_of(answer: Answer) -> str:
    """What it says beside the code."""
    return _first(answer, WORDS)


def _first(answer: Answer, names: tuple[str, ...]) -> str:
    return next((str(answer[name]) for name in names if answer.get(name)), "")
