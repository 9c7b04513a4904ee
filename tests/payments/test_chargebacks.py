"""A client's bank looks at a payment, and decides: what stands still, where the money comes from, and who is told."""

from datetime import timedelta

import pytest

from market.accounts.privacy.registry import blockers_of
from market.contracts.models import Milestone
from market.contracts.workroom.actions import request_refund
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.disputes.models import Dispute
from market.notifications.models import Notification
from market.payments.chargebacks.evidence_actions import (
    AlreadyAnswered,
    ChargebackDecided,
    NothingOwed,
    OwnChargeback,
    accept_chargeback,
    answer_chargeback,
    forgive_chargeback,
)
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.funding.actions import fund_several
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Chargeback, Funding, LedgerEntry, Refund, Release
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import send_payout, settle_payout
from market.payments.provider import reconciliation
from market.payments.provider.actions import sweep_events
from market.payments.queries import balances_of
from market.payments.refunds.actions import agree_refund, give_refund, send_refund
from market.payments.releases.actions import HoldFrozen, approve_milestone, release_by_silence, release_part
from market.sandbox.models import Charge
from tests import make
from tests.disputes.conftest import opened
from tests.payments import story
from tests.payments.story import assert_books_whole, usd

pytestmark = pytest.mark.django_db
State = Milestone.State


def ask_bank(provider, milestone):
    """The client asks her bank for the payment back, and the news of it arrive."""
    funding = Funding.objects.get(milestone=milestone, state="paid")
    dispute = provider.want_back(funding.charge_id)
    sync_dispute(dispute_id=dispute.id)
    milestone.refresh_from_db()
    return dispute


def decide(provider, dispute, outcome):
    provider.decide(dispute, outcome)
    sync_dispute(dispute_id=dispute.id)
    return Chargeback.objects.get(dispute_id=dispute.id)


def stands(kind):
    return sum((-each.amount for each in LedgerEntry.objects.filter(account__kind=kind)), make.Decimal("0.00"))


def whole():
    assert_books_whole()
    assert reconciliation.balance_differences() == []


def test_what_is_held_stands_still_until_the_bank_has_decided(provider, travel):
    milestone = story.submitted(provider, "100.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    due = milestone.review_due_at
    dispute = ask_bank(provider, milestone)
    assert milestone.is_frozen
    assert milestone.state == State.SUBMITTED
    assert stands("contested") == 105
    request = {"milestone_id": milestone.pk}
    for act in (
        lambda: approve_milestone(by=client, **request),
        lambda: release_part(by=client, amount=usd("10"), **request),
        lambda: give_refund(by=freelancer, **request),
    ):
        with pytest.raises(HoldFrozen):
            act()
    travel(timedelta(days=3))
    provider.deliver()
    Milestone.objects.filter(pk=milestone.pk).update(review_due_at=clock.now() - timedelta(days=1))
    release_by_silence(milestone_id=milestone.pk)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.held_value) == (State.SUBMITTED, 100)
    Milestone.objects.filter(pk=milestone.pk).update(review_due_at=due)
    whole()

    row = decide(provider, dispute, "won")
    milestone.refresh_from_db()
    assert row.state == Chargeback.State.WON
    assert not milestone.is_frozen
    assert abs(milestone.review_due_at - due - timedelta(days=3)) < timedelta(minutes=1)
    assert stands("contested") == 0
    approve_milestone(by=client, **request)
    whole()
    told = Notification.objects.filter(kind__startswith="chargeback.").values_list("kind", "user")
    assert {(kind, user) for kind, user in told} == {
        (f"chargeback.{what}", who.pk) for what in ("opened", "won") for who in (client, freelancer)
    }


def test_a_lost_one_takes_what_was_held_and_the_fee(provider):
    milestone = story.submitted(provider, "100.00", "50.00")
    dispute = ask_bank(provider, milestone)
    row = decide(provider, dispute, "lost")
    milestone.refresh_from_db()
    assert (milestone.state, milestone.held_value, milestone.charged_back_value) == (State.REFUNDED, 0, 100)
    assert (row.held_value, row.fee_held_value, row.owed_value, row.left_value) == (100, 5, 0, 0)
    assert not milestone.is_frozen
    follows = milestone.contract.milestones.get(position=milestone.position + 1)
    assert follows.funding_due_at is not None  # the contract goes on
    whole()


