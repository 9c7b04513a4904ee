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


def spend_sms(number: str, *, confirming: bool = False) -> None:
    """Count one code for a number, before it is known what becomes of it. Raises TooManySms, and SmsUsedUp where the
    site has no SMS left today. A device on which the number's account was signed in has room of its own, so that nobody
    keeps its owner out by asking; numbers to confirm are counted apart.
    """
    table = settings.LIFECYCLE
    who = f"{number} confirming" if confirming else f"{number} {own_client(number)}".strip()
    try:
        limits.spend_all(
            [
                Limit("sms_hour", who, table.sms_per_number_hour, HOUR),
                Limit("sms_day", who, table.sms_per_number_day, DAY),
            ]
        )
        clients.spend("sms", times=table.sms_per_client_hour, per=HOUR)
    except TooMany as refusal:
        raise TooManySms(retry_after=refusal.retry_after) from refusal
    try:
        limits.require_room(_of_site())
    except TooMany as refusal:
        raise SmsUsedUp(retry_after=refusal.retry_after) from refusal


def may_send() -> bool:
    """Count one SMS that is sent, and say whether the site may still send it today."""
    limit = _of_site()
    try:
        limits.spend_all([limit])
    except TooMany:
        return False
    return True


def _of_site() -> Limit:
    return Limit("sms_site", "all", settings.LIFECYCLE.sms_per_day, DAY)
