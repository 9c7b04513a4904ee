"""The SMS of an account, each sent by a job: codes, and word that something was changed."""

import logging

from django.utils.translation import gettext as _

from market.accounts.models import PhoneCode, User
from market.accounts.phone.code_actions import code_of, is_live
from market.accounts.phone.limits import give_back, may_send
from market.accounts.phone.numbers import user_at
from market.core.base import sms
from market.core.text.locale import activate_for

log = logging.getLogger(__name__)


def send_code(*, code_id: int) -> None:
    """Send a code, if anybody may use it: who signs in must have the number, who confirms it must be the first.

    The owner of a number that somebody else wants to confirm is told so, in place of a code. Raises NotSent.
    """
    row = PhoneCode.objects.filter(pk=code_id).select_related("user").first()
    if row is None or not is_live(row):
        return
    owner = user_at(row.number)
    if row.user is None:
        reader, text = owner, _code_to_sign_in
    elif owner is None or owner == row.user:
        reader, text = row.user, _code_to_confirm
    else:
        reader, text = owner, _number_taken
    if reader is not None:
        with activate_for(reader):
            send_text(to=row.number, text=text(row), reference=f"code-{row.pk}")


def _code_to_sign_in(row: PhoneCode) -> str:
    return _("Amar Kaj: %(code)s is your code to sign in. Tell it to nobody.") % {"code": code_of(row)}


def _code_to_confirm(row: PhoneCode) -> str:
    return _("Amar Kaj: %(code)s confirms your phone number. Tell it to nobody.") % {"code": code_of(row)}


def _number_taken(row: PhoneCode) -> str:
    return _("Amar Kaj: somebody wants to add this number to another account. It stays with yours.")


def text_of_change(user: User, *, new: str) -> str:
    """What the old number is told of the new one, in the user's language. `new` is shortened; "": there is none."""
    with activate_for(user):
        if new:
            return _("Amar Kaj: your account has the number %(new)s now. If that was not you, write to us.") % {
                "new": new
            }
        return _("Amar Kaj: this number was removed from your account. If that was not you, sign in and look.")


def send_text(*, to: str, text: str, reference: str) -> None:
    """Send a text, unless the site has sent all of the day. Raises NotSent."""
    if not sms.is_on():
        return
    if not may_send():
        log.error("An SMS was not sent: MARKET_SMS_PER_DAY is reached.")
        return
    try:
        sms.send(to, text, reference=reference)
    except sms.NotSent:
        give_back()
        raise
