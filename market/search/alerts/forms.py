"""Forms of saved searches."""

from collections.abc import Sequence
from typing import Any, cast

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
    """A search that is to be saved. Of several `lists` the user chooses one."""

    list = forms.ChoiceField(label=_("Of what"), choices=SavedSearch.List.choices, widget=forms.RadioSelect)
    field_order = ("list", "name", "frequency")

    def __init__(self, *args: Any, lists: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind, label) for kind, label in SavedSearch.List.choices if kind in lists]
        cast(forms.ChoiceField, self.fields["list"]).choices = choices
        if len(choices) == 1:
            self.fields["list"].widget = forms.HiddenInput()
