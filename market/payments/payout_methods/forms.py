"""Forms of payout methods."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.payments.models import PayoutMethod
from market.payments.payout_methods.decision_actions import DECISIONS, REASON_LENGTH
from market.payments.payout_methods.details import NAME_LENGTH, MethodDetails, offered_kinds


class NumberField(forms.CharField):
    """Digits of an account, typed with a phone's keys for numbers."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)


class PayoutMethodForm(Form):
    """An account to which taka are to go. The kind is asked for where several are offered."""

    kind = forms.ChoiceField(label=_("What kind of account?"), required=False, widget=forms.RadioSelect)
    holder_name = TextField(
        most=NAME_LENGTH,
        label=_("Name of the account holder"),
        help_text=_("As the bank or bKash has it. It has to be your own, as on your certificate."),
    )
    account_number = NumberField(label=_("Account number"), help_text=_("Of a bKash account: its mobile number."))
    routing_number = NumberField(
        label=_("Routing number of the branch"),
        required=False,
        help_text=_(
            "Only of a bank account: nine digits at the bottom of your cheques, which name the bank and the branch."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(PayoutMethod.Kind.choices)
        kinds = offered_kinds()
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for mypy
        field.choices = [(kind, labels[kind]) for kind in kinds]
        field.initial = kinds[0] if kinds else None
        if kinds == [PayoutMethod.Kind.BANK]:
            self.fields["account_number"].help_text = ""

    def details(self) -> MethodDetails:
        """What was typed; the form must be valid."""
        fields = self.cleaned_data
        kind = fields["kind"] or (offered_kinds() or [PayoutMethod.Kind.BANK])[0]
        return MethodDetails(kind, fields["account_number"], fields["holder_name"], fields["routing_number"])


class DecideForm(Form):
    """An operator's decision on the name of an account."""

    reason = TextField(
        most=REASON_LENGTH,
        lines=3,
        label=_("Why?"),
        help_text=_("What you compared. The freelancer reads this."),
    )
    go = forms.ChoiceField(choices=[(name, name) for name in DECISIONS], widget=forms.HiddenInput)
