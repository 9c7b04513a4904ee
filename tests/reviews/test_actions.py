"""Actions of reviews: who may review and when, when reviews are revealed, and how ratings are counted."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from market.contracts.models import Contract, Milestone
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.profiles.models import ClientProfile, Profile
from market.reviews.actions import (
    AlreadyReplied,
    AlreadyRevealed,
    AlreadyReviewed,
    ContractRuns,
    NotAboutYou,
    NothingWasPaid,
    NotYourReview,
    ReviewingIsOver,
    change_review,
    open_exchange,
    reply_to_review,
    reveal_exchange,
    write_review,
)
from market.reviews.marking import mentions_trade
from market.reviews.models import Exchange, Review
from market.reviews.questions import NAMES
from tests.payments import story
from tests.reviews.conftest import FREELANCERS_TEXT, notification_count, written

pytestmark = pytest.mark.usefixtures("shared_contract")


def test_both_parties_are_notified_once_after_the_contract_ends(contract, carla, farida):
    assert not Exchange.objects.exists()
    clock.run_due()
    clock.run_due()
    exchange = Exchange.objects.get()
    assert exchange.due_at == contract.ended_at + timedelta(days=14)
    assert [notification_count(each, "review.asked") for each in (carla, farida)] == [1, 1]
    assert open_exchange(contract_id=contract.pk) == exchange
    assert [notification_count(each, "review.asked") for each in (carla, farida)] == [1, 1]


def test_no_notification_after_the_review_period(contract, jump, carla):
    jump(timedelta(days=15))
    clock.run_due()
    assert not Exchange.objects.exists()
    assert notification_count(carla, "review.asked") == 0


def test_review_period_is_a_setting(contract, settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, reviewing_days=3)
    assert open_exchange(contract_id=contract.pk).due_at == contract.ended_at + timedelta(days=3)


def test_second_review_reveals_both(contract, carla, farida):
    first = write_review(by=carla, contract_id=contract.pk, written=written(5))
    assert not Review.objects.revealed().exists()
    assert notification_count(farida, "review.revealed") == 0
    write_review(by=farida, contract_id=contract.pk, written=written(4, FREELANCERS_TEXT))
    assert Review.objects.revealed().count() == 2
    assert first.exchange.due_at > clock.now()
    assert [notification_count(each, "review.revealed") for each in (carla, farida)] == [1, 1]


def test_rating_is_the_mean_with_its_count(revealed, carla, farida):
    profile = Profile.objects.get(user=farida)
    assert (profile.review_count, profile.review_sum, profile.stars) == (1, Decimal("5.00"), Decimal("5.0"))
    assert profile.rating == Decimal("4.1667")  # (5 * 4 + 5) / 6
    client = ClientProfile.objects.get(user=carla)
    assert (client.review_count, client.stars, client.rating) == (1, Decimal("4.0"), Decimal("4.0000"))


def test_mean_of_different_answers_is_exact(contract, carla, farida, jump):
    answers = {"quality": 5, "communication": 4, "timeliness": 4, "again": 4, "text": "Good."}
    write_review(by=carla, contract_id=contract.pk, written=answers)
    assert Profile.objects.get(user=farida).review_count == 0
    jump(timedelta(days=14))
    clock.run_due()
    profile = Profile.objects.get(user=farida)
    assert (profile.review_sum, profile.stars) == (Decimal("4.25"), Decimal("4.3"))


def test_profile_without_reviews_ranks_above_bad_reviews(contract, carla, farida, rina, jump):
    write_review(by=carla, contract_id=contract.pk, written=written(1))
    jump(timedelta(days=14))
    clock.run_due()
    bad, fresh = Profile.objects.get(user=farida), Profile.objects.get(user=rina)
    assert bad.rating < fresh.rating
    assert fresh.stars is None


def test_late_deadline_reveals_as_of_its_due_time(by_client, contract, farida, jump):
    due = by_client.exchange.due_at
    jump(timedelta(days=40))
    assert not Review.objects.revealed().exists()
    with pytest.raises(ReviewingIsOver):
        write_review(by=farida, contract_id=contract.pk, written=written())
    with pytest.raises(ReviewingIsOver):
        change_review(by=by_client.author, review_id=by_client.pk, changes={"text": "Later."})
    clock.run_due()
    exchange = Exchange.objects.get()
    assert exchange.revealed_at == due
    clock.run_due()
    assert reveal_exchange(exchange_id=exchange.pk).revealed_at == due
    assert Profile.objects.get(user=farida).review_count == 1
    assert [notification_count(each, "review.revealed") for each in (farida, contract.client)] == [1, 0]


def test_review_is_not_revealed_before_the_deadline(by_client):
    assert reveal_exchange(exchange_id=by_client.exchange_id).revealed_at is None


def test_review_period_ends_without_reviews(contract, carla, jump):
    open_exchange(contract_id=contract.pk)
    jump(timedelta(days=14))
    clock.run_due()
    assert Exchange.objects.get().revealed_at is not None
    assert notification_count(carla, "review.revealed") == 0


@pytest.mark.parametrize("who", ["omar", "mitu", "rina"])
def test_outsiders_get_not_found_for_every_action(request, contract, by_client, who):
    stranger = request.getfixturevalue(who)
    for act in (
        partial(write_review, contract_id=contract.pk, written=written()),
        partial(change_review, review_id=by_client.pk, changes={}),
        partial(reply_to_review, review_id=by_client.pk, text="Hm."),
    ):
        with pytest.raises(NotFound):
            act(by=stranger)


def test_other_party_cannot_change_or_reply_to_a_blind_review(by_client, farida):
    with pytest.raises(NotFound):
        change_review(by=farida, review_id=by_client.pk, changes={"text": "Perfect."})
    with pytest.raises(NotFound):
        reply_to_review(by=farida, review_id=by_client.pk, text="Thank you.")


def test_running_contract_cannot_be_reviewed(provider, carla, farida):
    milestone = story.submitted(provider)
    with pytest.raises(ContractRuns, match="once the contract is over"):
        write_review(by=carla, contract_id=milestone.contract_id, written=written())
    with pytest.raises(ContractRuns):
        open_exchange(contract_id=milestone.contract_id)


@pytest.mark.parametrize("state", [Contract.State.COMPLETED, Contract.State.ENDED, Contract.State.LAPSED])
def test_unpaid_contract_cannot_be_reviewed(carla, farida, state):
    contract = story.contract()
    Contract.objects.filter(pk=contract.pk).update(state=state, ended_at=clock.now())
    with pytest.raises(NothingWasPaid, match="Only paid work"):
        write_review(by=carla, contract_id=contract.pk, written=written())
    clock.run_due()
    assert not Exchange.objects.filter(contract=contract).exists()


def test_partly_paid_contract_can_be_reviewed(carla, rina):
    contract = story.contract(freelancer=rina)
    Contract.objects.filter(pk=contract.pk).update(state=Contract.State.ENDED, ended_at=clock.now())
    Milestone.objects.filter(contract=contract).update(released_value=Decimal("1.00"))
    clock.run_due()
    assert notification_count(rina, "review.asked") == 1
    assert write_review(by=rina, contract_id=contract.pk, written=written()).about == carla


def test_second_review_of_the_same_party_is_refused(by_client, contract):
    with pytest.raises(AlreadyReviewed, match="You can change what you wrote"):
        write_review(by=contract.client, contract_id=contract.pk, written=written())
    assert Review.objects.count() == 1


def test_blind_review_can_be_changed(by_client, contract):
    changed = change_review(by=contract.client, review_id=by_client.pk, changes={"quality": 2, "again": 3})
    changed.refresh_from_db()
    assert (changed.quality, changed.communication, changed.again) == (2, 5, 3)
    assert changed.text == by_client.text
    assert changed.changed_at is not None


def test_revealed_review_cannot_be_changed(revealed, by_client, carla, farida):
    with pytest.raises(AlreadyRevealed, match="public"):
        change_review(by=carla, review_id=by_client.pk, changes={"quality": 1})
    with pytest.raises(NotYourReview):
        change_review(by=farida, review_id=by_client.pk, changes={"quality": 1})
    with pytest.raises(AlreadyRevealed):
        write_review(by=carla, contract_id=revealed.pk, written=written(1))
    by_client.refresh_from_db()
    assert by_client.quality == 5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [0, 6, None, "5", True, 4.5])
def test_stars_must_be_integers_from_1_to_5(contract, carla, name, value):
    with pytest.raises(Invalid) as refused:
        write_review(by=carla, contract_id=contract.pk, written={**written(), name: value})
    assert list(refused.value.errors) == [name]


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"text": " "}, "text"), ({"text": "x" * 2001}, "text"), ({"private_note": "x" * 1001}, "private_note")],
)
def test_text_length_is_validated(contract, carla, sent, field):
    with pytest.raises(Invalid) as refused:
        write_review(by=carla, contract_id=contract.pk, written={**written(), **sent})
    assert list(refused.value.errors) == [field]


def test_only_the_reviewed_user_replies_and_only_once(revealed, by_client, carla, farida, omar):
    for stranger in (carla, omar):
        with pytest.raises(NotAboutYou, match="Only who is reviewed"):
            reply_to_review(by=stranger, review_id=by_client.pk, text="Yes.")
    with pytest.raises(Invalid):
        reply_to_review(by=farida, review_id=by_client.pk, text=" ")
    replied = reply_to_review(by=farida, review_id=by_client.pk, text="Gladly again.")
    assert (replied.reply, notification_count(carla, "review.replied")) == ("Gladly again.", 1)
    with pytest.raises(AlreadyReplied, match="One reply"):
        reply_to_review(by=farida, review_id=by_client.pk, text="And more.")


@pytest.mark.parametrize(
    "broken",
    [{"author": "farida"}, {"quality": 0}, {"again": 6}, {"reply": "Without an instant"}],
)
def test_constraints_refuse_invalid_rows(by_client, farida, broken):
    values = {name: farida if value == "farida" else value for name, value in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=by_client.pk).update(**values)


def test_unique_constraint_one_review_per_party(by_client):
    twin = Review.objects.get(pk=by_client.pk)
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.parametrize(
    ("text", "is_marked"),
    [
        ("She gave me a refund for a 5 star review.", True),
        ("Discount if you leave a good rating!", True),
        ("পাঁচ তারা দিলে টাকা ফেরত দেবে বলেছে।", True),
        ("ভালো রিভিউয়ের জন্য ডিসকাউন্ট।", True),
        ("Worth every taka.", False),
        ("He reviewed my drafts quickly.", False),
        ("সময়মতো টাকা পেয়েছি।", False),
    ],
)
def test_text_about_paid_stars_is_marked_for_moderators(contract, carla, text, is_marked):
    assert mentions_trade(text) is is_marked
    assert write_review(by=carla, contract_id=contract.pk, written=written(text=text)).is_marked is is_marked


def test_private_note_is_marked_and_a_change_keeps_the_mark(contract, carla):
    note = "She wants a refund, or the review is bad."
    review = write_review(by=carla, contract_id=contract.pk, written=written(private_note=note))
    assert review.is_marked
    assert change_review(by=carla, review_id=review.pk, changes={"private_note": ""}).is_marked
