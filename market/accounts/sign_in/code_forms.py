"""The forms that take a second factor's code: six digits can be guessed, so tries are counted as those of passwords."""

from allauth.mfa.base import forms as allauth

from market.accounts.sign_in.adapter import as_form_error
from market.accounts.sign_in.throttles import give_code_back, spend_code


class ThrottledForm(allauth.BaseAuthenticateForm):
    """Counts a user's attempts, in all forms that ask. A passed limit is an error at the field."""

    def clean_code(self) -> str:
        """The code, if it is right. ThrottledForm before it is known, so that parallel tries cannot pass the limit."""
        with as_form_error():
            spend_code(self.user.pk)
        code: str = super().clean_code()
        give_code_back(self.user.pk)
        return code


class AuthenticateForm(ThrottledForm, allauth.AuthenticateForm):
    """At sign-in."""


class ReauthenticateForm(ThrottledForm, allauth.ReauthenticateForm):
    """Where it is asked again, as before the administration."""
