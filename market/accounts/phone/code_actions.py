"""One-time codes by SMS: made, sent, tried. A code stands in no table, no job and no log: whoever sends or checks it
computes it anew from the row's random nonce and number by the site's secret key. So a job that runs twice sends the
same code, and who reads the database learns none.
"""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from market.accounts.models import PhoneCode, User
from market.core.base import clock
from market.core.base.errors import DomainError, Invalid
from market.core.base.jobs import defer
from market.core.text.bangla import ascii_digits

if TYPE_CHECKING:
    from django.db.models import QuerySet

SALT = "market.accounts.phone"
DIGITS = 6
FORGET_AFTER = timedelta(hours=1)


class WrongPhoneCode(Invalid):
    help = "account#phone"
    code = "wrong_phone_code"
    sentence = _("This code is not right. Look at the newest SMS: only its code counts.")


class PhoneCodeOver(DomainError):
    help = "account#phone"
    code = "phone_code_over"
    sentence = _(
        "This code does not count any more: it was used, tried too often, or its minutes are over. Ask for a new one."
    )


def code_of(row: PhoneCode) -> str:
    """The six digits of a row."""
    text = f"{row.purpose} {row.pk} {row.number} {row.nonce}"
    digest = salted_hmac(SALT, text, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:16]) % 10**DIGITS:0{DIGITS}}"


def make_code(number: str, *, user: User | None, replacing: int | None = None) -> PhoneCode:
    """A new code for a number, and the job that sends it, in the caller's transaction. It voids the one before: of the
    user who confirms a number, or (`replacing`) of the browser that signs in.
    """
    before = {"user": user} if user else {"user": None, "pk": replacing or 0}
    PhoneCode.objects.filter(**before).delete()
    instant = clock.now()
    row = PhoneCode.objects.create(
        purpose=PhoneCode.Purpose.CONFIRM if user else PhoneCode.Purpose.SIGN_IN,
        user=user,
        number=number,
        nonce=secrets.token_hex(16),
        asked_at=instant,
        expires_at=instant + timedelta(minutes=settings.LIFECYCLE.sms_code_minutes),
        forget_at=instant + timedelta(minutes=settings.LIFECYCLE.sms_code_minutes) + FORGET_AFTER,
    )
    defer("market.accounts.tasks.send_phone_code", code_id=row.pk)
    return row


def is_live(row: PhoneCode) -> bool:
    """Whether its code can still be right."""
    return row.expires_at > clock.now() and row.tries < settings.LIFECYCLE.sms_code_tries


def use_code(rows: "QuerySet[PhoneCode]", code: str) -> PhoneCode | None:
    """Try a code on the one row, in the caller's transaction, which must be committed also where it is wrong: then this
    returns None, and a try is counted. A right code is used up: its row is deleted, and returned.

    Raises PhoneCodeOver where there is no such row, or its code does not count any more. The row is locked, so that
    parallel tries cannot pass the limit, and one code signs in once.
    """
    row = rows.select_for_update(no_key=True).first()
    if row is None or not is_live(row):
        raise PhoneCodeOver
    if not is_right(row, code):
        row.tries += 1
        row.save(update_fields=["tries"])
        return None
    row.delete()
    return row


def is_right(row: PhoneCode, code: str) -> bool:
    """Whether these are its digits; of both scripts, with spaces between."""
    return constant_time_compare(code_of(row), "".join(ascii_digits(code).split()))


def forget_codes() -> None:
    """Delete the codes that nobody can use or renew any more, and the numbers with them."""
    PhoneCode.objects.filter(forget_at__lte=clock.now()).delete()  # writes: what nothing depends on any more
