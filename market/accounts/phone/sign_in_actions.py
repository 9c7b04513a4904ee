"""Signing in by a code that is sent to a phone number. Who asks learns nothing of the number: all that depends on whose
it is, is done by the job that sends, and a code of nobody's number is always wrong.
"""

from market.accounts.models import PhoneCode, PhoneNumber, User
from market.accounts.phone import code_actions
from market.accounts.phone.code_actions import WrongPhoneCode
from market.accounts.phone.limits import spend_sms
from market.accounts.phone.numbers import user_at
from market.core.base import clock
from market.core.base.db import atomic


def ask_sign_in_code(*, number: str, replacing: int | None) -> PhoneCode:
    """Make a code to sign in for a number in E.164, for the browser that asks: it keeps the key of the row. The code
    that the browser asked for before (`replacing`, its key) does not count any more. Raises TooManySms.
    """
    spend_sms(number)
    return _make(number, replacing)


@atomic
def _make(number: str, replacing: int | None) -> PhoneCode:
    return code_actions.make_code(number, user=None, replacing=replacing)


def use_sign_in_code(*, code_id: int, code: str) -> User:
    """Who signs in with a code, which is used up.

    Raises WrongPhoneCode at "code" (it counts as a try), PhoneCodeOver.
    """
    user = _use(code_id, code)
    if user is None:
        raise WrongPhoneCode(errors={"code": [WrongPhoneCode.sentence]})
    return user


@atomic
def _use(code_id: int, code: str) -> User | None:
    rows = PhoneCode.objects.filter(pk=code_id, user=None)
    row = code_actions.use_code(rows, code)
    user = None if row is None else user_at(row.number)
    if user is not None:
        PhoneNumber.objects.filter(user=user).update(confirmed_at=clock.now())
    return user


def waiting_number(code_id: int) -> str:
    """The number of the code that a browser asked for; "" where the code does not count any more."""
    row = PhoneCode.objects.filter(pk=code_id, user=None).first()
    return row.number if row is not None and code_actions.is_live(row) else ""
