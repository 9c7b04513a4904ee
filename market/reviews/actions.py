"""Writing, changing, revealing, hiding reviews, and replying to them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Model
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Contract
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock, lock_of
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.base.events import emit
from market.core.text.bangla import nfc
from market.profiles.freelancers.ratings import PRIOR, WEIGHT
from market.profiles.models import ClientProfile, Profile
from market.realtime.push import push_on_commit
from market.reviews.events import ReviewAsked, ReviewReplied, ReviewRevealed
from market.reviews.marking import mentions_trade
from market.reviews.models import Exchange, Review
from market.reviews.questions import LEAST, MOST, NAMES
from market.safety.models import is_blocked_between

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
    """Start the review period of a contract that is over, and ask both sides to write. Again: returns the exchange.

    Raises NotFound, ContractRuns, NothingWasPaid.
    """
    contract = fetch(Contract.objects.select_related("client", "freelancer"), contract_id)
    exchange, is_new = _get_exchange(contract)
    if is_new and exchange.due_at > clock.now():
        for person in (contract.client, contract.freelancer):
            _ask_for_review(exchange, contract, person)
    return exchange


@atomic
def write_review(*, by: "User", contract_id: int, written: Mapping[str, Any]) -> Review:
    """Write one side's review: the four ratings and "text", optionally "private_note". The second one reveals both.

    Raises NotFound to strangers, ContractRuns, NothingWasPaid, ReviewingIsOver, AlreadyReviewed, Invalid at the fields.
    """
    contract = fetch(Contract.objects.visible_to(by).select_related("client", "freelancer"), contract_id)
    exchange, is_new = _get_exchange(contract)
    if is_new:  # before the deadline task has opened it
        _ask_for_review(exchange, contract, contract.other(by))
    if exchange.reviews.filter(author=by).exists():
        raise AlreadyRevealed if exchange.revealed_at else AlreadyReviewed
    _require_open(exchange)
    review = Review(
        exchange=exchange,
        author=by,
        about=contract.other(by),
        is_by_client=by.pk == contract.client_id,
        written_at=clock.now(),
        **_clean_fields({name: written.get(name) for name in (*NAMES, "text")} | _note_in(written)),
    )
    review.is_marked = mentions_trade(review.text, review.private_note)
    review.save(force_insert=True)
    audit("review.written", by=by, on=review)
    if exchange.reviews.count() == len((contract.client, contract.freelancer)):
        _reveal_locked(exchange, clock.now())
    push_on_commit([by.pk], {"type": "changed", "what": "contract", "id": contract.pk})
    return review


@atomic
def change_review(*, by: "User", review_id: int, changes: Mapping[str, Any]) -> Review:
    """Change one's review before it is revealed; missing fields stay.

    Raises NotFound, NotYourReview, AlreadyRevealed, ReviewingIsOver, Invalid at the fields.
    """
    visible = fetch(Review.objects.visible_to(by), review_id)
    if visible.author_id != by.pk:
        raise NotYourReview
    exchange = lock(Exchange.objects.select_related("contract"), visible.exchange_id)
    review = fetch(exchange.reviews.all(), review_id)
    if exchange.revealed_at:
        raise AlreadyRevealed
    _require_open(exchange)
    fields = _clean_fields({name: value for name, value in changes.items() if name in (*NAMES, *LENGTHS)})
    for name, value in fields.items():
        setattr(review, name, value)
    review.is_marked = review.is_marked or mentions_trade(review.text, review.private_note)
    review.changed_at, review.exchange = clock.now(), exchange
    review.save(update_fields=[*fields, "is_marked", "changed_at"])
    audit("review.changed", by=by, on=review)
    return review


@atomic
def reply_to_review(*, by: "User", review_id: int, text: str) -> Review:
    """Post the one public reply of the reviewed side; the review's author is notified, unless a block keeps them apart.

    Raises NotFound before it is revealed, NotAboutYou, AlreadyReplied, Invalid at "text".
    """
    rows = Review.objects.revealed().select_related("exchange__contract", "author", "about__profile")
    review = lock(rows, review_id)
    if review.about_id != by.pk:
        raise NotAboutYou
    if review.reply:
        raise AlreadyReplied
    review.reply, review.replied_at = _clean_text("text", text, REPLY_LENGTH, is_needed=True), clock.now()
    review.save(update_fields=["reply", "replied_at"])
    to = [] if is_blocked_between(by, review.author) else [review.author]
    emit(ReviewReplied(actor=by, title=review.contract.title), on=review, by=by, to=to, about=by)
    return review


@atomic
def reveal_exchange(*, exchange_id: int) -> Exchange:
    """Reveal the reviews at the end of the review period. Does nothing before the deadline, or twice."""
    exchange = lock(Exchange.objects.select_related("contract__client", "contract__freelancer"), exchange_id)
    if exchange.revealed_at is None and exchange.due_at <= clock.now():
        _reveal_locked(exchange, exchange.due_at)
    return exchange


@atomic
def hide_review(*, review_id: int) -> None:
    """Hide a review: only its author reads it, and it no longer counts. Does nothing for a hidden one."""
    review = _lock_review(review_id)
    if not review.is_hidden:
        review.is_hidden = True
        review.save(update_fields=["is_hidden"])
        if review.exchange.revealed_at:
            _update_figures(review, times=-1)


@atomic
def show_review(*, review_id: int) -> None:
    """Show a hidden review again, and count it. Does nothing for a visible one."""
    review = _lock_review(review_id)
    if review.is_hidden:
        review.is_hidden = False
        review.save(update_fields=["is_hidden"])
        if review.exchange.revealed_at:
            _update_figures(review)


def _lock_review(review_id: int) -> Review:
    """The review, with its exchange locked: revealing and counting lock the exchange too."""
    exchange = lock_of(Exchange.objects.all(), reviews=review_id)
    review = fetch(exchange.reviews.all(), review_id)
    review.exchange = exchange
    return review


def _get_exchange(contract: Contract) -> tuple[Exchange, bool]:
    """The contract's exchange, locked, and whether it is new. Raises ContractRuns, NothingWasPaid."""
    if contract.state not in (Contract.State.COMPLETED, Contract.State.ENDED) or contract.ended_at is None:
        raise NothingWasPaid if contract.state == Contract.State.LAPSED else ContractRuns
    if not contract.milestones.filter(released_value__gt=0).exists():
        raise NothingWasPaid
    due = contract.ended_at + timedelta(days=settings.LIFECYCLE.reviewing_days)
    unlocked, is_new = Exchange.objects.get_or_create(contract=contract, defaults={"due_at": due})
    exchange = lock(Exchange.objects.all(), unlocked.pk)
    exchange.contract = contract
    return exchange, is_new


