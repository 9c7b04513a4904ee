"""Forms of saved searches."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.search.alerts.actions import NAME_LENGTH
from market.search.models import SavedSearch


class SearchForm(Form):
    """The name of a saved search, and how often the user is told of it."""

    name = TextField(label=_("Name"), most=NAME_LENGTH, required=False)
    frequency = forms.ChoiceField(
        label=_("Notify me of what is new"), choices=SavedSearch.Frequency.choices, widget=forms.RadioSelect
    )
