"""Forms of bids. Milestones are rows that a submit button adds: without JavaScript, and nothing typed is lost."""

from collections.abc import Sequence
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
from market.core.base.money import Money, rounded, total
from market.core.text.contact import masked
from market.core.web.forms import AmountField, Form, TextField, WholeNumberField, amount_text, typed_before
from market.core.web.row_forms import FormWithRows, RowForm, RowFormSet
from market.files.forms import AttachingForm
from market.jobs.forms import PaidForm
from market.jobs.postings.details import DESCRIPTION_LENGTH

if TYPE_CHECKING:
    from market.bids.models import Bid
    from market.jobs.models import Question

FIRST_ROWS = 3
INCOMPLETE = {"required": _("Fill this in, or clear the whole row.")}


class MilestoneRow(RowForm):
    """One milestone."""

    title = TextField(most=TITLE_LENGTH, label=_("What is delivered"), error_messages=INCOMPLETE)
    amount = AmountField(label=_("Amount"), error_messages=INCOMPLETE)
    days = WholeNumberField(min_value=1, max_value=MOST_DAYS, label=_("Days"), error_messages=INCOMPLETE)


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

    def __init__(self, data: Any = None, *, currency: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.in_currency = currency
        self.milestones = self.add_rows("milestones", MilestoneFormSet)

    def clean(self) -> dict[str, Any]:
        """Refuse what an action would refuse in these terms."""
        if self.milestones.is_valid() and not {"amount", "days"} & set(self.errors):
            with self.refusing():  # shows these errors together with the others
                self.terms().normalized(currency=self.in_currency, title="-")
        return self.cleaned_data

    def terms(self) -> ProposedTerms:
        """The terms as typed; the form must be valid."""
        fields = self.cleaned_data
        parts = tuple(MilestoneTerms(**row.cleaned_data) for row in self.milestones.filled())
        return ProposedTerms(Money(fields["amount"], self.in_currency), fields["days"], parts)

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

    def add_error_at(self, path: str, message: str) -> None:
        """Shows an error at "answers.7" at the field of question 7."""
        super().add_error_at(path.replace("answers.", "answer_"), message)


class OfferForm(AttachingForm, PaidForm, TermsForm):
    """A contract that a client offers to one freelancer."""

    title = TextField(most=TITLE_LENGTH, max_length=TITLE_STORED, label=_("Title"))
    description = TextField(most=DESCRIPTION_LENGTH, lines=8, label=_("What is to be done"))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        paid_in = settings.STRIPE_CURRENCIES
        wished = data.get("currency") if data else kwargs.get("initial", {}).get("currency")
        super().__init__(data, currency=wished if wished in paid_in else paid_in[0], **kwargs)
        self.fields["currency"].required = False
        self.fields["currency"].initial = self.in_currency

    def work(self) -> WorkDescription:
        """What is to be done; the form must be valid."""
        return WorkDescription(self.cleaned_data["title"], self.cleaned_data["description"])


def initial_of(terms: Terms) -> dict[str, Any]:
    """Initial values of the form for stored terms."""
    return initial_of_offer(ProposedTerms.of(terms))


def initial_of_offer(terms: ProposedTerms) -> dict[str, Any]:
    """Initial values of the form for these terms; a single milestone that is the whole is left out."""
    rows = terms.milestones if len(terms.milestones) > 1 else ()
    return {
        "amount": amount_text(terms.amount.amount),
        "days": terms.days,
        "currency": str(terms.amount.currency),
        "milestones": [{"title": part.title, "amount": amount_text(part.amount), "days": part.days} for part in rows],
    }


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
