"""API tokens that users make for their programs: named, with scopes and an end."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from market.accounts.models import ApiToken, User
from market.accounts.tokens.events import ApiTokenCreated, ProgramSignedIn
from market.accounts.tokens.expiry_actions import end_of
from market.accounts.tokens.scopes import ALL, SCOPES
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, one_at_a_time
from market.core.base.errors import DomainError, Invalid, TooMany
from market.core.base.events import Address, emit
from market.core.base.limits import spend
from market.core.text.locale import by_language

MOST = 20
LONGEST_DAYS = 366
USED_EVERY = timedelta(minutes=10)


class TooManyTokens(DomainError):
    help = "programs#tokens"
    code = "too_many_tokens"
    sentence = _("You have %(most)s tokens. Revoke one first.")


class TooManyNewTokens(TooMany):
    """Each new token is a mail too, so an account gets some in an hour."""

    help = "programs#tokens"
    sentence = _("Too many tokens were made for this account. Use one that you have, or try again in %(wait)s.")


class ScopesWrong(Invalid):
    help = "programs#tokens"
    code = "scopes_wrong"
    sentence = _("Choose what the token may do.")


@atomic
def create_api_token(*, by: User, name: str, scopes: Sequence[str], days: int) -> tuple[ApiToken, str]:
    """A token with these scopes for so many days; the text itself is given once and kept as a digest.

    Raises ScopesWrong, Invalid at "days", TooManyTokens, TooManyNewTokens.
    """
    chosen = [scope for scope in SCOPES if scope in set(scopes)]
    if not chosen or len(chosen) < len(set(scopes)):
        raise ScopesWrong(errors={"scopes": [ScopesWrong.sentence]})
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(errors={"days": [_("Choose 1 to %(most)s days.") % {"most": LONGEST_DAYS}]})
    one_at_a_time(by)
    if ApiToken.objects.filter(user=by, token__expiry__gt=clock.wall()).exclude(name="").count() >= MOST:
        raise TooManyTokens(most=MOST)
    # Staff prove a second factor, with each token: that of a browser is not its own.
    proved = None if by.is_staff else clock.wall()
    token, text = _keep(by, chosen, timedelta(days=days), name=name, proved_at=proved)
    emit(ApiTokenCreated(name=name), on=Address("/settings/tokens/"), by=by, to=[by])
    return token, text


@atomic
def keep_password_token(person: User, *, agent: str = "", country: str = "") -> tuple[ApiToken, str]:
    """A token with every right for 30 days, as a program gets it for a password; see `people.actions.create_token`.

    The person is told of it by mail and bell, with what the program calls itself. Raises TooManyNewTokens.
    """
    origin = {"agent": agent[:300], "country": country}
    token, text = _keep(person, [ALL], timedelta(days=30), proved_at=clock.wall(), **origin)
    named = by_language(lambda: ", ".join(filter(None, [token.program, token.place])) or str(_("unknown program")))
    signed_in = ProgramSignedIn(program=named, at=token.created_at)
    emit(signed_in, on=Address("/settings/devices/"), by=person, to=[person])
    return token, text


def _keep(person: User, scopes: list[str], time: timedelta, **facts: Any) -> tuple[ApiToken, str]:
    try:
        spend("token", person.pk, times=settings.LIFECYCLE.tokens_per_hour, per=timedelta(hours=1))
    except TooMany as refusal:
        raise TooManyNewTokens(retry_after=refusal.retry_after) from refusal
    auth_token, text = AuthToken.objects.create(user=person, expiry=time)
    last, auth_token.expiry = auth_token.expiry, end_of(person, auth_token.expiry)
    auth_token.save(update_fields=["expiry"])
    token = ApiToken.objects.create(
        token=auth_token, user=person, scopes=scopes, created_at=clock.now(), expires_at=last, **facts
    )
    audit("token.created", by=person, on=person, name=token.name, scopes=" ".join(scopes))
    return token, text


@atomic
def revoke_api_token(*, by: User, token_id: int) -> None:
    """Take a token away: it opens nothing from now on, and its sockets close. Raises NotFound for another's."""
    token = fetch(ApiToken.objects.filter(user=by), token_id)
    audit("token.revoked", by=by, on=by, name=token.name)
    token.token.delete()


def note_use(token: ApiToken) -> None:
    """Note that it was used; at most every ten minutes."""
    instant = clock.now()
    if token.used_at is None or instant - token.used_at > USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=instant)
