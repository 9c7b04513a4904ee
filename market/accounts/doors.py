"""allauth's forms as our pages show them: labels stand above the fields, so no placeholder repeats them."""

from typing import Any

from allauth.account import forms as account


class Plain:
    """Takes the placeholders away."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Plain, account.LoginForm):
    """Signing in. The way to a new password stands below the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class SignupForm(Plain, account.SignupForm):
    """Making an account."""


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """Asking for a new password."""


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    """Choosing it."""


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """Changing a known one."""
