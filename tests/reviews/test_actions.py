"""The rules of reviews: who, when, blind until when, and what they come to."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from market.contracts.models import Contract, Milestone
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.notifications.models import Notification
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
from tests.concurrency.test_money import race
from tests.payments import story
from tests.reviews.conftest import HER_TEXT, written


def news(user, code: str) -> int:
    return Notification.objects.filter(user=user, kind=code).count()


def test_both_are_asked_once_the_contract_is_over(contract, carla, farida):
    assert not Exchange.objects.exists()
    clock.run_due()
    clock.run_due()
    exchange = Exchange.objects.get()
    assert exchange.due_at == contract.ended_at + timedelta(days=14)
    assert [news(each, "review.asked") for each in (carla, farida)] == [1, 1]
    assert open_exchange(contract_id=contract.pk) == exchange
    assert [news(each, "review.asked") for each in (carla, farida)] == [1, 1]


def test_nobody_is_asked_long_after_the_end(contract, jump, carla):
    jump(timedelta(days=15))
    clock.run_due()
    assert not Exchange.objects.exists()
    assert news(carla, "review.asked") == 0


def test_the_days_are_a_setting(contract, settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, reviewing_days=3)
    assert open_exchange(contract_id=contract.pk).due_at == contract.ended_at + timedelta(days=3)


def test_the_second_review_reveals_both(contract, carla, farida):
    first = write_review(by=carla, contract_id=contract.pk, written=written(5))
    assert not Review.objects.revealed().exists()
    assert news(farida, "review.revealed") == 0
    write_review(by=farida, contract_id=contract.pk, written=written(4, HER_TEXT))
    assert Review.objects.revealed().count() == 2
    assert first.exchange.due_at > clock.now()
    assert [news(each, "review.revealed") for each in (carla, farida)] == [1, 1]


def test_the_figures_are_means_with_their_count(revealed, carla, farida):
    profile = Profile.objects.get(user=farida)
    assert (profile.review_count, profile.review_sum, profile.stars) == (1, Decimal("5.00"), Decimal("5.0"))
    assert profile.rating == Decimal("4.1667")  # (5 * 4 + 5) / 6
    client = ClientProfile.objects.get(user=carla)
    assert (client.review_count, client.stars, client.rating) == (1, Decimal("4.0"), Decimal("4.0000"))


def test_a_mean_of_unlike_answers_is_exact(contract, carla, farida, jump):
    answers = {"quality": 5, "communication": 4, "timeliness": 4, "again": 4, "text": "Good."}
    write_review(by=carla, contract_id=contract.pk, written=answers)
    assert Profile.objects.get(user=farida).review_count == 0
    jump(timedelta(days=14))
    clock.run_due()
    profile = Profile.objects.get(user=farida)
    assert (profile.review_sum, profile.stars) == (Decimal("4.25"), Decimal("4.3"))


def test_who_has_no_review_stands_before_who_has_bad_ones(contract, carla, farida, rina, jump):
    write_review(by=carla, contract_id=contract.pk, written=written(1))
    jump(timedelta(days=14))
    clock.run_due()
    bad, fresh = Profile.objects.get(user=farida), Profile.objects.get(user=rina)
    assert bad.rating < fresh.rating
    assert fresh.stars is None


def test_a_late_clock_is_as_one_in_time(by_client, contract, farida, jump):
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
    assert (news(farida, "review.revealed"), news(contract.client, "review.revealed")) == (1, 0)


def test_the_clock_reveals_nothing_before_its_time(by_client):
    assert reveal_exchange(exchange_id=by_client.exchange_id).revealed_at is None


def test_the_days_end_without_a_review(contract, carla, jump):
    open_exchange(contract_id=contract.pk)
    jump(timedelta(days=14))
    clock.run_due()
    assert Exchange.objects.get().revealed_at is not None
    assert news(carla, "review.revealed") == 0


@pytest.mark.parametrize("who", ["omar", "mitu", "rina"])
def test_strangers_learn_of_nothing(request, contract, by_client, who):
    stranger = request.getfixturevalue(who)
    for act in (
        partial(write_review, contract_id=contract.pk, written=written()),
        partial(change_review, review_id=by_client.pk, changes={}),
        partial(reply_to_review, review_id=by_client.pk, text="Hm."),
    ):
        with pytest.raises(NotFound):
            act(by=stranger)


def test_the_other_side_can_neither_change_nor_answer_what_is_blind(by_client, farida):
    with pytest.raises(NotFound):
        change_review(by=farida, review_id=by_client.pk, changes={"text": "Perfect."})
    with pytest.raises(NotFound):
        reply_to_review(by=farida, review_id=by_client.pk, text="Thank you.")


def test_a_running_contract_is_not_reviewed(provider, carla, farida):
    milestone = story.submitted(provider)
    with pytest.raises(ContractRuns, match="once the contract is over"):
        write_review(by=carla, contract_id=milestone.contract_id, written=written())
    with pytest.raises(ContractRuns):
        open_exchange(contract_id=milestone.contract_id)


@pytest.mark.parametrize("state", [Contract.State.COMPLETED, Contract.State.ENDED, Contract.State.LAPSED])
def test_work_without_pay_is_not_reviewed(carla, farida, state):
    made = story.contract()
    Contract.objects.filter(pk=made.pk).update(state=state, ended_at=clock.now())
    with pytest.raises(NothingWasPaid, match="Only paid work"):
        write_review(by=carla, contract_id=made.pk, written=written())
    clock.run_due()
    assert not Exchange.objects.exists()


def test_a_contract_that_ended_early_with_some_pay_is_reviewed(carla, farida):
    made = story.contract()
    Contract.objects.filter(pk=made.pk).update(state=Contract.State.ENDED, ended_at=clock.now())
    Milestone.objects.filter(contract=made).update(released_value=Decimal("1.00"))
    clock.run_due()
    assert news(farida, "review.asked") == 1
    assert write_review(by=farida, contract_id=made.pk, written=written()).about == carla


def test_each_side_writes_once(by_client, contract):
    with pytest.raises(AlreadyReviewed, match="You can change what you wrote"):
        write_review(by=contract.client, contract_id=contract.pk, written=written())
    assert Review.objects.count() == 1


def test_it_is_changed_while_it_is_blind(by_client, contract):
    changed = change_review(by=contract.client, review_id=by_client.pk, changes={"quality": 2, "again": 3})
    changed.refresh_from_db()
    assert (changed.quality, changed.communication, changed.again) == (2, 5, 3)
    assert changed.text == by_client.text
    assert changed.changed_at is not None


def test_what_is_public_stays(revealed, by_client, carla, farida):
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
def test_stars_are_from_1_to_5(contract, carla, name, value):
    with pytest.raises(Invalid) as refused:
        write_review(by=carla, contract_id=contract.pk, written={**written(), name: value})
    assert list(refused.value.errors) == [name]


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"text": " "}, "text"), ({"text": "x" * 2001}, "text"), ({"private_note": "x" * 1001}, "private_note")],
)
def test_texts_have_bounds(contract, carla, sent, field):
    with pytest.raises(Invalid) as refused:
        write_review(by=carla, contract_id=contract.pk, written={**written(), **sent})
    assert list(refused.value.errors) == [field]


def test_one_reply_by_who_is_reviewed(revealed, by_client, carla, farida, omar):
    for stranger in (carla, omar):
        with pytest.raises(NotAboutYou, match="Only who is reviewed"):
            reply_to_review(by=stranger, review_id=by_client.pk, text="Yes.")
    with pytest.raises(Invalid):
        reply_to_review(by=farida, review_id=by_client.pk, text=" ")
    replied = reply_to_review(by=farida, review_id=by_client.pk, text="Gladly again.")
    assert (replied.reply, news(carla, "review.replied")) == ("Gladly again.", 1)
    with pytest.raises(AlreadyReplied, match="One reply"):
        reply_to_review(by=farida, review_id=by_client.pk, text="And more.")


@pytest.mark.parametrize(
    "broken",
    [{"author": "farida"}, {"quality": 0}, {"again": 6}, {"reply": "Without an instant"}],
)
def test_the_database_refuses_what_must_not_be(by_client, farida, broken):
    values = {name: farida if value == "farida" else value for name, value in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=by_client.pk).update(**values)


def test_the_database_keeps_one_review_of_each_side(by_client):
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
def test_words_of_money_for_stars_are_marked(contract, carla, text, is_marked):
    assert mentions_trade(text) is is_marked
    assert write_review(by=carla, contract_id=contract.pk, written=written(text=text)).is_marked is is_marked


def test_the_note_to_the_site_is_marked_too_and_a_change_does_not_unmark(contract, carla):
    note = "She wants a refund, or the review is bad."
    made = write_review(by=carla, contract_id=contract.pk, written=written(private_note=note))
    assert made.is_marked
    assert change_review(by=carla, review_id=made.pk, changes={"private_note": ""}).is_marked


@pytest.mark.django_db(transaction=True)
def test_both_at_once_reveal_once_and_count_once(contract, carla, farida):
    outcomes = race(
        *(partial(write_review, by=each, contract_id=contract.pk, written=written()) for each in (carla, farida))
    )
    assert all(isinstance(each, Review) for each in outcomes), outcomes
    assert Exchange.objects.get().revealed_at is not None
    assert Profile.objects.get(user=farida).review_count == 1
    assert ClientProfile.objects.get(user=carla).review_count == 1
    assert [news(each, "review.revealed") for each in (carla, farida)] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_one_side_many_times_at_once_writes_one(contract, carla):
    outcomes = race(*[partial(write_review, by=carla, contract_id=contract.pk, written=written())] * 5)
    assert sum(isinstance(each, Review) for each in outcomes) == 1
    assert sum(isinstance(each, AlreadyReviewed) for each in outcomes) == 4


@pytest.mark.django_db(transaction=True)
def test_clocks_and_a_second_review_at_once_count_once(by_client, contract, farida, jump):
    jump(timedelta(days=14))
    race(*[partial(reveal_exchange, exchange_id=by_client.exchange_id)] * 4)
    assert Profile.objects.get(user=farida).review_count == 1
    assert news(farida, "review.revealed") == 1


@pytest.mark.django_db(transaction=True)
def test_reviews_of_two_contracts_revealed_at_once_are_both_counted(provider, carla, farida, omar, jump):
    exchanges = []
    for client in (carla, omar):
        made = story.released(provider, "100.00", client=client, freelancer=farida).milestone.contract
        exchanges.append(write_review(by=client, contract_id=made.pk, written=written(3)).exchange_id)
    jump(timedelta(days=14, minutes=1))
    race(*(partial(reveal_exchange, exchange_id=each) for each in exchanges))
    profile = Profile.objects.get(user=farida)
    assert (profile.review_count, profile.review_sum, profile.rating) == (2, Decimal(6), Decimal("3.7143"))
