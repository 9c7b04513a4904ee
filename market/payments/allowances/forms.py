"""Forms of allowances."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import AmountField, DayField, Form, TextField, WholeNumberField
from market.payments.allowances.question_actions import TEXT_LENGTH
from market.payments.models import AllowanceQuestion
from market.training.allowances.list_actions import REASON_LENGTH
from market.training.models import Programme


class _ProgrammeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, row: Any) -> str:
        """Its name."""
        return str(row.name)


class RuleForm(Form):
    """A rule of allowances."""

    programme = _ProgrammeField(Programme.objects.all(), label=_("Programme"), empty_label=None)
    monthly = AmountField(label=_("Taka a month"))
    least_percent = WholeNumberField(
        label=_("Share of the classes, in percent"), help_text=_("Whoever attended fewer gets nothing for the month.")
    )
    valid_from = DayField(label=_("From the month of this day on"))


class ReasonForm(Form):
    """Why a rule or a list is refused."""

    reason = TextField(most=REASON_LENGTH, lines=2, label=_("Why?"), help_text=_("It stays in the record."))


class CorrectForm(Form):
    """Why a line is corrected."""

    is_paid = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)
    reason = TextField(most=REASON_LENGTH, lines=2, label=_("Why?"), help_text=_("The trainee reads this."))


class AskForm(Form):
    """What a trainee asks the office."""

    kind = forms.ChoiceField(choices=AllowanceQuestion.Kind.choices, widget=forms.HiddenInput)
    text = TextField(most=TEXT_LENGTH, lines=4, required=False, label=_("What is wrong?"))


class AnswerForm(Form):
    """What the office answers."""

    answer = TextField(most=TEXT_LENGTH, lines=4, label=_("Answer"), help_text=_("The trainee reads this."))
