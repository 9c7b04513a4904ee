"""The page of the link in the mail to a new address."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.account.views import ConfirmEmailView
from allauth.utils import get_request_param
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from market.accounts.sign_in.adapter import JOINING_AS
from market.accounts.sign_in.signed_places import read_place


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
