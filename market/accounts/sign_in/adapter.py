"""What allauth asks of us: our users, our mails, our limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from market.accounts.address.mail_limits import may_mail
from market.accounts.google.actions import forget_google
from market.accounts.google.returning import connect_after_sign_in
from market.accounts.middleware import zone_in_cookie
from market.accounts.models import User
from market.accounts.people.zone_actions import guess_time_zone
from market.accounts.phone.actions import forget_phone
from market.accounts.phone.numbers import user_at
from market.accounts.sign_in.device_actions import end_access
from market.accounts.sign_in.idling import note_act
from market.accounts.sign_in.kept_forms import drop_form_of_others
from market.accounts.sign_in.presence import remember_device
from market.accounts.sign_in.signed_places import sign_place
from market.accounts.sign_in.throttles import AttemptThrottle, spend_sign_in
from market.core.base.db import atomic
from market.core.base.errors import TooMany
from market.core.base.jobs import defer
from market.core.text.locale import set_digits, set_zone
from market.core.web import clients
from market.core.web.hashing import Busy
from market.core.web.middleware import is_shared

ALREADY = "account/email/account_already_exists"
MAIL_SENT, SIGNED_IN = "account/messages/email_confirmation_sent.txt", "account/messages/logged_in.txt"
JOINING_AS = "joining_as"  # in a session: the address that was given with its password and is to be confirmed
JOINING = (ALREADY, "account/email/email_confirmation", "account/email/email_confirmation_signup")


class AccountAdapter(DefaultAccountAdapter):
    """Our users, mails and limits behind allauth's pages."""

    error_messages = {  # noqa: RUF012  # as allauth declares it
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "The e-mail address or the password is wrong. Try again, or choose a new password."
        ),
        "phone_password_mismatch": _(
            "The phone number or the password is wrong. Try again, or let us send you a code by SMS."
        ),
    }
    _throttle: AttemptThrottle

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try before it is known whether it fails: so parallel tries cannot pass the limit."""
        with as_form_error():
            self._throttle = spend_sign_in(str(credentials.get("email") or credentials.get("phone", "")))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, or None. What went well is not counted."""
        with as_form_error():
            try:
                user: User | None = super().authenticate(request, **credentials)
            except Busy:
                self._throttle.give_back()
                raise
        if user is not None:
            self._throttle.give_back()
        return user

    def get_user_by_phone(self, phone: str) -> User | None:
        """Whose confirmed number it is, in E.164."""
        return user_at(phone)

    def get_phone(self, user: User) -> None:
        """None: allauth asks for it where an address already says who it is."""

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and note the device. From here on the request is read in the locale of the account."""
        super().login(request, user)
        translation.activate(user.language)
        set_digits(user.digits)
        guess_time_zone(user, zone_in_cookie(request))
        set_zone(user.zone)
        remember_device(request, user)
        drop_form_of_others(request, user)
        connect_after_sign_in(request, user)
        if is_shared(request):
            messages.info(request, _("Nothing of you is kept on this device. Sign out before you leave it."))
        if user.is_staff:
            note_act(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The user's work; suspended users are shown why first."""
        if isinstance(request.user, User) and request.user.is_suspended:
            return reverse("my_measures")
        return str(super().get_login_redirect_url(request))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *more: Any, **named: Any
    ) -> None:
        """Say it, unless the next page does: where a mail went, and after "confirmed" that somebody is signed in."""
        page = request.resolver_match.url_name if request.resolver_match else ""
        if message_template != MAIL_SENT and (page, message_template) != ("account_confirm_email", SIGNED_IN):
            super().add_message(request, level, message_template, *more, **named)

    def set_password(self, user: User, password: str) -> None:
        """Set it, and end every other sign-in and every token: who changes a password may fear that it is known."""
        match = getattr(self.request, "resolver_match", None)
        is_by_mail = match is not None and match.url_name == "account_reset_password_from_key"
        super().set_password(user, password)
        end_access(user, keep=getattr(getattr(self.request, "session", None), "session_key", None) or "")
        forget_phone(user, is_by_mail=is_by_mail)
        if is_by_mail:
            forget_google(user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of an account by a job, in the person's language; some kinds at most so often to one address."""
        if template_prefix not in JOINING or may_mail("join", email):
            self._post(template_prefix, email, context)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Word to an address that somebody wanted to make an account with it."""
        self.send_mail(ALREADY, email, self._links())

    def send_address_taken_mail(self, email: str) -> None:
        """Word to an address that somebody wanted to make it theirs; counted by who calls."""
        self._post(ALREADY, email, self._links())

    def send_unknown_account_mail(self, email: str) -> None:
        """Word to an address that there is no account for which a password could be chosen."""
        self.send_mail("account/email/unknown_account", email, self._links())

    def _links(self) -> dict[str, str]:
        pages = {"signup_url": "account_signup", "password_reset_url": "account_reset_password"}
        return {name: settings.SITE_URL + reverse(page) for name, page in pages.items()}

    def _post(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        language = getattr(context.get("user"), "language", None) or translation.get_language()
        with translation.override(language):
            message = self.render_mail(template_prefix, email, {**context, "email": email, "site": settings.SITE_URL})
        with atomic():
            defer(
                "market.accounts.tasks.send_account_mail",
                to=email,
                subject=str(message.subject),
                text=str(message.body),
            )

    def is_safe_url(self, url: str | None) -> bool:
        """Whether one may be led there after signing in. What is no address is not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The link of the mail. It leads on, by sign-in, to the page for which the account was needed."""
        link = f"{settings.SITE_URL}/accounts/confirm-email/{emailconfirmation.key}/"
        place = get_next_redirect_url(request)
        code = sign_place(place, emailconfirmation.email_address.email) if place else ""
        return f"{link}?{urlencode({REDIRECT_FIELD_NAME: code})}" if code else link

    def respond_email_verification_sent(self, request: HttpRequest, user: User | None) -> HttpResponse:
        """Lead to the page that says to open the mail; its sign-in leads to where signing up or in was to lead. The
        session holds whose address it is, also where it has an account already: cookies do not tell.
        """
        request.session[JOINING_AS] = (request.POST.get("email") or request.POST.get("login", "")).strip().lower()
        page, place = reverse("account_email_verification_sent"), get_next_redirect_url(request)
        return redirect(f"{page}?{urlencode({REDIRECT_FIELD_NAME: place})}" if place else page)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the mail."""
        return f"{settings.SITE_URL}/accounts/password/reset/key/{key}/"


@contextmanager
def as_form_error() -> Iterator[None]:
    """Turn a refusal into what a Django form shows; the answer gets its status all the same."""
    try:
        yield
    except (TooMany, Busy) as refusal:
        if request := clients.request_at_hand():
            request.META["REFUSAL"] = refusal
        raise ValidationError(str(refusal)) from refusal
