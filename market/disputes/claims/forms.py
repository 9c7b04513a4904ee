"""Forms of claims, statements and settlement offers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.web.forms import AmountField, Form, TextField
from market.disputes.claims.evidence_actions import STATEMENT_LENGTH, StatementContent, provable_rows
from market.disputes.models import Dispute, Statement
from market.files.forms import AttachingForm

Question = Statement.Question
MOST_SHOWN = 200  # messages of the talk, the newest ones


class Picks(forms.TypedMultipleChoiceField):
    """Things of the contract that are proof, by their ids."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, required=False, **kwargs)


class StatementForm(AttachingForm):
    """Say something, with files, and with what was written and delivered. In a view as every AttachingForm."""

    statement = TextField(label=_("What do you say to it?"), most=STATEMENT_LENGTH, lines=6)
    deliveries = Picks(label=_("Deliveries that prove it"))
    messages = Picks(label=_("Messages that prove it"), help_text=_("Each is kept as it is now, whatever comes later."))

    field_order: tuple[str, ...] = ("statement", "deliveries", "messages", "uploads")

    def __init__(self, *args: Any, dispute: Dispute, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        messages, deliveries = provable_rows(dispute, by)
        newest = list(messages.order_by("-seq")[:MOST_SHOWN])
        self.fields["messages"].choices = [(each.pk, each) for each in reversed(newest)]  # type: ignore[attr-defined]
        self.fields["deliveries"].choices = [(each.pk, each) for each in deliveries]  # type: ignore[attr-defined]

    @property
    def content(self) -> StatementContent:
        """What was filled in, with what was kept of its files."""
        data = self.cleaned_data
        return StatementContent(data["statement"], self.upload_ids, data["messages"], data["deliveries"])


class OpenForm(StatementForm):
    """Open a dispute, led by questions."""

    reason = forms.ChoiceField(label=_("What is wrong?"), widget=forms.RadioSelect)
    agreed = TextField(
        label=Question.AGREED.label,
        most=1500,
        lines=3,
        help_text=_("In your own words; the contract itself stands beside it."),
    )
    happened = TextField(
        label=Question.HAPPENED.label, most=2000, lines=4, help_text=_("In order, with days if you can.")
    )
    fair = TextField(label=Question.FAIR.label, most=1400, lines=3)
    claim = AmountField(label=_("How much of the held money do you claim?"))

    field_order = ("reason", "agreed", "happened", "fair", "claim", "deliveries", "messages", "uploads")

    def __init__(self, *args: Any, dispute: Dispute, by: User, **kwargs: Any) -> None:
        super().__init__(*args, dispute=dispute, by=by, **kwargs)
        del self.fields["statement"]
        names = Dispute.OF_CLIENT if by.pk == dispute.contract.client_id else Dispute.OF_FREELANCER
        self.fields["reason"].choices = [(each, Dispute.Reason(each).label) for each in names]  # type: ignore[attr-defined]

    @property
    def content(self) -> StatementContent:
        """The answers to its questions, with what was kept of its files."""
        data = self.cleaned_data
        answers = {each.value: data[each] for each in Question}
        return StatementContent.from_answers(
            answers, files=self.upload_ids, messages=data["messages"], deliveries=data["deliveries"]
        )


class OfferForm(Form):
    """Offer to settle."""

    to_freelancer = AmountField(label=_("Amount to the freelancer"))
