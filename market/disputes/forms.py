"""Forms of disputes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.money import Money
from market.core.web.forms import AmountField, Form, TextField
from market.disputes.claims.evidence_actions import StatementContent, provable_rows
from market.disputes.models import Dispute
from market.disputes.queries import current_ruling
from market.disputes.rulings.actions import MISSING, Decision, languages_of
from market.disputes.rulings.correction_actions import MISSING as MISTAKE_MISSING
from market.disputes.rulings.correction_actions import WHY_LENGTH
from market.disputes.rulings.grounds import GROUNDS
from market.files.forms import AttachingForm

STATEMENT_LENGTH = 5000
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
        delivered = deliveries.order_by("number")
        self.fields["deliveries"].choices = [(each.pk, each) for each in delivered]  # type: ignore[attr-defined]

    @property
    def content(self) -> StatementContent:
        """What was filled in, with what was kept of its files."""
        data = self.cleaned_data
        return StatementContent(data["statement"], self.kept, data["messages"], data["deliveries"])


class OpenForm(StatementForm):
    """Open a dispute, led by questions."""

    reason = forms.ChoiceField(label=_("What is wrong?"), widget=forms.RadioSelect)
    agreed = TextField(
        label=_("What was agreed?"),
        most=1500,
        lines=3,
        help_text=_("In your own words; the contract itself stands beside it."),
    )
    happened = TextField(label=_("What happened?"), most=2000, lines=4, help_text=_("In order, with days if you can."))
    fair = TextField(label=_("What would be fair, and why?"), most=1400, lines=3)
    claim = AmountField(label=_("How much of the held money do you claim?"))

    field_order = ("reason", "agreed", "happened", "fair", "claim", "deliveries", "messages", "uploads")

    def __init__(self, *args: Any, dispute: Dispute, by: User, **kwargs: Any) -> None:
        super().__init__(*args, dispute=dispute, by=by, **kwargs)
        del self.fields["statement"]
        names = Dispute.OF_CLIENT if by.pk == dispute.contract.client_id else Dispute.OF_FREELANCER
        self.fields["reason"].choices = [(each, Dispute.Reason(each).label) for each in names]  # type: ignore[attr-defined]

    @property
    def content(self) -> StatementContent:
        """The answers to its questions as one statement."""
        data = self.cleaned_data
        parts = [f"{self.fields[name].label}\n{data[name]}" for name in ("agreed", "happened", "fair")]
        return StatementContent("\n\n".join(parts), self.kept, data["messages"], data["deliveries"])


class OfferForm(Form):
    """Offer to settle."""

    to_freelancer = AmountField(label=_("So much to the freelancer"))


class RuleForm(Form):
    """Rule. Reasons are asked for in each language that a side reads."""

    to_freelancer = AmountField(label=_("So much to the freelancer"))
    grounds = forms.MultipleChoiceField(
        label=_("On which grounds?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(each.code, each.name) for each in GROUNDS.values()],
        error_messages={"required": _("Choose at least one of the published grounds.")},
    )
    reasons_en = TextField(label=_("Reasons in English"), most=STATEMENT_LENGTH, lines=6, required=False)
    reasons_bn = TextField(label=_("Reasons in Bangla"), most=STATEMENT_LENGTH, lines=6, required=False)

    def __init__(self, *args: Any, dispute: Dispute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = dispute.currency
        for language in languages_of(dispute):
            self.fields[f"reasons_{language}"].required = True
            self.fields[f"reasons_{language}"].error_messages["required"] = MISSING[language]
            self.fields[f"reasons_{language}"].help_text = _("One of the sides reads this language.")

    def for_draft(self) -> "RuleForm":
        """The same, where only the amount has to be right."""
        for name in ("grounds", "reasons_en", "reasons_bn"):
            self.fields[name].required = False
        return self

    @property
    def decision(self) -> Decision:
        """What was filled in."""
        data = self.cleaned_data
        reasons = {"en": data["reasons_en"], "bn": data["reasons_bn"]}
        return Decision(Money(data["to_freelancer"], self.currency), data["grounds"], reasons)


class CorrectForm(RuleForm):
    """What should have been ruled, and what was the mistake. Begins with what was ruled and why."""

    why_en = TextField(label=_("What was the mistake? In English"), most=WHY_LENGTH, lines=3, required=False)
    why_bn = TextField(label=_("What was the mistake? In Bangla"), most=WHY_LENGTH, lines=3, required=False)
    field_order = ("why_en", "why_bn")

    def __init__(self, *args: Any, dispute: Dispute, **kwargs: Any) -> None:
        super().__init__(*args, dispute=dispute, auto_id="id_correct_%s", initial=current_ruling(dispute), **kwargs)
        for language in languages_of(dispute):
            field = self.fields[f"why_{language}"]
            field.required = True
            field.error_messages["required"] = MISTAKE_MISSING[language]
            field.help_text = _(
                "The second moderator reads it, and a side that reads this language once it is confirmed."
            )

    @property
    def why(self) -> dict[str, str]:
        """What was the mistake, by language."""
        return {language: self.cleaned_data[f"why_{language}"] for language in ("en", "bn")}


class HandOverForm(Form):
    """Give it to another moderator: one of `people`, as the page offers them. The action says whether it may be."""

    to = forms.IntegerField(label=_("To whom?"))
    reason = TextField(label=_("Why?"), most=500)
    people: Iterable[User] = ()


class ReaderForm(Form):
    """Ask another moderator, one of `people`, to read the draft."""

    to = forms.IntegerField(label=_("Who is to read it?"))
    people: Iterable[User] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_reader_%s", **kwargs)


class NoteForm(Form):
    """What the reader of a draft thinks of it."""

    note = TextField(label=_("What do you think of it?"), most=2000, lines=4)


class ConversationForm(Form):
    """Why the private talk of both has to be read."""

    reason = TextField(label=_("Why do you have to read their talk?"), most=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_talk_%s", **kwargs)
