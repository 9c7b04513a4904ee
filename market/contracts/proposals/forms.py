"""Forms of proposals."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.bids.offers.terms import MOST_DAYS, TITLE_LENGTH
from market.contracts.models import Contract, Milestone
from market.contracts.proposals.changes import (
    AMOUNT_STAYS,
    CANNOT_DROP,
    FREE,
    HELD,
    MOST_REVISIONS,
    Wish,
    cannot_change,
)
from market.contracts.proposals.request_actions import MOST_MORE_DAYS
from market.core.base.errors import Invalid
from market.core.web.forms import AmountField, Form, TextField, WholeNumberField

STEMS = ("title", "amount", "days", "revisions")
NEW_ROWS = 2
NOTE_LENGTH = 1000


class ChangeForm(Form):
    """The milestones that may change, and empty rows for new ones: "title_12", "title_new1"."""

    def __init__(self, data: Any = None, *, contract: Contract, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        milestones = list(contract.milestones.all())
        self.milestones = [each for each in milestones if each.state in FREE + HELD]
        self.locked_milestones = [each for each in milestones if each not in self.milestones]
        for milestone in self.milestones:
            self._add_row(str(milestone.pk), milestone)
        self.new_rows = [f"new{number}" for number in range(1, NEW_ROWS + 1)]
        for row in self.new_rows:
            self._add_row(row, None)
        self.fields["note"] = TextField(
            most=NOTE_LENGTH,
            lines=3,
            required=False,
            label=_("Why?"),
            help_text=_("The other side reads this beside the difference."),
        )

    def _add_row(self, row: str, milestone: Milestone | None) -> None:
        initial = {
            "title": milestone.title if milestone else "",
            "amount": f"{milestone.amount_value:.2f}" if milestone else "",
            "days": milestone.days if milestone else "",
            "revisions": "" if milestone is None or milestone.revisions is None else milestone.revisions,
        }
        self.fields[f"title_{row}"] = TextField(
            most=TITLE_LENGTH, required=False, label=_("What is delivered"), initial=initial["title"]
        )
        self.fields[f"amount_{row}"] = AmountField(required=False, label=_("Amount"), initial=initial["amount"])
        self.fields[f"days_{row}"] = WholeNumberField(
            required=False, min_value=1, max_value=MOST_DAYS, label=_("Days"), initial=initial["days"]
        )
        self.fields[f"revisions_{row}"] = WholeNumberField(
            required=False,
            min_value=0,
            max_value=MOST_REVISIONS,
            label=_("Rounds of changes"),
            help_text=_("Empty: they are not counted."),
            initial=initial["revisions"],
        )
        if milestone is not None and milestone.state in FREE:
            self.fields[f"drop_{row}"] = forms.BooleanField(required=False, label=_("Do without this milestone"))
        if milestone is not None and milestone.state in HELD:
            self.fields[f"amount_{row}"].disabled = True

    def rows(self) -> list[dict[str, Any]]:
        """Each row's fields by stem, with its milestone (None for a new one)."""
        rows: list[tuple[str, Milestone | None]] = [(str(each.pk), each) for each in self.milestones]
        rows += [(row, None) for row in self.new_rows]
        return [
            {"milestone": milestone, "drop": self[f"drop_{row}"] if f"drop_{row}" in self.fields else None}
            | {stem: self[f"{stem}_{row}"] for stem in STEMS}
            for row, milestone in rows
        ]

    def _used_rows(self) -> list[str]:
        """The rows that are used: those of milestones, and new ones that are partly filled."""
        typed = self.cleaned_data
        begun = [
            row
            for row in self.new_rows
            if any(typed.get(f"{stem}_{row}") not in (None, "") or f"{stem}_{row}" in self.errors for stem in STEMS)
        ]
        return [str(each.pk) for each in self.milestones] + begun

    def clean(self) -> dict[str, Any]:
        """Requires used rows to be complete, and refuses what a stale page asks for."""
        self._refuse_stale_fields()
        for row in self._used_rows():
            if self.cleaned_data.get(f"drop_{row}"):
                continue
            for stem in ("title", "amount", "days"):
                name = f"{stem}_{row}"
                if name not in self.errors and self.cleaned_data.get(name) in (None, ""):
                    self.add_error(name, _("Fill this in, or clear the whole row."))
        return self.cleaned_data

    def _refuse_stale_fields(self) -> None:
        """Adds an error for each field that could be changed when the page was made, and cannot be now."""
        for milestone in self.locked_milestones:
            if f"title_{milestone.pk}" in self.data:
                self.add_error(None, cannot_change(milestone))
        for milestone in self.milestones:
            amount, drop = f"amount_{milestone.pk}", f"drop_{milestone.pk}"
            if milestone.state in HELD and drop in self.data:
                self.add_error(f"title_{milestone.pk}", CANNOT_DROP)
            elif milestone.state in HELD and self.data.get(amount, "") not in ("", f"{milestone.amount_value:.2f}"):
                self.add_error(amount, AMOUNT_STAYS)

    def wishes(self) -> list[Wish]:
        """The wanted milestones; the form must be valid."""
        return [self._wish(row) for row in self._used_rows()]

    def _wish(self, row: str) -> Wish:
        milestone = next((each for each in self.milestones if str(each.pk) == row), None)
        if self.cleaned_data.get(f"drop_{row}"):
            return Wish(milestone=int(row), drop=True)
        title, amount, days, revisions = (self.cleaned_data[f"{stem}_{row}"] for stem in STEMS)
        if milestone is not None and milestone.state in HELD:
            amount = milestone.amount_value
        return Wish(milestone.pk if milestone else None, title, amount, days, revisions)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Like the base, with errors by path ("milestones.0.amount") put at the fields of their rows."""
        with super().refusing():
            try:
                yield
            except Invalid as refusal:
                refusal.errors = {self._field_at(path): texts for path, texts in refusal.errors.items()}
                raise

    def _field_at(self, path: str) -> str:
        parts = path.split(".")
        if parts[0] != "milestones" or len(parts) < 2:
            return path
        stem = parts[2] if len(parts) > 2 else "title"
        return f"{stem}_{self._used_rows()[int(parts[1])]}"


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
