"""How many SMS go out: to one number, from one client, of the whole site. Whoever asks is counted before anything is
looked up, so that a limit tells nobody whose number it is.
"""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.sign_in.throttles import HOUR, own_client
from market.core.base import limits
from market.core.base.errors import TooMany
from market.core.base.limits import Limit
from market.core.web import clients

DAY = timedelta(days=1)


class TooManySms(TooMany):
    help = "account#phone"
    sentence = _("Too many codes were asked for. Try again in %(wait)s. With your password you can sign in now.")


class SmsUsedUp(TooMany):
    help = "account#phone"
    sentence = _("No more SMS can be sent today. Try again in %(wait)s. With your password you can sign in now.")


def spend_sms(number: str, *, confirming: int | None = None) -> None:
    """Count one code for a number, before it is known what becomes of it. Raises TooManySms, and SmsUsedUp where the
    site has no SMS left today.

    A device on which the number's account was signed in has room of its own, so that nobody keeps its owner out by
    asking; one network has half of a number's day. A number to confirm is counted for the user who wants it
    (`confirming`: the key), and the site sends such codes only in the first half of its SMS of a day: those to sign in
    always find room.
    """
    table = settings.LIFECYCLE
    hour, day = table.sms_per_number_hour, table.sms_per_number_day
    own = "" if confirming else own_client(number)
    who = f"{number} confirming {confirming}" if confirming else f"{number} {own}".strip()
    try:
        if not own:
            clients.spend(f"sms {number}", times=max(1, day // 2), per=DAY)
        clients.spend("sms", times=table.sms_per_client_hour, per=HOUR)
        limits.spend_all([Limit("sms_hour", who, hour, HOUR), Limit("sms_day", who, day, DAY)])
    except TooMany as refusal:
        raise TooManySms(retry_after=refusal.retry_after) from refusal
    try:
        limits.require_room(_of_site(table.sms_per_day // 2 if confirming else table.sms_per_day))
    except TooMany as refusal:
        raise SmsUsedUp(retry_after=refusal.retry_after) from refusal


def may_send() -> bool:
    """Count one SMS that is sent, and say whether the site may still send it today."""
    try:
        limits.spend_all([_of_site(settings.LIFECYCLE.sms_per_day)])
    except TooMany:
        return False
    return True


def give_back() -> None:
    """Take back one SMS that `may_send` counted: the gateway did not take it."""
    limits.give_back("sms_site", "all", per=DAY)


def _of_site(times: int) -> Limit:
    return Limit("sms_site", "all", times, DAY)
