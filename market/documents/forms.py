"""Forms of documents: the filter of the list, and billing details."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.core.text.locale import localize_digits
from market.core.web.forms import Form, TextField
from market.documents.actions import ADDRESS_LENGTH, NAME_LENGTH, TAX_LENGTH
from market.documents.models import Document


class DocumentFilterForm(Form):
    """Which documents are wanted; all of them when empty."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    contract = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    payout = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", _("Everything")), *Document.Kind.choices]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a choice field
        choices = [("", _("All years")), *((year, localize_digits(year)) for year in years)]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]

    def apply(self, rows: QuerySet[Document]) -> QuerySet[Document]:
        """The rows that a valid form asks for; none otherwise."""
        if not self.is_valid():
            return rows.none()
        return rows.filter(**{name: value for name, value in self.cleaned_data.items() if value})

    @property
    def active(self) -> int:
        """How many of its fields limit the list."""
        return sum(bool(self.data.get(name)) for name in self.fields)


class BillingDetailsForm(Form):
    """What stands on the invoices of a client."""

    name = TextField(most=NAME_LENGTH, label=_("Name of the person or company"))
    address = TextField(most=ADDRESS_LENGTH, lines=3, label=_("Address"))
    tax_number = TextField(
        most=TAX_LENGTH,
        required=False,
        label=_("Tax number (VAT or BIN)"),
        help_text=_("If your tax office or your company asks for it on invoices."),
    )
