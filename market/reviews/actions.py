"""Every write of reviews: opening an exchange, writing, changing, revealing, replying."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Model
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Contract
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock, lock_of
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.text.bangla import nfc
from market.notifications.inbox.actions import notify
from market.profiles.freelancers.ratings import PRIOR, WEIGHT
from market.profiles.models import ClientProfile, Profile
from market.realtime.push import push_on_commit
from market.reviews.marking import speaks_of_a_trade
from market.reviews.models import Exchange, Review
from market.reviews.questions import LEAST, MOST, NAMES
from market.safety.models import are_apart

if TYPE_CHECKING:
    from market.accounts.models import User

TEXT_LENGTH = 2000
NOTE_LENGTH = 1000
REPLY_LENGTH = 1000
LENGTHS = {"text": TEXT_LENGTH, "private_note": NOTE_LENGTH}


class ContractRuns(DomainError):
    help = "reviews#when"
    code, sentence = "contract_runs", _("Reviews are written once the contract is over.")


class NothingWasPaid(DomainError):
    help = "reviews#when"
    code, sentence = "nothing_was_paid", _("Only paid work is reviewed, and in this contract nothing was paid.")


class ReviewingIsOver(DomainError):
    help = "reviews#when"
    code, sentence = "reviewing_is_over", _("The days in which this contract could be reviewed are over.")


class AlreadyReviewed(DomainError):
    help = "reviews#blind"
    code, sentence = "already_reviewed", _("You have reviewed this contract. You can change what you wrote.")


class AlreadyRevealed(DomainError):
    help = "reviews#blind"
    code, sentence = "already_revealed", _("This review is public, so it stays as it is.")


class NotYourReview(NotAllowed):
    help = "reviews#blind"
    code, sentence = "not_your_review", _("Only who wrote a review can change it.")


class NotAboutYou(NotAllowed):
    help = "reviews#reply"
    code, sentence = "not_about_you", _("Only who is reviewed can reply.")


class AlreadyReplied(DomainError):
    help = "reviews#reply"
    code, sentence = "already_replied", _("You have replied to this review. One reply is all there is.")


@atomic
def open_exchange(*, contract_id: int) -> Exchange:
    """Begin the days of reviewing a contract that is over, and ask both sides to write. Done once; else it is given.

    Raises NotFound, ContractRuns, NothingWasPaid.
    """
    contract = fetch(Contract.objects.select_related("client", "freelancer"), contract_id)
    exchange, is_new = _exchange_of(contract)
    if is_new and exchange.due_at > clock.now():
        for person in (contract.client, contract.freelancer):
            _ask(exchange, contract, person)
    return exchange


@atomic
def write_review(*, by: "User", contract_id: int, written: Mapping[str, Any]) -> Review:
    """Write one side's review: the four answers and "text", maybe "private_note". The second of the two reveals both.

    Raises NotFound to strangers, ContractRuns, NothingWasPaid, ReviewingIsOver, AlreadyReviewed, Invalid at the fields.
    """
    contract = fetch(Contract.objects.visible_to(by).select_related("client", "freelancer"), contract_id)
    exchange, is_new = _exchange_of(contract)
    if is_new:  # before the clock has come to it
        _ask(exchange, contract, contract.other(by))
    if exchange.reviews.filter(author=by).exists():
        raise AlreadyRevealed if exchange.revealed_at else AlreadyReviewed
    _require_open(exchange)
    review = Review(
        exchange=exchange,
        author=by,
        about=contract.other(by),
        is_by_client=by.pk == contract.client_id,
        written_at=clock.now(),
        **_checked({name: written.get(name) for name in (*NAMES, "text")} | _note(written)),
    )
    review.is_marked = speaks_of_a_trade(review.text, review.private_note)
    review.save(force_insert=True)
    audit("review.written", by=by, on=review)
    if exchange.reviews.count() == len((contract.client, contract.freelancer)):
        _reveal(exchange, clock.now())
    push_on_commit([by.pk], {"type": "changed", "what": "contract", "id": contract.pk})
    return review


@atomic
def change_review(*, by: "User", review_id: int, changes: Mapping[str, Any]) -> Review:
    """Change what she wrote before it is revealed; what is not named stays.

    Raises NotFound, NotYourReview, AlreadyRevealed, ReviewingIsOver, Invalid at the fields.
    """
    seen = fetch(Review.objects.visible_to(by), review_id)
    if seen.author_id != by.pk:
        raise NotYourReview
    exchange = lock(Exchange.objects.select_related("contract"), seen.exchange_id)
    review = fetch(exchange.reviews.all(), review_id)
    if exchange.revealed_at:
        raise AlreadyRevealed
    _require_open(exchange)
    fields = _checked({name: value for name, value in changes.items() if name in (*NAMES, *LENGTHS)})
    for name, value in fields.items():
        setattr(review, name, value)
    review.is_marked = review.is_marked or speaks_of_a_trade(review.text, review.private_note)
    review.changed_at, review.exchange = clock.now(), exchange
    review.save(update_fields=[*fields, "is_marked", "changed_at"])
    audit("review.changed", by=by, on=review)
    return review


@atomic
def reply_to_review(*, by: "User", review_id: int, text: str) -> Review:
    """The one public reply of the side that is reviewed; its author is told, unless a block keeps the two apart.

    Raises NotFound before it is revealed, NotAboutYou, AlreadyReplied, Invalid at "text".
    """
    rows = Review.objects.revealed().select_related("exchange__contract", "author", "about__profile")
    review = lock(rows, review_id)
    if review.about_id != by.pk:
        raise NotAboutYou
    if review.reply:
        raise AlreadyReplied
    review.reply, review.replied_at = _words("text", text, REPLY_LENGTH, is_needed=True), clock.now()
    review.save(update_fields=["reply", "replied_at"])
    audit("review.replied", by=by, on=review)
    if not are_apart(by, review.author):
        notify(review.author, "review.replied", by, on=review, actor=by, title=review.contract.title)
    return review


@atomic
def reveal_exchange(*, exchange_id: int) -> Exchange:
    """The days are over: what was written is public from the instant at which they ended. Does nothing before it."""
    exchange = lock(Exchange.objects.select_related("contract__client", "contract__freelancer"), exchange_id)
    if exchange.revealed_at is None and exchange.due_at <= clock.now():
        _reveal(exchange, exchange.due_at)
    return exchange


@atomic
def hide_review(*, review_id: int) -> None:
    """Moderators take a review off: nobody but its author reads it, and it counts no more. Again, nothing happens."""
    review = _locked(review_id)
    if not review.is_hidden:
        review.is_hidden = True
        review.save(update_fields=["is_hidden"])
        if review.exchange.revealed_at:
            _count(review, times=-1)


@atomic
def show_review(*, review_id: int) -> None:
    """They give it back, to readers and to the figures. Again, nothing happens."""
    review = _locked(review_id)
    if review.is_hidden:
        review.is_hidden = False
        review.save(update_fields=["is_hidden"])
        if review.exchange.revealed_at:
            _count(review)


def _locked(review_id: int) -> Review:
    """Its exchange is locked, as where reviews are revealed and counted."""
    exchange = lock_of(Exchange.objects.all(), reviews=review_id)
    review = fetch(exchange.reviews.all(), review_id)
    review.exchange = exchange
    return review


def _exchange_of(contract: Contract) -> tuple[Exchange, bool]:
    """The contract's exchange, locked, and whether it was made just now."""
    if contract.state not in (Contract.State.COMPLETED, Contract.State.ENDED) or contract.ended_at is None:
        raise NothingWasPaid if contract.state == Contract.State.LAPSED else ContractRuns
    if not contract.milestones.filter(released_value__gt=0).exists():
        raise NothingWasPaid
    due = contract.ended_at + timedelta(days=settings.LIFECYCLE.reviewing_days)
    found, is_new = Exchange.objects.get_or_create(contract=contract, defaults={"due_at": due})
    exchange = lock(Exchange.objects.all(), found.pk)
    exchange.contract = contract
    return exchange, is_new


