"""Forms of the list of a face-to-face class."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.training.problems.actions import DECISION_LENGTH, TEXT_LENGTH


class AddProblemForm(Form):
    """What is to be gone over."""

    text = TextField(most=TEXT_LENGTH, max_length=1500, lines=2, label=_("What I want to go over"))


class SettleProblemForm(Form):
    """What was decided about something on the list."""

    key = forms.CharField(max_length=30, widget=forms.HiddenInput)
    decision = TextField(most=DECISION_LENGTH, max_length=3000, lines=2, label=_("What was decided"))