def test_held_then_clearing_then_payable_are_taken_in_this_order(provider, travel):
    release = story.payable(provider, travel, "100.00")
    milestone = release.milestone
    assert stands("payable") == -100
    dispute = ask_bank(provider, milestone)
    assert not milestone.is_frozen  # nothing of it is held
    row = decide(provider, dispute, "lost")
    release.refresh_from_db()
    assert release.state == Release.State.TAKEN_BACK
    assert (row.held_value, row.earned_value, row.owed_value) == (0, 100, 0)
    assert stands("fees") == 0  # our fee went back with it
    assert balances_of(release.freelancer)[0].payable == usd(0)
    whole()


def test_of_a_part_of_a_payment_parts_are_taken_oldest_first(provider, travel):
    """40 was released and clears, 60 is held; the bank asks for all."""
    milestone = story.submitted(provider, "100.00")
    release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("40"))
    milestone.refresh_from_db()
    dispute = ask_bank(provider, milestone)
    row = decide(provider, dispute, "lost")
    milestone.refresh_from_db()
    assert (row.held_value, row.earned_value) == (60, 40)
    assert (milestone.state, milestone.released_value) == (State.SPLIT, 40)
    assert milestone.releases.get().state == Release.State.TAKEN_BACK
    whole()


def sent(provider, travel):
    release = story.payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer)
    send_payout(payout_id=payout.pk)
    release.refresh_from_db()
    return release, payout


def test_what_is_on_its_way_is_called_back(provider, travel):
    release, payout = sent(provider, travel)
    assert release.transfer_id
    dispute = ask_bank(provider, release.milestone)
    row = decide(provider, dispute, "lost")
    release.refresh_from_db()
    payout.refresh_from_db()
    assert (release.state, release.payout, payout.state) == (Release.State.TAKEN_BACK, None, "failed")
    assert (row.earned_value, row.owed_value, row.left_value) == (100, 0, 0)
    sync_dispute(dispute_id=dispute.id)  # again: nothing more
    whole()


def test_what_she_has_had_paid_out_she_owes_until_it_is_forgiven(provider, travel):
    release, payout = sent(provider, travel)
    travel(timedelta(days=5))
    settle_payout(payout_id=payout.pk)
    release.refresh_from_db()
    assert release.state == Release.State.PAID_OUT
    dispute = ask_bank(provider, release.milestone)
    row = decide(provider, dispute, "lost")
    assert (row.earned_value, row.owed_value, row.left_value, row.check_at) == (0, 100, 0, None)
    assert stands("receivable") == 100
    assert_books_whole()
    pavel = make.make_person("Pavel", roles=["operator"])
    with pytest.raises(Invalid):
        forgive_chargeback(by=pavel, chargeback_id=row.pk, reason=" ")
    forgive_chargeback(by=pavel, chargeback_id=row.pk, reason="She had delivered.")
    assert (stands("receivable"), stands("losses")) == (0, 100)
    with pytest.raises(NothingOwed):
        forgive_chargeback(by=pavel, chargeback_id=row.pk, reason="Again")
    assert Notification.objects.filter(user=release.freelancer, kind="chargeback.forgiven").count() == 1


def test_a_payment_without_a_transfer_yet_waits_for_it(provider, travel):
    release = story.payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer)
    dispute = ask_bank(provider, release.milestone)
    row = decide(provider, dispute, "lost")
    assert (row.left_value, row.earned_value) == (100, 0)
    assert row.check_at is not None
    send_payout(payout_id=payout.pk)
    sync_dispute(dispute_id=dispute.id)
    row.refresh_from_db()
    assert (row.left_value, row.earned_value) == (0, 100)
    whole()


def test_a_refund_that_meets_the_bank_is_not_paid_twice(provider):
    """The refund is asked for; then the bank takes the payment, and the provider refuses the refund."""
    milestone = story.submitted(provider, "100.00")
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    funding = Funding.objects.get(milestone=milestone)
    dispute = provider.want_back(funding.charge_id)
    send_refund(refund_id=Refund.objects.get().pk)
    assert Refund.objects.get().state == Refund.State.FAILED
    assert stands("client_credit") == -105
    sync_dispute(dispute_id=dispute.id)
    row = decide(provider, dispute, "lost")
    assert (row.held_value, row.earned_value, row.owed_value) == (0, 0, 0)
    assert stands("client_credit") == 0
    whole()


