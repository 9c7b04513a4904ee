"""Limits of sign-in attempts, per account, network and device.

A device on which the account was signed in before has an allowance of its own, so that nobody else can use it up; so
has a browser in which the password was just chosen anew by mail. Everybody else counts by account and network, by
network alone, and all of them together by account.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from market.accounts.models import Device, User
from market.core.base import limits
from market.core.base.errors import TooMany
from market.core.base.limits import Limit
from market.core.web import clients, hashing

HOUR = timedelta(hours=1)
PROOF = "chose_password"  # in a session: of which address the password was chosen anew here, and a name of that


class TooManyTries(TooMany):
    """A limit on tries to come in. It says how to go on, since somebody else may have used it up."""

    sentence = _(
        "That was too often. Try again in %(wait)s, or on a device on which you signed in before, or choose a new"
        " password by mail."
    )


@dataclass(frozen=True, slots=True)
class AttemptThrottle:
    """What was counted for one try."""

    counted: tuple[Limit, ...]

    def give_back(self) -> None:
        """It went well: it does not count."""
        for each in self.counted:
            limits.give_back(each.name, each.who, per=each.per)


def spend_sign_in(login: str) -> AttemptThrottle:
    """Count a try to sign in with an address or a phone number, before it is known how it ends.

    Raises TooManyTries past the limits.
    """
    who, table = login.casefold(), settings.LIFECYCLE
    if own := own_client(login):
        hashing.note_known(clients.request_at_hand(), who)
        return _spend([Limit("sign_in_own", f"{who} {own}", table.sign_in_tries_per_hour, HOUR)])
    here = _network()
    first = _spend([Limit("sign_in", f"{who} {here}", table.sign_in_tries_per_hour, HOUR)])
    # Only now: who tries one account without end must not use up what is for all strangers, or for all neighbours.
    then = _spend(
        [
            Limit("sign_in_client", here, table.sign_in_tries_per_client_hour, HOUR),
            Limit("sign_in_strangers", who, table.sign_in_tries_per_account_hour, HOUR),
        ]
    )
    return AttemptThrottle(first.counted + then.counted)


def spend_sign_up(email: str) -> None:
    """Count a sign-up with an address. Raises TooMany past the limits of its client."""
    here, table = _network(), settings.LIFECYCLE
    limits.spend("sign_up", f"{email.casefold()} {here}", times=table.sign_in_tries_per_hour, per=HOUR)
    clients.spend("sign_up", times=table.sign_ups_per_client_hour, per=HOUR)


def spend_code(user_id: int) -> None:
    """Count a try to guess a code of a second factor. Raises TooManyTries past the limit, that of passwords."""
    _spend([_of_account("second_factor", user_id)])


def give_code_back(user_id: int) -> None:
    """The code was right: it does not count."""
    AttemptThrottle((_of_account("second_factor", user_id),)).give_back()


def spend_password(user_id: int) -> AttemptThrottle:
    """Count a try at the password of somebody who is signed in. Raises TooManyTries past the limit."""
    return _spend([_of_account("password", user_id)])


def own_client(login: str) -> str:
    """What names the client where it is a known device of the account with this address or phone number, or has just
    chosen the password of the address.
    """
    request = clients.request_at_hand()
    if request is None:
        return ""
    proved, name = request.session.get(PROOF) or ("", "")
    if proved and constant_time_compare(proved, _digest(login)):
        return str(name)
    mark = clients.of(request).device
    return mark if mark and Device.objects.filter(user__in=User.objects.with_login(login), mark=mark).exists() else ""


def note_new_password(request: HttpRequest, user: User) -> None:
    """Remember in the session that this browser has just chosen a password by a mail: it may go on to sign in."""
    request.session[PROOF] = [_digest(user.email), secrets.token_hex(16)]


def _digest(email: str) -> str:
    return salted_hmac("market.accounts.tries", email.casefold(), algorithm="sha256").hexdigest()


def _of_account(name: str, user_id: int) -> Limit:
    """One allowance for each known device, and one for all other clients together."""
    client = clients.current()
    mark = client.device if client else ""
    is_known = mark and Device.objects.filter(user_id=user_id, mark=mark).exists()
    if is_known:
        hashing.note_known(clients.request_at_hand(), str(user_id))
    who: object = f"{user_id} {mark}" if is_known else user_id
    return Limit(name, who, settings.LIFECYCLE.sign_in_tries_per_hour, HOUR)


def _network() -> str:
    client = clients.current()
    return client.network if client else ""


def _spend(counted: Iterable[Limit]) -> AttemptThrottle:
    tries = AttemptThrottle(tuple(counted))
    try:
        limits.spend_all(tries.counted)
    except TooMany as refusal:
        raise TooManyTries(retry_after=refusal.retry_after) from refusal
    return tries
