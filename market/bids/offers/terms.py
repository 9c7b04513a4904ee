"""Terms: an amount, days, and the milestones in which the work is delivered and paid."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.utils.translation import gettext as _

from market.core.base.errors import Invalid, filled
from market.core.base.money import Money, total
from market.core.text.bangla import graphemes, is_too_long, nfc
from market.core.text.contact import name_faults

if TYPE_CHECKING:
    from market.bids.models import Terms

MOST_PARTS = 20
MOST_DAYS = 365
MOST_REVISIONS = 20
TITLE_LENGTH = 120
TITLE_STORED = 600  # code points: a Bangla character may be several
DONE_WHEN_LENGTH = 400


def one_line(text: str) -> str:
    """The text in NFC on one line, as the field of a page keeps it."""
    return " ".join(nfc(text).split())


@dataclass(frozen=True, slots=True)
class MilestoneTerms:
    """One milestone; its amount is in the currency of the terms. `revisions`: included rounds of changes; `done_when`:
    by what both will see that it is done."""

    title: str
    amount: Decimal
    days: int
    revisions: int | None = None
    done_when: str = ""


@dataclass(frozen=True, slots=True)
class ProposedTerms:
    """What a freelancer gets in all, in how many days, in which milestones. Without any, the whole is one milestone.

    `revisions` is what each milestone includes that does not say it itself; `normalized` hands it on to them.
    """

    amount: Money
    days: int
    milestones: Sequence[MilestoneTerms] = ()
    revisions: int | None = None

    @classmethod
    def of(cls, terms: "Terms") -> Self:
        """The value of stored terms."""
        parts = tuple(
            MilestoneTerms(
                each["title"], Decimal(each["amount"]), each["days"], each.get("revisions"), each.get("done_when", "")
            )
            for each in terms.milestones
        )
        return cls(terms.amount, terms.days, parts)

    def serialized(self) -> list[dict[str, object]]:
        """The milestones as stored in `Terms.milestones`."""
        return [{**asdict(part), "amount": f"{part.amount:.2f}"} for part in self.milestones]

    def normalized(self, *, currency: str, title: str) -> Self:
        """The terms as they are stored: at least one milestone (called `title`), texts in NFC.

        Raises Invalid, whose errors name each field by its path: currency, smallest and largest amount, days, rounds of
        changes, the number of milestones, and that they sum to the amount.
        """
        parts = tuple(self._cleaned(part) for part in self.milestones)
        offer = replace(self, milestones=parts)
        errors: dict[str, list[object]] = defaultdict(list)
        for field, text in offer._faults(currency):
            errors[field].append(text)
        if errors:
            raise Invalid(errors=errors)
        whole = MilestoneTerms(title, self.amount.amount, self.days, self.revisions)
        return replace(offer, milestones=parts or (whole,), revisions=None)

    def _cleaned(self, part: MilestoneTerms) -> MilestoneTerms:
        revisions = self.revisions if part.revisions is None else part.revisions
        return replace(part, title=nfc(part.title).strip(), revisions=revisions, done_when=one_line(part.done_when))

    def _faults(self, currency: str) -> Iterator[tuple[str, object]]:
        if str(self.amount.currency) != currency:
            yield "amount", _("This job is paid in %(currency)s.") % {"currency": currency}
            return
        yield from _amount_faults("amount", self.amount.amount, currency)
        yield from _day_faults("days", self.days)
        yield from _revision_faults("revisions", self.revisions)
        if len(self.milestones) > MOST_PARTS:
            yield "milestones", _("Use %(most)s milestones at most.") % {"most": MOST_PARTS}
            return
        for index, part in enumerate(self.milestones):
            yield from _part_faults(f"milestones.{index}", part, currency)
        parts = total([part.amount for part in self.milestones])
        if self.milestones and parts != self.amount.amount:
            unequal = _("The milestones make %(parts)s together, the amount is %(amount)s. Make them equal.")
            yield "milestones", filled(unequal, parts=Money(parts, currency), amount=self.amount)


def _part_faults(path: str, part: MilestoneTerms, currency: str) -> Iterator[tuple[str, object]]:
    if not part.title:
        yield f"{path}.title", _("Say what is delivered.")
    elif graphemes(part.title) > TITLE_LENGTH or len(part.title) > TITLE_STORED:
        yield f"{path}.title", _("Use %(most)s characters at most.") % {"most": TITLE_LENGTH}
    if is_too_long(part.done_when, DONE_WHEN_LENGTH):
        yield f"{path}.done_when", _("Use %(most)s characters at most.") % {"most": DONE_WHEN_LENGTH}
    for name in ("title", "done_when"):
        yield from ((f"{path}.{name}", fault) for fault in name_faults(getattr(part, name)))
    yield from _amount_faults(f"{path}.amount", part.amount, currency)
    yield from _day_faults(f"{path}.days", part.days)
    yield from _revision_faults(f"{path}.revisions", part.revisions)


def _amount_faults(path: str, amount: Decimal, currency: str) -> Iterator[tuple[str, object]]:
    smallest, largest = settings.LIFECYCLE.smallest(currency), settings.LIFECYCLE.largest(currency)
    if amount < smallest:
        yield path, filled(_("The smallest amount is %(amount)s."), amount=Money(smallest, currency))
    elif amount > largest:
        yield path, filled(_("The largest amount is %(amount)s."), amount=Money(largest, currency))


def _revision_faults(path: str, revisions: int | None) -> Iterator[tuple[str, object]]:
    if revisions is not None and not 0 <= revisions <= MOST_REVISIONS:
        yield path, _("Give 0 to %(most)s rounds of changes.") % {"most": MOST_REVISIONS}


def _day_faults(path: str, days: int) -> Iterator[tuple[str, object]]:
    if not 1 <= days <= MOST_DAYS:
        yield path, _("Give 1 to %(most)s days.") % {"most": MOST_DAYS}
