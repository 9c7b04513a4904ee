"""The page of the link in the mail to a new address."""

from allauth.account.adapter import get_adapter
from allauth.account.views import ConfirmEmailView
from allauth.utils import get_request_param
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import reverse
from django.utils.http import urlencode

from market.accounts.sign_in.signed_places import read_place


class AccountConfirmEmail(ConfirmEmailView):
    """allauth's page, which leads on."""

    def get_redirect_url(self) -> str:
        """Sign-in that leads to the place that the link carries, signed; what is not signed counts for nothing."""
        address = self.object.email_address
        place = read_place(get_request_param(self.request, REDIRECT_FIELD_NAME, ""), address.email)
        if not place:
            return str(get_adapter(self.request).get_email_verification_redirect_url(address))
        return f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: place})}"
