"""The form of terms with its milestones, for bids, offers and changes of terms."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.bids.models import Terms
from market.bids.offers.terms import (
    DONE_WHEN_LENGTH,
    MOST_DAYS,
    MOST_PARTS,
    MOST_REVISIONS,
    TITLE_LENGTH,
    MilestoneTerms,
    ProposedTerms,
)
from market.core.base.money import Money, rounded, total
from market.core.web.forms import AmountField, Form, TextField, WholeNumberField, amount_text, typed_before
from market.core.web.row_forms import FormWithRows, RowForm, RowFormSet

FIRST_ROWS = 3
INCOMPLETE = {"required": _("Fill this in, or clear the whole row.")}


class PartRow(RowForm):
    """What a milestone is, pays and takes."""

    title = TextField(most=TITLE_LENGTH, label=_("Deliverable"), error_messages=INCOMPLETE)
    amount = AmountField(label=_("Amount"), error_messages=INCOMPLETE)
    days = WholeNumberField(min_value=1, max_value=MOST_DAYS, label=_("Days"), error_messages=INCOMPLETE)


class MilestoneRow(PartRow):
    """One milestone of new terms."""

    done_when = TextField(most=DONE_WHEN_LENGTH, required=False, label=_("Done means …"))


class GrowingFormSet(RowFormSet):
    """Begins with three rows, or with a blank one below those that are filled; the button "add" adds one."""

    def total_form_count(self) -> int:
        """How many rows there are: the page sends it as "rows"."""
        sent = self.data if self.is_bound else typed_before.get() or {}
        if not self.is_bound and "rows" not in sent:
            return max(FIRST_ROWS, min(len(self.initial or ()) + 1, self.max_num))
        number = str(sent.get("rows", ""))
        rows = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else FIRST_ROWS
        return min(max(rows, 1) + ("add" in sent), self.max_num)

    @property
    def can_grow(self) -> bool:
        """Whether one more row may be added."""
        return len(self) < self.max_num


MilestoneFormSet = forms.formset_factory(MilestoneRow, formset=GrowingFormSet, max_num=MOST_PARTS)


class TermsForm(FormWithRows):
    """Terms: amount, days, and up to 20 milestones. `currency` is the job's."""

    amount = AmountField(label=_("You get"))
    days = WholeNumberField(label=_("Done within"), min_value=1, max_value=MOST_DAYS)
    revisions = WholeNumberField(
        required=False, label=_("Rounds of changes in the price"), min_value=0, max_value=MOST_REVISIONS
    )

    def __init__(self, data: Any = None, *, currency: str, as_client: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.in_currency = currency
        if as_client:
            self.fields["amount"].label = _("She gets")
        self.milestones = self.add_rows("milestones", MilestoneFormSet)

    @property
    def is_split(self) -> bool:
        """Whether the page shows the milestones: one is filled in, or one more was just asked for."""
        return "add" in self.data or any(row.is_filled() for row in self.milestones)

    def clean(self) -> dict[str, Any]:
        """Refuse what an action would refuse in these terms."""
        if self.milestones.is_valid() and not {"amount", "days", "revisions"} & set(self.errors):
            with self.refusing():  # shows these errors together with the others
                self.terms().normalized(currency=self.in_currency, title="-")
        return self.cleaned_data

    def terms(self) -> ProposedTerms:
        """The terms as typed; the form must be valid."""
        fields = self.cleaned_data
        parts = tuple(MilestoneTerms(**row.cleaned_data) for row in self.milestones.filled())
        return ProposedTerms(Money(fields["amount"], self.in_currency), fields["days"], parts, fields.get("revisions"))

    def sums(self) -> dict[str, Money] | None:
        """The sums for the typed amount: what the `freelancer` gets, the `fee`, what the `client` pays, and the total
        of the milestones (`parts`). None without an amount."""
        amount = _typed_amount(self)
        if amount is None:
            return None
        fee = rounded(amount * settings.LIFECYCLE.client_fee)
        parts = [each for row in self.milestones if (each := _typed_amount(row))]
        sums = {"freelancer": amount, "fee": fee, "client": amount + fee, **({"parts": total(parts)} if parts else {})}
        return {name: Money(value, self.in_currency) for name, value in sums.items()}


def _typed_amount(form: Form) -> Decimal | None:
    """The amount in the form's field, whatever else is wrong with the form."""
    try:
        value = form.fields["amount"].clean(form["amount"].value() or "")
    except forms.ValidationError:
        return None
    return value if isinstance(value, Decimal) else None


def initial_of(terms: Terms) -> dict[str, Any]:
    """Initial values of the form for stored terms."""
    return {**initial_of_offer(ProposedTerms.of(terms)), "revisions": terms.revisions}


def initial_of_offer(terms: ProposedTerms) -> dict[str, Any]:
    """Initial values of the form for these terms; a single milestone that only repeats the whole is left out."""
    rows = terms.milestones if len(terms.milestones) > 1 or any(part.done_when for part in terms.milestones) else ()
    return {
        "amount": amount_text(terms.amount.amount),
        "days": terms.days,
        "currency": str(terms.amount.currency),
        "milestones": [{**asdict(part), "amount": amount_text(part.amount)} for part in rows],
    }
