"""`check_bkash`, and which settings of bKash stop the start."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from market.core.base import clock
from market.payments.provider import bkash_token
from market.sandbox.models import BkashPayment
from market.settings.bkash import bkash_fault

pytestmark = pytest.mark.django_db
WORD, OWN = "bkash_sandbox", "own"
STAND_IN = "http://127.0.0.1:8000/sandbox/bkash"
TEST, LIVE = "https://tokenized.sandbox.bka.sh", "https://tokenized.pay.bka.sh"


def checked() -> tuple[list[str], str]:
    """The lines of the command, and how it failed."""
    out = StringIO()
    try:
        call_command("check_bkash", stdout=out)
    except CommandError as failed:
        return out.getvalue().splitlines(), str(failed)
    return out.getvalue().splitlines(), ""


def test_right_configuration(bkash_desk):
    lines, failed = checked()
    assert failed == ""
    assert [line.partition(":")[2].startswith(" OK.") for line in lines] == [True] * 6, lines
    assert "not real" in lines[0]
    assert "1.85%" in lines[4]
    payment = BkashPayment.objects.get()
    assert (payment.amount, payment.state) == (Decimal("1.00"), "initiated"), "no money moves"


def test_each_fault_is_named(bkash_desk, settings, monkeypatch):
    settings.BKASH_TOPIC_ARN = "bkash"
    settings.BKASH_SMALLEST, settings.BKASH_LARGEST = Decimal(10), Decimal(5)
    lines, failed = checked()
    assert failed == "3 of 6 checks failed."
    assert "from 10 to 5" in lines[2]
    assert "which is no topic" in lines[3]
    assert "above" in lines[4]


def test_clock_that_is_wrong(bkash_desk, monkeypatch):
    real = clock.now
    monkeypatch.setattr("market.payments.management.commands.check_bkash.clock", Late(real))
    lines, failed = checked()
    assert failed == "1 of 6 checks failed."
    assert "clock is 1:00:0" in lines[2]


class Late:
    def __init__(self, real) -> None:
        self.now = lambda: real() - timedelta(hours=1)


def test_credentials_that_are_refused(bkash_desk, monkeypatch):
    real = bkash_token.exchange
    monkeypatch.setattr(bkash_token, "exchange", lambda path, fields, _names: real(path, fields, {}))
    lines, failed = checked()
    assert failed == "3 of 6 checks failed."
    assert "401: Unauthorized" in lines[1]
    assert "does not answer, or refuses" in lines[2]


def test_hints_and_what_is_not_configured(bkash_desk, settings):
    settings.BKASH_TOPIC_ARN, settings.BKASH_FEE_PERCENT = "", Decimal(0)
    lines, failed = checked()
    assert failed == ""
    assert "/webhooks/bkash/" in lines[3]
    assert "MARKET_BKASH_FEE_PERCENT" in lines[4]
    settings.BKASH_CONFIGURED = False
    assert checked() == ([], "bKash is not configured: set BKASH_USERNAME and the other three credentials.")


@pytest.mark.parametrize(
    ("base", "credentials", "production", "is_right"),
    [
        (STAND_IN, (WORD,) * 4, False, True),
        (TEST, (OWN,) * 4, False, True),
        (LIVE, (OWN,) * 4, False, False),
        (f"{LIVE}:443/", (OWN,) * 4, False, False),
        (LIVE, (OWN,) * 4, True, True),
        (STAND_IN, (OWN,) * 4, False, False),
        (STAND_IN, (WORD,) * 4, True, False),
        (TEST, (WORD,) * 4, False, False),
        (LIVE, (WORD,) * 4, True, False),
        (LIVE, (OWN, OWN, OWN, WORD), True, False),
        (TEST, (OWN,) * 4, True, False),
        ("https://pay.bka.sh.example.org", (OWN,) * 4, True, False),
        ("http://tokenized.sandbox.bka.sh", (OWN,) * 4, False, False),
        ("https://example.org", (OWN,) * 4, False, False),
    ],
)
def test_real_money_and_test_money_never_meet(base, credentials, production, is_right):
    assert (bkash_fault(base=base, credentials=credentials, production=production) == "") is is_right
