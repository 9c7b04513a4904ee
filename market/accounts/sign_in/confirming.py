"""The pages that say to open the mail to a new address, and of the link in it."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.account.views import ConfirmEmailView, EmailVerificationSentView
from allauth.utils import get_request_param
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from market.accounts.people.actions import resend_confirmation
from market.accounts.sign_in.adapter import JOINING_AS
from market.accounts.sign_in.signed_places import read_place


class AccountEmailVerificationSent(EmailVerificationSentView):
    """allauth's page, with the address to which the mail went. POST: send it again."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the address that the browser signed up with: "" where it did not."""
        most = settings.LIFECYCLE.account_mails_per_hour
        return {**super().get_context_data(**kwargs), "address": self._address(), "most": most}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the mail again."""
        if address := self._address():
            resend_confirmation(email=address)
            messages.success(request, _("We sent the mail again. It may take a few minutes."))
        return redirect(request.get_full_path())

    def _address(self) -> str:
        address = str(self.request.session.get(JOINING_AS, ""))
        return address if "@" in address else ""  # somebody may sign in with a phone number


class AccountConfirmEmail(ConfirmEmailView):
    """allauth's page, which leads on: to the place that the link carries, signed. The browser in which the address was
    given with its password is signed in; any other one is led to the sign-in."""

    def respond(self, success: bool) -> HttpResponse:
        """Sign in, or lead to the sign-in."""
        address = self.object.email_address
        is_same_browser = self.request.session.pop(JOINING_AS, "") == address.email.lower()
        if not (success and is_same_browser):
            response: HttpResponse = super().respond(success)
            return response
        signed_in: HttpResponse = perform_login(self.request, address.user, redirect_url=self._place() or None)
        return signed_in

    def get_redirect_url(self) -> str:
        """The sign-in; what is not signed counts for nothing."""
        if place := self._place():
            return f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: place})}"
        return str(get_adapter(self.request).get_email_verification_redirect_url(self.object.email_address))

    def _place(self) -> str:
        return read_place(get_request_param(self.request, REDIRECT_FIELD_NAME, ""), self.object.email_address.email)
