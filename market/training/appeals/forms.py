"""Forms of an appeal and of the decision on it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.files.forms import AttachingForm


class AppealForm(AttachingForm):
    """Why a graduate thinks that the revocation is wrong."""

    statement = TextField(
        most=2000,
        max_length=6000,
        lines=8,
        label=_("What happened"),
        help_text=_("Say in your own words why the certificate is yours. Name who can confirm it."),
    )


class DecideForm(Form):
    """The decision on an appeal."""

    lift = forms.ChoiceField(
        choices=[("yes", _("Lift the revocation: she is right")), ("no", _("Uphold the revocation"))],
        widget=forms.RadioSelect,
        label=_("Decision"),
    )
    answer = TextField(
        most=1000, max_length=2000, lines=4, label=_("Answer"), help_text=_("She reads it. Be plain and kind.")
    )
