"""The page of the link in the mail to a new address."""

from allauth.account.views import ConfirmEmailView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import reverse
from django.utils.http import urlencode

from market.accounts.sign_in.adapter import NEXT_PLACE


class AccountConfirmEmail(ConfirmEmailView):
    """allauth's page, which leads on."""

    def get_redirect_url(self) -> str:
        """Sign-in that leads to where it was to lead before, in the same browser; else what the link says."""
        address, place = self.request.session.get(NEXT_PLACE, ("", ""))
        if address != self.object.email_address.email.lower():
            return str(super().get_redirect_url())
        del self.request.session[NEXT_PLACE]
        return f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: place})}"
