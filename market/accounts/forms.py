"""Forms of an account."""

from django import forms


class SignUpForm(forms.Form):
    """What signing up asks beside the address and the password."""

    def signup(self, request: object, user: object) -> None:
        """Called by allauth with the new person."""