def _require_open(exchange: Exchange) -> None:
    if not exchange.is_open:
        raise ReviewingIsOver


def _ask(exchange: Exchange, contract: Contract, person: "User") -> None:
    other = contract.other(person)
    notify(person, "review.asked", on=exchange, other=other, title=contract.title, due=exchange.due_at)


def _note(written: Mapping[str, Any]) -> dict[str, Any]:
    return {"private_note": written.get("private_note") or ""}


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, tidied. Raises Invalid."""
    wrong = {
        name: [_("Choose from 1 to 5 stars.")]
        for name in NAMES
        if name in fields and (type(fields[name]) is not int or not LEAST <= fields[name] <= MOST)
    }
    if wrong:
        raise Invalid(errors=wrong)
    words = {
        name: _words(name, fields[name] or "", most, is_needed=name == "text")
        for name, most in LENGTHS.items()
        if name in fields
    }
    return {**fields, **words}


def _words(field: str, text: str, most: int, *, is_needed: bool) -> str:
    words = nfc(text).strip()
    if is_needed and not words:
        raise Invalid(errors={field: [_("Write a few words.")]})
    require_length(field, words, most)
    return words


def _reveal(exchange: Exchange, at: datetime) -> None:
    """All becomes public: the figures, the record, the news. The exchange is locked."""
    exchange.revealed_at = at
    exchange.save(update_fields=["revealed_at"])
    contract = exchange.contract
    for review in exchange.reviews.select_related("author", "about__profile").order_by("about"):
        review.exchange = exchange
        if not review.is_hidden:
            _count(review)
        audit("review.revealed", by=None, on=review)
        notify(review.about, "review.revealed", on=review, actor=review.author, title=contract.title)
    sides = [contract.client_id, contract.freelancer_id]
    push_on_commit(sides, {"type": "changed", "what": "contract", "id": contract.pk})


def _count(review: Review, times: int = 1) -> None:
    """Add it to the figures of whom it is about (-1: take it off), in one statement, so that none of two is lost."""
    rated: type[Model] = Profile if review.is_by_client else ClientProfile
    if rated is ClientProfile:
        ClientProfile.objects.get_or_create(user_id=review.about_id)
    count, total = F("review_count") + times, F("review_sum") + times * review.stars
    rating = (PRIOR * WEIGHT + total) / (Decimal(WEIGHT) + count)
    rated._default_manager.filter(user=review.about_id).update(review_count=count, review_sum=total, rating=rating)