def test_a_chargeback_after_a_refund_is_the_operators_loss(provider):
    """She gave it back, the client has it; whoever pays twice, it is not she."""
    milestone = story.submitted(provider, "100.00")
    release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("40"))
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    send_refund(refund_id=Refund.objects.get().pk)
    dispute = ask_bank(provider, milestone)
    assert dispute.amount == 4200
    row = decide(provider, dispute, "lost")
    assert (row.amount_value, row.fee_value, row.earned_value, row.owed_value) == (40, 2, 40, 0)
    whole()


def test_one_payment_for_several_milestones_is_asked_for_in_their_parts(provider):
    contract = story.contract("100.00", "33.33", rate="0.033")
    first, second = contract.milestones.order_by("position")
    funding = fund_several(
        by=contract.client, contract_id=contract.pk, milestone_ids=[first.pk, second.pk], site=story.SITE
    )
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    funding.refresh_from_db()
    dispute = provider.want_back(funding.charge_id)
    rows = sync_dispute(dispute_id=dispute.id)
    assert sum(each.charge.amount for each in rows) == make.Decimal(dispute.amount) / 100
    assert sum(each.provider_fee_value for each in rows) == 15
    assert Milestone.objects.filter(contract=contract, frozen_at__isnull=False).count() == 2
    provider.decide(dispute, "lost")
    sync_dispute(dispute_id=dispute.id)
    assert Milestone.objects.filter(contract=contract, state=State.REFUNDED).count() == 2
    whole()


def test_news_in_any_order_and_twice_are_the_same_as_once(provider):
    milestone = story.submitted(provider, "100.00")
    funding = Funding.objects.get(milestone=milestone, state="paid")
    dispute = provider.want_back(funding.charge_id)
    provider.decide(dispute, "lost")
    rows = [sync_dispute(dispute_id=dispute.id) for _ in range(3)]
    assert [[each.state for each in found] for found in rows] == [["lost"]] * 3
    provider.deliver()
    make.run_jobs()
    milestone.refresh_from_db()
    assert milestone.charged_back_value == 100
    assert Notification.objects.filter(kind="chargeback.opened", user=milestone.contract.client).count() == 1
    whole()


def test_news_that_were_never_delivered_are_swept(provider):
    milestone = story.submitted(provider, "100.00")
    provider.plan("drop", times=2)
    provider.want_back(Funding.objects.get(milestone=milestone, state="paid").charge_id)
    assert provider.deliver() >= 0
    sweep_events(back=timedelta(days=1))
    make.run_jobs()
    milestone.refresh_from_db()
    assert milestone.is_frozen


