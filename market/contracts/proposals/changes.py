"""A change of a contract's milestones: what is wanted, how it differs, and whether it is still applicable."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.bids.offers.terms import MOST_DAYS, MOST_PARTS, MilestoneTerms, ProposedTerms, one_line
from market.contracts.models import Contract, Milestone
from market.core.base.errors import Invalid
from market.core.base.money import Money, total

State = Milestone.State
FREE = (State.AWAITING_FUNDING,)  # everything may change
HELD = (State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED)  # the amount stays
FIELDS = ("title", "amount", "days", "revisions", "done_when")
MOST_REVISIONS = 20
AMOUNT_STAYS = _("Its money is held, so the amount stays. Add a milestone for more work.")
CANNOT_DROP = _("Its money is held, so it cannot be dropped. It can be refunded, or the contract ended.")


@dataclass(frozen=True, slots=True)
class Wish:
    """A milestone as somebody wants it: `milestone` is None for a new one, `drop` wants it gone; a `done_when` of None
    stays as it is."""

    milestone: int | None = None
    title: str = ""
    amount: Decimal = Decimal("0.00")
    days: int = 0
    revisions: int | None = None
    done_when: str | None = None
    drop: bool = False


class NothingChanged(Invalid):
    help = "changes#change"
    code = "nothing_changed"
    sentence = _("Nothing is different from what stands. Change something first.")


class NothingLeft(Invalid):
    help = "changes#end"
    code = "nothing_left"
    sentence = _("Then nothing of the contract would be left. End it early instead.")


def cannot_change(milestone: Milestone) -> str:
    """Why nothing of this milestone can be changed."""
    about = {"title": milestone.title, "state": milestone.get_state_display()}
    return str(_("“%(title)s” cannot be changed now: it is “%(state)s”.")) % about


def items_of(contract: Contract, wishes: Sequence[Wish]) -> list[dict[str, Any]]:
    """The differences between the wishes and the milestones, as stored in a proposal. Milestones without a wish stay.

    An item is {"do": "add" | "change" | "drop", "milestone": id, "was": {...}, "now": {...}}.
    Raises Invalid with errors by path ("milestones.0.amount"), NothingChanged, NothingLeft.
    """
    by_id = {each.pk: each for each in contract.milestones.all()}
    errors: dict[str, list[object]] = defaultdict(list)
    for field, text in _errors(contract, by_id, wishes):
        errors[field].append(text)
    if errors:
        raise Invalid(errors=errors)
    items = [item for wish in wishes if (item := _item(by_id.get(wish.milestone or 0), wish))]
    if not items:
        raise NothingChanged
    _require_work_left(by_id, items)
    return items


def _item(milestone: Milestone | None, wish: Wish) -> dict[str, Any] | None:
    now = {
        "title": wish.title,
        "amount": f"{wish.amount:.2f}",
        "days": wish.days,
        "revisions": wish.revisions,
        "done_when": _done_when(milestone, wish),
    }
    if milestone is None:
        return {"do": "add", "milestone": None, "was": None, "now": now}
    was = terms_of(milestone)
    if wish.drop:
        return {"do": "drop", "milestone": milestone.pk, "was": was, "now": None}
    return {"do": "change", "milestone": milestone.pk, "was": was, "now": now} if was != now else None


def _done_when(milestone: Milestone | None, wish: Wish) -> str:
    stands = milestone.done_when if milestone else ""
    is_same = wish.done_when is None or one_line(wish.done_when) == one_line(stands)
    return stands if is_same else one_line(wish.done_when or "")


def terms_of(milestone: Milestone) -> dict[str, Any]:
    """The milestone's terms, as stored in an item."""
    return {
        "title": milestone.title,
        "amount": f"{milestone.amount_value:.2f}",
        "days": milestone.days,
        "revisions": milestone.revisions,
        "done_when": milestone.done_when,
    }


def still_fits(contract: Contract, items: Sequence[dict[str, Any]]) -> bool:
    """Whether every milestone of the items is unchanged since, and may still be changed so."""
    by_id = {each.pk: each for each in contract.milestones.all()}
    for item in items:
        if item["do"] == "add":
            continue
        milestone = by_id[item["milestone"]]
        moves_money = item["do"] == "drop" or item["now"]["amount"] != item["was"]["amount"]
        is_same = item["was"].items() <= terms_of(milestone).items()  # older items say nothing of `done_when`
        if not is_same or milestone.state not in (FREE if moves_money else FREE + HELD):
            return False
    return _leaves_work(by_id, items)


def _require_work_left(by_id: dict[int, Milestone], items: Sequence[dict[str, Any]]) -> None:
    if not _leaves_work(by_id, items):
        raise NothingLeft


def _leaves_work(by_id: dict[int, Milestone], items: Sequence[dict[str, Any]]) -> bool:
    """Whether work is left to be done, or was paid before."""
    dropped = {item["milestone"] for item in items if item["do"] == "drop"}
    is_added = any(item["do"] == "add" for item in items)
    return is_added or any(each.funded_at or (not each.is_ended and each.pk not in dropped) for each in by_id.values())


def _errors(contract: Contract, by_id: dict[int, Milestone], wishes: Sequence[Wish]) -> Iterator[tuple[str, object]]:
    for at, wish in enumerate(wishes):
        if wish.milestone is not None:
            yield from _milestone_errors(f"milestones.{at}", by_id.get(wish.milestone), wish)
    named = [wish.milestone for wish in wishes if wish.milestone is not None]
    if len(set(named)) != len(named):
        yield "milestones", _("A milestone stands here twice.")
    kept_at = [at for at, wish in enumerate(wishes) if not wish.drop]
    yield from _terms_errors(contract, wishes, kept_at)
    added = sum(wish.milestone is None for wish in wishes)
    if added + sum(not each.is_ended for each in by_id.values()) > MOST_PARTS:
        yield "milestones", _("Use %(most)s milestones at most.") % {"most": MOST_PARTS}


def _milestone_errors(path: str, milestone: Milestone | None, wish: Wish) -> Iterator[tuple[str, object]]:
    if milestone is None:
        yield path, _("This milestone is not part of the contract.")
    elif milestone.state not in FREE + HELD:
        yield path, cannot_change(milestone)
    elif milestone.state in HELD and wish.drop:
        yield path, CANNOT_DROP
    elif milestone.state in HELD and wish.amount != milestone.amount_value:
        yield f"{path}.amount", AMOUNT_STAYS


def _checked_terms(wish: Wish) -> MilestoneTerms:
    return MilestoneTerms(wish.title, wish.amount, wish.days, done_when=wish.done_when or "")


def _terms_errors(contract: Contract, wishes: Sequence[Wish], kept_at: list[int]) -> Iterator[tuple[str, object]]:
    """The rules of an offer's milestones, reported at the wishes that break them."""
    parts = tuple(_checked_terms(wishes[at]) for at in kept_at)
    amount = Money(total([part.amount for part in parts]), contract.currency)
    days = max(1, min(sum(part.days for part in parts), MOST_DAYS))
    try:
        if parts:
            ProposedTerms(amount, days, parts).normalized(currency=contract.currency, title="")
    except Invalid as refusal:
        for field, texts in refusal.errors.items():
            path, _dot, rest = field.removeprefix("milestones.").partition(".")
            where = f"milestones.{kept_at[int(path)]}.{rest}" if rest else "milestones"
            yield from ((where, text) for text in texts)
    for at in kept_at:
        if not 0 <= (wishes[at].revisions or 0) <= MOST_REVISIONS:
            yield f"milestones.{at}.revisions", _("Give 0 to %(most)s rounds.") % {"most": MOST_REVISIONS}
