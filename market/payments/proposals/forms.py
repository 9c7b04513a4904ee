"""Forms of proposals: one for each kind, made of the names of its parameters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import AmountField, Form, TextField
from market.payments.proposals.actions import REASON_LENGTH
from market.payments.proposals.fields import REFERENCE_LENGTH
from market.payments.proposals.kinds import Kind, choices_of
from market.payments.proposals.refund_destination import DESTINATION_LENGTH

LABELS: dict[str, Any] = {  # lazy texts
    "amount": _("Amount"),
    "currency": _("Currency"),
    "rail": _("At which provider"),
    "source_rail": _("From where"),
    "target_rail": _("To where"),
    "fee": _("What was kept on the way"),
    "reference": _("The bank's reference"),
    "source": _("From which account"),
    "target": _("To which account"),
    "chargeback": _("Chargeback"),
    "open_chargeback": _("Chargeback"),
    "debt": _("What is owed to a client"),
    "refund": _("Number of the refund"),
    "destination": _("Where it goes"),
    "email": _("E-mail address"),
    "role": _("Role"),
}
LONGEST = {"email": 254, "destination": DESTINATION_LENGTH}


class ReasonForm(Form):
    """Why something is refused."""

    reason = TextField(most=REASON_LENGTH, lines=2, label=_("Why?"), help_text=_("It stays in the record."))


class ProposalForm(Form):
    """The parameters of a kind, and why it is proposed. What they may be is checked by the kind itself."""

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in kind.names:
            self.fields[name] = _field(name)
        self.fields["reason"] = TextField(
            most=REASON_LENGTH, lines=3, label=_("Why?"), help_text=_("The other operators read it, and it stays.")
        )

    @property
    def parameters(self) -> dict[str, str]:
        """What was typed, as text."""
        return {name: str(value or "") for name, value in self.cleaned_data.items() if name != "reason"}


def _field(name: str) -> forms.Field:
    label = LABELS[name]
    if (choices := choices_of(name)) is not None:
        return forms.ChoiceField(label=label, choices=list(choices.items()))
    if name in ("amount", "fee"):
        return AmountField(label=label, required=name == "amount")
    return TextField(most=LONGEST.get(name, REFERENCE_LENGTH), label=label)
