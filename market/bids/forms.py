"""Forms of bids. Milestones are rows that a submit button adds: without JavaScript, and nothing typed is lost."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.bids.bids.actions import ANSWER_LENGTH, LETTER_LENGTH
from market.bids.bids.decision_actions import REASON_LENGTH, grounds_for
from market.bids.bids.reading_actions import NOTE_LENGTH
from market.bids.letters.actions import NAME_LENGTH
from market.bids.models import Terms
from market.bids.offers.actions import TITLE_STORED, WorkDescription
from market.bids.offers.terms import MOST_DAYS, MOST_PARTS, TITLE_LENGTH, MilestoneTerms, ProposedTerms
from market.core.base.errors import Invalid
from market.core.base.money import Money, rounded, total
from market.core.text.contact import masked
from market.core.web.forms import AmountField, Form, TextField, WholeNumberField
from market.files.forms import AttachingForm
from market.jobs.forms import CURRENCY_NAMES
from market.jobs.postings.details import DESCRIPTION_LENGTH

if TYPE_CHECKING:
    from market.bids.models import Bid
    from market.jobs.models import Question

FIRST_ROWS = 3
STEMS = ("title", "amount", "days")


class TermsForm(Form):
    """Terms: amount, days, and up to 20 milestones. `currency` is the job's."""

    amount = AmountField(label=_("You get"))
    days = WholeNumberField(label=_("Done within"), min_value=1, max_value=MOST_DAYS)

    def __init__(self, data: Any = None, *, currency: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.in_currency = currency
        self.rows = self._row_count(data)
        for row in range(self.rows):
            self.fields[f"title_{row}"] = TextField(most=TITLE_LENGTH, required=False, label=_("What is delivered"))
            self.fields[f"amount_{row}"] = AmountField(required=False, label=_("Amount"))
            self.fields[f"days_{row}"] = WholeNumberField(
                required=False, min_value=1, max_value=MOST_DAYS, label=_("Days")
            )

    def _row_count(self, data: Any) -> int:
        if data is None:
            return max(FIRST_ROWS, min(int(self.initial.get("rows", 0)) + 1, MOST_PARTS))
        sent = str(data.get("rows", ""))
        rows = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else FIRST_ROWS
        return min(max(rows, 1) + ("add" in data), MOST_PARTS)

    @property
    def can_grow(self) -> bool:
        """Whether one more milestone may be added."""
        return self.rows < MOST_PARTS

    def row_fields(self) -> list[list[forms.BoundField]]:
        """The milestones' fields, row by row."""
        return [[self[f"{stem}_{row}"] for stem in STEMS] for row in range(self.rows)]

    def filled_rows(self) -> list[int]:
        """The rows in which something was typed."""
        typed = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        return [
            row
            for row in range(self.rows)
            if any(typed.get(f"{stem}_{row}") not in (None, "") or f"{stem}_{row}" in self.errors for stem in STEMS)
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse rows that are filled in partly."""
        for row in self.filled_rows():
            for stem in STEMS:
                name = f"{stem}_{row}"
                if name not in self.errors and self.cleaned_data.get(name) in (None, ""):
                    self.add_error(name, _("Fill this in, or clear the whole row."))
        offered = {"amount", "days", *(f"{stem}_{row}" for stem in STEMS for row in range(self.rows))}
        if not offered & set(self.errors):
            with self.refusing():  # shows these errors together with the others
                self.terms().normalized(currency=self.in_currency, title="-")
        return self.cleaned_data

    def terms(self) -> ProposedTerms:
        """The terms as typed; the form must be valid."""
        fields = self.cleaned_data
        parts = tuple(
            MilestoneTerms(fields[f"title_{row}"], fields[f"amount_{row}"], fields[f"days_{row}"])
            for row in self.filled_rows()
        )
        return ProposedTerms(Money(fields["amount"], self.in_currency), fields["days"], parts)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Like the base, with errors at paths like "milestones.0.amount" shown at the row's field."""
        with super().refusing():
            try:
                yield
            except Invalid as refusal:
                refusal.errors = {self._field_at(path): messages for path, messages in refusal.errors.items()}
                raise

    def _field_at(self, path: str) -> str:
        parts = path.split(".")
        if parts[0] == "answers":
            return f"answer_{parts[1]}"
        if parts[0] != "milestones" or len(parts) < 3:
            return path
        return f"{parts[2]}_{self.filled_rows()[int(parts[1])]}"

    def sums(self) -> dict[str, Money] | None:
        """The sums for the typed amount: what the `freelancer` gets, the `fee`, what the `client` pays, and the total
        of the milestones (`parts`). None without an amount."""
        amount = self._typed("amount")
        if amount is None:
            return None
        fee = rounded(amount * settings.LIFECYCLE.client_fee)
        parts = [each for row in range(self.rows) if (each := self._typed(f"amount_{row}"))]
        sums = {"freelancer": amount, "fee": fee, "client": amount + fee, **({"parts": total(parts)} if parts else {})}
        return {name: Money(value, self.in_currency) for name, value in sums.items()}

    def _typed(self, name: str) -> Decimal | None:
        """The amount in a field, whatever else is wrong with the form."""
        try:
            value = self.fields[name].clean(self[name].value() or "")
        except forms.ValidationError:
            return None
        return value if isinstance(value, Decimal) else None


class BidForm(AttachingForm, TermsForm):
    """A bid. `questions` are the job's."""

    cover_letter = TextField(most=LETTER_LENGTH, lines=8, label=_("Your letter to the client"))

    def __init__(self, data: Any = None, *, questions: "Sequence[Question]" = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.questions = questions
        for each in questions:
            self.fields[f"answer_{each.pk}"] = TextField(
                most=ANSWER_LENGTH, lines=3, required=each.is_required, label=masked(each.text)
            )

    def answer_fields(self) -> list[forms.BoundField]:
        """The fields for the answers."""
        return [self[f"answer_{each.pk}"] for each in self.questions]

    def answers(self) -> dict[int, str]:
        """The answers by question id; the form must be valid."""
        return {each.pk: self.cleaned_data[f"answer_{each.pk}"] for each in self.questions}


class OfferForm(AttachingForm, TermsForm):
    """A contract that a client offers to one freelancer."""

    title = TextField(most=TITLE_LENGTH, max_length=TITLE_STORED, label=_("Title"))
    description = TextField(most=DESCRIPTION_LENGTH, lines=8, label=_("What is to be done"))
    currency = forms.ChoiceField(label=_("Paid in"), required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        paid_in = settings.STRIPE_CURRENCIES
        wished = data.get("currency") if data else kwargs.get("initial", {}).get("currency")
        super().__init__(data, currency=wished if wished in paid_in else paid_in[0], **kwargs)
        self.fields["currency"].choices = [(code, CURRENCY_NAMES[code]) for code in paid_in]  # type: ignore[attr-defined]
        self.fields["currency"].initial = self.in_currency
        if len(paid_in) == 1:
            self.fields["currency"].widget = forms.HiddenInput()

    def work(self) -> WorkDescription:
        """What is to be done; the form must be valid."""
        return WorkDescription(self.cleaned_data["title"], self.cleaned_data["description"])


def initial_of(terms: Terms) -> dict[str, Any]:
    """Initial values of the form for stored terms."""
    return initial_of_offer(ProposedTerms.of(terms))


def initial_of_offer(terms: ProposedTerms) -> dict[str, Any]:
    """Initial values of the form for these terms; a single milestone that is the whole is left out."""
    rows = terms.milestones if len(terms.milestones) > 1 else ()
    initial: dict[str, Any] = {"amount": _amount_text(terms.amount.amount), "days": terms.days, "rows": len(rows)}
    initial["currency"] = str(terms.amount.currency)
    for row, part in enumerate(rows):
        initial |= {f"title_{row}": part.title, f"amount_{row}": _amount_text(part.amount), f"days_{row}": part.days}
    return initial


def _amount_text(amount: Decimal) -> str:
    return f"{amount:f}".removesuffix(".00")


class ReasonForm(Form):
    """Why, if the person likes to say."""

    reason = TextField(most=REASON_LENGTH, lines=3, required=False, label=_("Reason"))


class DeclineForm(ReasonForm):
    """Why not: a standard reason, own words, both or none."""

    ground = forms.ChoiceField(widget=forms.RadioSelect, required=False, label=_("What shall the other side read?"))

    def __init__(self, data: Any = None, *, bid: "Bid", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices = [*grounds_for(bid).choices, ("", _("No reason"))]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]
        self.fields["reason"].label = _("In your own words")


class NoteForm(Form):
    """The client's note."""

    text = TextField(most=NOTE_LENGTH, lines=3, required=False, label=_("Your note"))


class LetterForm(Form):
    """A letter to keep."""

    title = TextField(most=NAME_LENGTH, max_length=5 * NAME_LENGTH, label=_("Its name, for you only"))
    text = TextField(most=LETTER_LENGTH, lines=8, label=_("The letter"))