def test_a_refund_request_and_a_dispute_wait_too(provider, travel):
    milestone = story.submitted(provider, "100.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    request_refund(by=client, milestone_id=milestone.pk, reason="Late")
    dispute = ask_bank(provider, milestone)
    with pytest.raises(HoldFrozen):
        agree_refund(by=freelancer, milestone_id=milestone.pk)
    milestone.refresh_from_db()
    due = milestone.refund_due_at
    travel(timedelta(days=6, hours=20))
    answer = "winning_evidence"
    pavel = make.make_person("Pavel", roles=["operator"])
    row = answer_chargeback(by=pavel, chargeback_id=Chargeback.objects.get(dispute_id=dispute.id).pk, text=answer)
    assert row.state == Chargeback.State.WON
    milestone.refresh_from_db()
    assert milestone.refund_due_at > due + timedelta(days=6)
    agree_refund(by=freelancer, milestone_id=milestone.pk)


def test_a_dispute_ends_when_the_bank_takes_its_money(provider, travel):
    milestone = story.submitted(provider, "100.00")
    quarrel = opened(milestone)
    due = quarrel.due_at
    dispute = ask_bank(provider, milestone)
    travel(timedelta(days=6))  # her five days to answer would be over
    quarrel.refresh_from_db()
    assert (quarrel.state, quarrel.due_at) == ("opened", due)
    decide(provider, dispute, "lost")
    quarrel.refresh_from_db()
    milestone.refresh_from_db()
    assert (quarrel.state, quarrel.ending, quarrel.to_freelancer_value) == ("closed", Dispute.Ending.BANK, None)
    assert milestone.state == State.REFUNDED
    whole()


def test_a_dispute_goes_on_with_its_time_when_the_bank_leaves_it(provider, travel):
    milestone = story.submitted(provider, "100.00")
    quarrel = opened(milestone)
    due = quarrel.due_at
    dispute = ask_bank(provider, milestone)
    travel(timedelta(days=6))
    decide(provider, dispute, "won")
    quarrel.refresh_from_db()
    assert quarrel.state == "opened"
    assert quarrel.due_at >= due + timedelta(days=6)


def test_operators_are_told_and_answer_once_in_time(provider, travel):
    pavel, omar = make.make_person("Pavel", roles=["operator"]), make.make_person("Omar")
    milestone = story.submitted(provider, "100.00")
    dispute = ask_bank(provider, milestone)
    row = Chargeback.objects.get(dispute_id=dispute.id)
    assert Notification.objects.filter(user=pavel, kind="chargeback.to_answer").exists()
    with pytest.raises(NotFound):
        answer_chargeback(by=omar, chargeback_id=row.pk, text="x")
    with pytest.raises(NotAllowed):
        answer_chargeback(by=milestone.contract.freelancer, chargeback_id=row.pk, text="x")
    for text in (" ", "x" * 20_001):
        with pytest.raises(Invalid):
            answer_chargeback(by=pavel, chargeback_id=row.pk, text=text)
    row = answer_chargeback(by=pavel, chargeback_id=row.pk, text="It was delivered on 3 May.")
    assert row.answered_by == pavel
    with pytest.raises(AlreadyAnswered):
        answer_chargeback(by=pavel, chargeback_id=row.pk, text="And more.")
    decide(provider, dispute, "won")
    with pytest.raises(ChargebackDecided):
        accept_chargeback(by=pavel, chargeback_id=row.pk)


def test_without_an_answer_in_time_it_is_lost(provider, travel):
    pavel = make.make_person("Pavel", roles=["operator"])
    milestone = story.submitted(provider, "100.00")
    dispute = ask_bank(provider, milestone)
    travel(timedelta(days=8))
    row = Chargeback.objects.get(dispute_id=dispute.id)
    with pytest.raises(ChargebackDecided):
        answer_chargeback(by=pavel, chargeback_id=row.pk, text="Too late")
    sync_dispute(dispute_id=dispute.id)
    row.refresh_from_db()
    assert row.state == Chargeback.State.LOST
    whole()


def test_accepting_loses_it_at_once(provider):
    pavel = make.make_person("Pavel", roles=["operator"])
    milestone = story.submitted(provider, "100.00")
    ask_bank(provider, milestone)
    assert accept_chargeback(by=pavel, chargeback_id=Chargeback.objects.get().pk).state == "lost"
    whole()


def test_nobody_leaves_while_a_bank_looks(provider):
    milestone = story.submitted(provider, "100.00")
    ask_bank(provider, milestone)
    for person in (milestone.contract.client, milestone.contract.freelancer):
        assert any("bank" in str(each) for each in blockers_of(person))


def test_a_payment_that_is_not_ours_is_left_alone(provider):
    milestone = story.submitted(provider, "100.00")
    Funding.objects.update(charge_id="ch_of_another_site")
    dispute = provider.want_back(Charge.objects.get(is_paid=True, account=None).id)
    assert sync_dispute(dispute_id=dispute.id) == []
    milestone.refresh_from_db()
    assert not milestone.is_frozen


def test_an_operator_decides_nothing_of_her_own_contract(provider):
    pavel = make.make_person("Pavel")
    milestone = story.submitted(provider, "100.00", client=pavel)
    pavel.roles = ["operator"]  # since then
    pavel.save()
    ask_bank(provider, milestone)
    row = Chargeback.objects.get()
    for act in (
        lambda: answer_chargeback(by=pavel, chargeback_id=row.pk, text="It was delivered."),
        lambda: accept_chargeback(by=pavel, chargeback_id=row.pk),
        lambda: forgive_chargeback(by=pavel, chargeback_id=row.pk, reason="So."),
    ):
        with pytest.raises(OwnChargeback):
            act()
