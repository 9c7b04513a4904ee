"""Forms of the moderators' desk."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.money import Money
from market.core.web.forms import AmountField, Form, TextField
from market.disputes.claims.evidence_actions import STATEMENT_LENGTH
from market.disputes.models import Dispute
from market.disputes.rulings.actions import MISSING, Decision, languages_of
from market.disputes.rulings.correction_actions import MISSING as MISTAKE_MISSING
from market.disputes.rulings.correction_actions import WHY_LENGTH
from market.disputes.rulings.grounds import GROUNDS
from market.disputes.rulings.queries import current_ruling


class RuleForm(Form):
    """Rule. Reasons are asked for in each language that a side reads."""

    to_freelancer = AmountField(label=_("Amount to the freelancer"))
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
        self.in_currency = dispute.currency
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
        return Decision(Money(data["to_freelancer"], self.in_currency), data["grounds"], reasons)


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

    reason = TextField(label=_("Why do you have to read their conversation?"), most=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_talk_%s", **kwargs)
