"""Tokens for programs that a person makes herself: named, with scopes and an end."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from market.accounts.models import ApiToken, User
from market.accounts.scopes import ALL, SCOPES
from market.core import clock, signals
from market.core.audit import audit
from market.core.db import atomic, fetch, one_at_a_time
from market.core.errors import DomainError, Invalid

MOST = 20
LONGEST_DAYS = 366
USED_EVERY = timedelta(minutes=10)


class TooManyTokens(DomainError):
    help = "programs#tokens"
    code = "too_many_tokens"
    sentence = _("You have %(most)s tokens. Take one away first.")


class ScopesWrong(Invalid):
    help = "programs#tokens"
    code = "scopes_wrong"
    sentence = _("Choose what the token may do.")


@atomic
def create_api_token(*, by: User, name: str, scopes: Sequence[str], days: int) -> tuple[ApiToken, str]:
    """A token with these scopes for so many days; the text itself is given once and kept as a digest.

    Raises ScopesWrong, Invalid at "days", TooManyTokens.
    """
    chosen = [scope for scope in SCOPES if scope in set(scopes)]
    if not chosen or len(chosen) < len(set(scopes)):
        raise ScopesWrong(errors={"scopes": [ScopesWrong.sentence]})
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(errors={"days": [_("Give 1 to %(most)s days.") % {"most": LONGEST_DAYS}]})
    one_at_a_time(by)
    if ApiToken.objects.filter(user=by, expires_at__gt=clock.wall()).exclude(name="").count() >= MOST:
        raise TooManyTokens(most=MOST)
    return _keep(by, name, chosen, timedelta(days=days))


def keep_password_token(person: User) -> tuple[ApiToken, str]:
    """A token with every right for 30 days, as a program gets it for a password; see `joining.create_token`."""
    return _keep(person, "", [ALL], timedelta(days=30))


@atomic
def _keep(person: User, name: str, scopes: list[str], time: timedelta) -> tuple[ApiToken, str]:
    kept, text = AuthToken.objects.create(user=person, expiry=time)
    token = ApiToken.objects.create(
        token=kept, user=person, name=name, scopes=scopes, created_at=clock.now(), expires_at=kept.expiry
    )
    audit("token.created", by=person, on=person, name=name, scopes=" ".join(scopes))
    if name:
        signals.account_news.send(
            sender=ApiToken, user=person, code="account.token_made", url="/settings/tokens/", facts={"name": name}
        )
    return token, text


@atomic
def revoke_api_token(*, by: User, token_id: int) -> None:
    """Take a token away: it opens nothing from now on, and its sockets close. Raises NotFound for one not hers."""
    token = fetch(ApiToken.objects.filter(user=by), token_id)
    audit("token.revoked", by=by, on=by, name=token.name)
    token.token.delete()


def note_use(token: ApiToken) -> None:
    """Note that it was used; at most every ten minutes."""
    instant = clock.now()
    if token.used_at is None or instant - token.used_at > USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=instant)
