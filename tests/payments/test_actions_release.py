"""Releases: approval, partial release, approval by silence, the fee, clearing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from market.contracts.models import Contract, Milestone
from market.contracts.workroom.actions import MilestoneNotReady, NotTheClient, request_changes, request_refund
from market.contracts.workroom.amounts import WrongCurrency
from market.core.base import clock
from market.core.base.errors import NotFound
from market.core.base.money import Money
from market.payments.models import LedgerTransaction, Release
from market.payments.queries import balances_of, spending_of
from market.payments.releases.actions import (
    MoreThanHeld,
    approve_milestone,
    clear_release,
    release_by_silence,
    release_part,
)
from market.payments.releases.events import MilestoneReleasedEnded, MilestoneReleasedLastDay, MilestoneReleasedSilence
from market.profiles.models import ClientProfile, Profile
from tests.payments.story import assert_books_whole, funded, released, submit, submitted, usd

State = Milestone.State


def fees(milestone: Milestone) -> list[Decimal]:
    return list(milestone.releases.order_by("pk").values_list("fee_value", flat=True))


def test_approval_releases_the_milestone_and_completes_the_contract(provider):
    milestone = submitted(provider, "100.00")
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.held_value, milestone.released_value) == (State.RELEASED, 0, 100)
    release = Release.objects.get()
    assert (release.state, release.fee_value, release.reason) == ("clearing", Decimal("5.00"), "approved")
    assert release.clears_at - release.released_at == timedelta(days=5)
    assert Contract.objects.get().state == "completed"
    assert Profile.objects.get(user=release.freelancer).jobs_done == 1
    (balance,) = balances_of(release.freelancer)
    assert (balance.held, balance.clearing, balance.payable) == (usd(0), usd(100), usd(0))
    (spent,) = spending_of(milestone.contract.client)
    assert (spent.charged, spent.released, spent.fee, spent.held) == (usd(105), usd(100), usd(5), usd(0))
    assert_books_whole()


def test_release_is_added_to_the_total_paid_by_the_client(provider):
    milestone = submitted(provider, "100.00")
    ClientProfile.objects.get_or_create(user=milestone.contract.client)
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    assert ClientProfile.objects.get(user=milestone.contract.client).paid_usd == 100


def test_milestone_cannot_be_approved_twice(provider):
    milestone = submitted(provider)
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    with pytest.raises(MilestoneNotReady):
        approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    assert Release.objects.count() == 1


def test_approval_needs_submitted_work(provider):
    milestone = funded(provider)
    with pytest.raises(MilestoneNotReady):
        approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)


def test_only_the_client_can_release(provider, omar):
    milestone = submitted(provider)
    with pytest.raises(NotFound):
        approve_milestone(by=omar, milestone_id=milestone.pk)
    with pytest.raises(NotTheClient):
        approve_milestone(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    with pytest.raises(NotTheClient):
        release_part(by=milestone.contract.freelancer, milestone_id=milestone.pk, amount=usd(10))


def test_milestone_can_be_approved_during_a_refund_request(provider):
    milestone = submitted(provider)
    request_refund(by=milestone.contract.client, milestone_id=milestone.pk, reason="Late")
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    milestone.refresh_from_db()
    assert milestone.state == State.RELEASED


@pytest.mark.parametrize("amount", ["0.00", "100.01", "1000000.00"])
def test_partial_release_must_be_positive_and_at_most_what_is_held(provider, amount):
    milestone = funded(provider, "100.00")
    with pytest.raises(MoreThanHeld) as refused:
        release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd(amount))
    assert "amount" in refused.value.errors


def test_partial_release_must_have_the_contracts_currency(provider):
    milestone = funded(provider, "100.00")
    with pytest.raises(WrongCurrency):
        release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=Money("10.00", "BDT"))


def test_rest_after_a_partial_release_stays_held(provider):
    milestone = funded(provider, "100.00")
    release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("33.33"))
    milestone.refresh_from_db()
    assert (milestone.state, milestone.held_value) == (State.FUNDED, Decimal("66.67"))
    submit(milestone)
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.released_value) == (State.RELEASED, Decimal("100.00"))
    assert fees(milestone) == [Decimal("1.67"), Decimal("3.33")]
    assert_books_whole()


def test_partial_releases_of_everything_end_the_milestone(provider):
    milestone = funded(provider, "100.00")
    for amount in ("99.99", "0.01"):
        release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd(amount))
    milestone.refresh_from_db()
    assert milestone.state == State.RELEASED


def test_fees_of_partial_releases_add_up_to_the_cent(provider):
    milestone = funded(provider, "10.01", rate="0.0333")
    assert milestone.fundings.get().fee_value == Decimal("0.33")
    for _ in range(10):
        release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("1.00"))
    release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("0.01"))
    assert sum(fees(milestone)) == Decimal("0.33")
    assert min(fees(milestone)) >= 0
    assert_books_whole()


def test_silence_until_the_review_deadline_is_approval(provider, travel):
    milestone = submitted(provider, "100.00")
    travel(timedelta(days=13, hours=23))
    milestone.refresh_from_db()
    assert milestone.state == State.SUBMITTED
    travel(timedelta(hours=2))
    milestone.refresh_from_db()
    assert milestone.state == State.RELEASED
    assert Release.objects.get().reason == "silence"
    assert_books_whole()


@pytest.mark.parametrize("event", [MilestoneReleasedSilence, MilestoneReleasedLastDay, MilestoneReleasedEnded])
def test_both_sides_can_read_what_the_site_says_of_a_release(event):
    with override("bn"):
        words = " ".join(map(str, event.notification.sentences))
    assert "আপন" not in words  # the money is not added to the client's account
    assert "পারবেন" not in words  # nor can the client withdraw it


def test_silence_does_nothing_before_the_deadline_or_after_an_answer(provider):
    milestone = submitted(provider)
    release_by_silence(milestone_id=milestone.pk)
    request_changes(by=milestone.contract.client, milestone_id=milestone.pk, note="Bigger")
    release_by_silence(milestone_id=milestone.pk)
    assert not Release.objects.exists()


def test_release_clears_once_after_five_days(provider, travel):
    release = released(provider, "100.00")
    clear_release(release_id=release.pk)
    release.refresh_from_db()
    assert release.state == "clearing"
    travel(timedelta(days=5, minutes=1))
    release.refresh_from_db()
    assert release.state == "payable"
    clear_release(release_id=release.pk)
    assert LedgerTransaction.objects.filter(kind="clearing").count() == 1
    (balance,) = balances_of(release.freelancer)
    assert (balance.clearing, balance.payable) == (usd(0), usd(100))
    assert_books_whole()


def test_release_clears_also_long_after_its_deadline(provider):
    release = released(provider, "100.00")
    Release.objects.update(clears_at=clock.now() - timedelta(days=100))
    clear_release(release_id=release.pk)
    release.refresh_from_db()
    assert release.state == "payable"
