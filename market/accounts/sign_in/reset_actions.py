"""The mail by which somebody chooses a new password. Who asks learns nothing: all that depends on the account is done
by a job.
"""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.utils import translation

from market.accounts.address.mail_limits import may_mail
from market.accounts.models import User
from market.accounts.sign_in.throttles import HOUR, own_client
from market.core.base.db import atomic
from market.core.base.jobs import defer
from market.core.web import clients


def ask_reset(*, email: str) -> None:
    """Send the mail to an address, or word that it has no account; at most some an hour, the others are dropped.

    Raises TooMany for many from one client. A known device of the account has room of its own in both.
    """
    own = own_client(email)
    if not own:
        clients.spend("reset", times=settings.LIFECYCLE.resets_per_client_hour, per=HOUR)
    if may_mail("reset", email, own=own):
        _defer(email, translation.get_language() or "en")


def mail_reset(user: User) -> None:
    """Send it to somebody whose password opens nothing any more: after a signed link, which works once."""
    _defer(user.email, user.language)


@atomic
def _defer(email: str, language: str) -> None:
    defer("market.accounts.tasks.send_reset", email=email, language=language)


def send_reset(*, email: str, language: str) -> None:
    """The job of both. Called by the worker."""
    adapter = get_adapter()
    people = User.objects.at(email).filter(is_active=True)
    with translation.override(language):
        for person in people:
            key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
            url = adapter.get_reset_password_from_key_url(key)
            adapter.send_password_reset_mail(person, email, {"user": person, "password_reset_url": url})
        if not people:
            adapter.send_unknown_account_mail(email)
