"""Forms of reports."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.safety.actions import TEXT_LENGTH
from market.safety.evidence import EvidenceMessage
from market.safety.models import Report


class ReportForm(Form):
    """What is wrong."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=Report.Reason, widget=forms.RadioSelect)
    text = TextField(most=TEXT_LENGTH, lines=4, required=False, label=_("In your own words"))
    messages = forms.TypedMultipleChoiceField(
        label=_("Which messages show it?"),
        help_text=_(
            "A moderator reads those that you choose as they are now, even if they are deleted or changed later."
        ),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ("reason", "messages", "text")

    def __init__(self, *args: Any, choosable: Sequence[EvidenceMessage] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choosable:
            self.fields["messages"].choices = [(each.message, each) for each in choosable]  # type: ignore[attr-defined]
        else:
            del self.fields["messages"]
