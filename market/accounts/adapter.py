"""What allauth asks of us: our users, our mails, our limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from market.accounts.actions.devices import end_sessions
from market.accounts.idling import note_act
from market.accounts.kept_forms import hand_over
from market.accounts.models import User
from market.accounts.presence import remember_device
from market.accounts.tries import HOUR, spend_sign_in
from market.core import clock, limits
from market.core.bangla import nfc
from market.core.db import atomic
from market.core.errors import TooMany
from market.core.jobs import defer

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

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and note the device."""
        super().login(request, user)
        remember_device(request, user)
        hand_over(request, user)
        if user.is_staff:
            note_act(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Her work; who is suspended is shown why first."""
        if isinstance(request.user, User) and request.user.is_suspended:
            return reverse("my_measures")
        return str(super().get_login_redirect_url(request))

    def set_password(self, user: User, password: str) -> None:
        """Set it, and sign out every other device: who changes a password may fear that it is known."""
        super().set_password(user, password)
        end_sessions(user, keep=getattr(getattr(self.request, "session", None), "session_key", None) or "")

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
            defer(
                "market.accounts.tasks.send_account_mail",
                to=email,
                subject=str(message.subject),
                text=str(message.body),
            )

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
