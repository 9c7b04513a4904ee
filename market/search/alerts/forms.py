"""Forms of saved searches."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.search.alerts.actions import NAME_LENGTH
from market.search.models import SavedSearch


class SearchForm(Form):
    """The name of a saved search, and how often the user is told of it."""

    name = TextField(label=_("Name"), most=NAME_LENGTH, required=False)
    frequency = forms.ChoiceField(
        label=_("Tell me what is new"), choices=SavedSearch.Frequency.choices, widget=forms.RadioSelect
    )


class NewSearchForm(SearchForm):
    """A search that is to be saved. Without a `list` the user chooses of which."""

    list = forms.ChoiceField(label=_("Of what"), choices=SavedSearch.List.choices, widget=forms.RadioSelect)
    field_order = ("list", "name", "frequency")

    def __init__(self, *args: Any, is_of_list: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_of_list:
            self.fields["list"].widget = forms.HiddenInput()