def _require_open(exchange: Exchange) -> None:
    if not exchange.is_open:
        raise ReviewingIsOver


def _ask_for_review(exchange: Exchange, contract: Contract, person: "User") -> None:
    review_asked = ReviewAsked(other=contract.other(person), title=contract.title, due=exchange.due_at)
    emit(review_asked, on=exchange, by=None, to=[person])


def _note_in(written: Mapping[str, Any]) -> dict[str, Any]:
    return {"private_note": written.get("private_note") or ""}


def _clean_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, normalized. Raises Invalid."""
    wrong = {
        name: [_("Choose from 1 to 5 stars.")]
        for name in NAMES
        if name in fields and (type(fields[name]) is not int or not LEAST <= fields[name] <= MOST)
    }
    if wrong:
        raise Invalid(errors=wrong)
    texts = {
        name: _clean_text(name, fields[name] or "", most, is_needed=name == "text")
        for name, most in LENGTHS.items()
        if name in fields
    }
    return {**fields, **texts}


def _clean_text(field: str, text: str, most: int, *, is_needed: bool) -> str:
    cleaned = nfc(text).strip()
    if is_needed and not cleaned:
        raise Invalid(errors={field: [_("Write a few words.")]})
    require_length(field, cleaned, most)
    return cleaned


def _reveal_locked(exchange: Exchange, at: datetime) -> None:
    """Reveal the reviews of a locked exchange: update figures, write the audit log, notify both sides."""
    exchange.revealed_at = at
    exchange.save(update_fields=["revealed_at"])
    contract = exchange.contract
    for review in exchange.reviews.select_related("author", "about__profile").order_by("about"):
        review.exchange = exchange
        if not review.is_hidden:
            _update_figures(review)
        revealed = ReviewRevealed(actor=review.author, title=contract.title)
        emit(revealed, on=review, by=None, to=[review.about])
    sides = [contract.client_id, contract.freelancer_id]
    push_on_commit(sides, {"type": "changed", "what": "contract", "id": contract.pk})


def _update_figures(review: Review, times: int = 1) -> None:
    """Add a review to the reviewed user's figures (times=-1: subtract), in one UPDATE that no parallel one undoes."""
    rated: type[Model] = Profile if review.is_by_client else ClientProfile
    if rated is ClientProfile:
        ClientProfile.objects.get_or_create(user_id=review.about_id)
    count, total = F("review_count") + times, F("review_sum") + times * review.stars
    rating = (PRIOR * WEIGHT + total) / (Decimal(WEIGHT) + count)
    rated._default_manager.filter(user=review.about_id).update(review_count=count, review_sum=total, rating=rating)
    signals.figures_changed.send(rated, pk=review.about_id)
