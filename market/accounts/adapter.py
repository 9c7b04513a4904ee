"""What allauth asks of us: our users, our mails, our limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import translation

from market.accounts.models import User
from market.accounts.tasks import send_account_mail
from market.core import clock, limits
from market.core.bangla import nfc
from market.core.db import atomic
from market.core.errors import TooMany
from market.core.jobs import defer

HOUR = timedelta(hours=1)
MAILS_PER_HOUR = 5


class AccountAdapter(DefaultAccountAdapter):
    """Our users, mails and limits behind allauth's pages."""

    def new_user(self, request: HttpRequest) -> User:
        """A person who is signing up, with the site's time on her."""
        return User(date_joined=clock.now(), language=translation.get_language() or "en")

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Take the form's name and consent with the address and the password."""
        name = nfc(form.cleaned_data["name"])
        user.name, user.display_name = name, name.split()[0][:120]
        user.consented_at, user.consent_version = clock.now(), settings.CONSENT_VERSION
        return super().save_user(request, user, form, commit)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try before it is known whether it fails: so parallel tries cannot pass the limit."""
        with as_form_error():
            spend_sign_in(str(credentials.get("email", "")))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, or None. What went well is not counted."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            limits.give_back("sign_in", str(credentials.get("email", "")).casefold(), per=HOUR)
        return user

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth's own counter is not in use."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of an account by a job, in the person's language; at most five an hour to one address."""
        language = getattr(context.get("user"), "language", None) or translation.get_language()
        try:
            limits.spend("account_mail", email.casefold(), times=MAILS_PER_HOUR, per=HOUR)
        except TooMany:
            return  # the answer stays the same, so that nobody learns whether the address is known
        with translation.override(language):
            message = self.render_mail(template_prefix, email, {**context, "email": email, "site": settings.SITE_URL})
        with atomic():
            defer(send_account_mail, to=email, subject=str(message.subject), text=str(message.body))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The link of the mail."""
        return f"{settings.SITE_URL}/accounts/confirm-email/{emailconfirmation.key}/"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the mail."""
        return f"{settings.SITE_URL}/accounts/password/reset/key/{key}/"


@contextmanager
def as_form_error() -> Iterator[None]:
    """Turn a refusal into what a Django form shows."""
    try:
        yield
    except TooMany as refusal:
        raise ValidationError(str(refusal)) from refusal


def spend_sign_in(email: str) -> None:
    """Count a try to sign in to an address. Raises TooMany past the hour's limit."""
    limits.spend("sign_in", email.casefold(), times=settings.LIFECYCLE.sign_in_tries_per_hour, per=HOUR)
