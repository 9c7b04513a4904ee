"""Forms of proposals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.bids.forms import MilestoneRow
from market.contracts.models import Contract, Milestone
from market.contracts.proposals.changes import (
    AMOUNT_STAYS,
    CANNOT_DROP,
    FIELDS,
    FREE,
    HELD,
    MOST_REVISIONS,
    Wish,
    cannot_change,
    terms_of,
)
from market.contracts.workroom.actions import MOST_MORE_DAYS
from market.core.web.forms import Form, TextField, WholeNumberField
from market.core.web.row_forms import FormWithRows, RowFormSet

NEW_ROWS = 2
NOTE_LENGTH = 1000


class ChangeRow(MilestoneRow):
    """A milestone that may change, or a new one (None)."""

    revisions = WholeNumberField(
        required=False,
        min_value=0,
        max_value=MOST_REVISIONS,
        label=_("Rounds of changes"),
        help_text=_("Empty: they are not counted."),
    )
    drop = forms.BooleanField(required=False, label=_("Drop this milestone"))

    def __init__(self, *args: Any, milestone: Milestone | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=terms_of(milestone) if milestone else None, **kwargs)
        self.milestone = milestone
        self.is_held = milestone is not None and milestone.state in HELD
        self.fields["amount"].disabled = self.is_held
        if milestone is None or self.is_held:
            del self.fields["drop"]
        elif self["drop"].data:
            for field in self.fields.values():
                field.required = False

    def clean(self) -> dict[str, Any]:
        """Refuse what could be changed when the page was made, and cannot be now."""
        if self.is_held and self.add_prefix("drop") in self.data:
            self.add_error("title", CANNOT_DROP)
        elif self.is_held and self["amount"].data not in (None, "", self.initial["amount"]):
            self.add_error("amount", AMOUNT_STAYS)
        return self.cleaned_data

    def wish(self) -> Wish:
        """The milestone as it is wanted; the form must be valid."""
        milestone_id = self.milestone.pk if self.milestone else None
        if self.cleaned_data.get("drop"):
            return Wish(milestone_id, drop=True)
        wanted = {name: self.cleaned_data[name] for name in FIELDS}
        if self.add_prefix("done_when") not in self.data:
            wanted["done_when"] = None
        return Wish(milestone_id, **wanted)


class BaseChangeFormSet(RowFormSet):
    """Rows named for milestones ("title_12"), and blank ones for new milestones ("title_new1")."""

    def __init__(self, *args: Any, milestones: list[Milestone], **kwargs: Any) -> None:
        self.milestones = milestones
        super().__init__(*args, **kwargs)

    def total_form_count(self) -> int:
        """Those of milestones, and those of new ones."""
        return len(self.milestones) + NEW_ROWS

    def initial_form_count(self) -> int:
        """Those of milestones."""
        return len(self.milestones)

    def add_prefix(self, index: int | str) -> str:
        """The milestone's id, or the number of the new row."""
        place = int(index) - len(self.milestones)
        return str(self.milestones[place].pk) if place < 0 else f"new{place + 1}"

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """With the row's milestone."""
        is_new = index is None or index >= len(self.milestones)
        return {**super().get_form_kwargs(index), "milestone": None if is_new else self.milestones[index or 0]}


ChangeFormSet = forms.formset_factory(ChangeRow, formset=BaseChangeFormSet)


class ChangeForm(FormWithRows):
    """The milestones that may change, and blank rows for new ones."""

    note = TextField(
        most=NOTE_LENGTH,
        lines=3,
        required=False,
        label=_("Why?"),
        help_text=_("The other side reads this beside the difference."),
    )

    def __init__(self, data: Any = None, *, contract: Contract, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        milestones = list(contract.milestones.all())
        changeable = [each for each in milestones if each.state in FREE + HELD]
        self.locked_milestones = [each for each in milestones if each not in changeable]
        self.milestones = self.add_rows("milestones", ChangeFormSet, milestones=changeable)

    def clean(self) -> dict[str, Any]:
        """Refuse milestones that could be changed when the page was made, and cannot be now."""
        for milestone in self.locked_milestones:
            if f"title_{milestone.pk}" in self.data:
                self.add_error(None, cannot_change(milestone))
        return self.cleaned_data

    def wishes(self) -> list[Wish]:
        """The wanted milestones; the form must be valid."""
        return [row.wish() for row in self.milestones.filled()]


class ExtensionForm(Form):
    """More time."""

    days = WholeNumberField(
        label=_("How many more days?"),
        min_value=1,
        max_value=MOST_MORE_DAYS,
        help_text=_("Counted from the day on which it is due, or from today if that is past."),
    )
    note = TextField(label=_("Why?"), most=NOTE_LENGTH, lines=2, required=False)


class RevisionForm(Form):
    """One more round of changes."""

    note = TextField(
        label=_("What should change, and why?"),
        most=NOTE_LENGTH,
        lines=3,
        required=False,
        help_text=_("She reads this before she answers. The changes themselves you ask for once she grants the round."),
    )
