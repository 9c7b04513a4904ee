"""Forms of reports."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.safety.actions import TEXT_LENGTH
from market.safety.models import Report


class ReportForm(Form):
    """What is wrong."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=Report.Reason, widget=forms.RadioSelect)
    text = TextField(most=TEXT_LENGTH, lines=4, required=False, label=_("In your own words"))
