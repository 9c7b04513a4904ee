"""Chargebacks: frozen milestones, the bank's decision, where the money is taken from, and notifications."""

from datetime import timedelta

import pytest

from market.accounts.privacy.registry import blockers_of
from market.contracts.models import Milestone
from market.contracts.workroom.actions import request_refund
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.disputes.models import Dispute
from market.notifications.models import Notification
from market.payments.chargebacks.evidence_actions import (
    AlreadyAccepted,
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
from market.payments.provider import reconciliation, stripe_disputes
from market.payments.provider.actions import sweep_events
from market.payments.provider.port import ProviderRefused
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


def open_chargeback(provider, milestone):
    """The client asks the bank for the payment back, and we learn of the bank's dispute."""
    funding = Funding.objects.get(milestone=milestone, state="paid")
    dispute = provider.want_back(funding.charge_id)
    sync_dispute(dispute_id=dispute.id)
    milestone.refresh_from_db()
    return dispute


def decide_dispute(provider, dispute, outcome):
    provider.decide(dispute, outcome)
    sync_dispute(dispute_id=dispute.id)
    return Chargeback.objects.get(dispute_id=dispute.id)


def total_of_kind(kind):
    return sum((-each.amount for each in LedgerEntry.objects.filter(account__kind=kind)), make.Decimal("0.00"))


def assert_books_agree():
    assert_books_whole()
    assert reconciliation.balance_differences() == []


def test_held_money_is_frozen_until_the_bank_decides(provider, travel):
    milestone = story.submitted(provider, "100.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    due = milestone.review_due_at
    dispute = open_chargeback(provider, milestone)
    assert milestone.is_frozen
    assert milestone.state == State.SUBMITTED
    assert total_of_kind("contested") == 105
    target = {"milestone_id": milestone.pk}
    for act in (
        lambda: approve_milestone(by=client, **target),
        lambda: release_part(by=client, amount=usd("10"), **target),
        lambda: give_refund(by=freelancer, **target),
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
    assert_books_agree()

    chargeback = decide_dispute(provider, dispute, "won")
    milestone.refresh_from_db()
    assert chargeback.state == Chargeback.State.WON
    assert not milestone.is_frozen
    assert abs(milestone.review_due_at - due - timedelta(days=3)) < timedelta(minutes=1)
    assert total_of_kind("contested") == 0
    approve_milestone(by=client, **target)
    assert_books_agree()
    notifications = Notification.objects.filter(kind__startswith="chargeback.").values_list("kind", "user")
    assert {(kind, user) for kind, user in notifications} == {
        (f"chargeback.{what}", who.pk) for what in ("opened", "won") for who in (client, freelancer)
    }


def test_lost_chargeback_takes_held_money_and_fee(provider):
    milestone = story.submitted(provider, "100.00", "50.00")
    dispute = open_chargeback(provider, milestone)
    chargeback = decide_dispute(provider, dispute, "lost")
    milestone.refresh_from_db()
    assert (milestone.state, milestone.held_value, milestone.charged_back_value) == (State.REFUNDED, 0, 100)
    assert (chargeback.held_value, chargeback.fee_held_value, chargeback.owed_value, chargeback.left_value) == (
        100,
        5,
        0,
        0,
    )
    assert not milestone.is_frozen
    next_milestone = milestone.contract.milestones.get(position=milestone.position + 1)
    assert next_milestone.funding_due_at is not None  # the contract goes on
    assert_books_agree()


def test_lost_chargeback_takes_payable_money_when_nothing_is_held(provider, travel):
    release = story.payable(provider, travel, "100.00")
    milestone = release.milestone
    assert total_of_kind("payable") == -100
    dispute = open_chargeback(provider, milestone)
    assert not milestone.is_frozen  # nothing of it is held
    chargeback = decide_dispute(provider, dispute, "lost")
    release.refresh_from_db()
    assert release.state == Release.State.TAKEN_BACK
    assert (chargeback.held_value, chargeback.earned_value, chargeback.owed_value) == (0, 100, 0)
    assert total_of_kind("fees") == 0  # our fee was taken back with it
    assert balances_of(release.freelancer)[0].payable == usd(0)
    assert_books_agree()


def test_lost_chargeback_takes_held_then_clearing_money(provider, travel):
    """40 USD is released and clearing, 60 USD is held; the bank asks for all of it."""
    milestone = story.submitted(provider, "100.00")
    release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("40"))
    milestone.refresh_from_db()
    dispute = open_chargeback(provider, milestone)
    chargeback = decide_dispute(provider, dispute, "lost")
    milestone.refresh_from_db()
    assert (chargeback.held_value, chargeback.earned_value) == (60, 40)
    assert (milestone.state, milestone.released_value) == (State.SPLIT, 40)
    assert milestone.releases.get().state == Release.State.TAKEN_BACK
    assert_books_agree()


def payout_in_transit(provider, travel):
    release = story.payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer)
    send_payout(payout_id=payout.pk)
    release.refresh_from_db()
    return release, payout


def test_lost_chargeback_reverses_a_transfer_in_transit(provider, travel):
    release, payout = payout_in_transit(provider, travel)
    assert release.transfer_id
    dispute = open_chargeback(provider, release.milestone)
    chargeback = decide_dispute(provider, dispute, "lost")
    release.refresh_from_db()
    payout.refresh_from_db()
    assert (release.state, release.payout, payout.state) == (Release.State.TAKEN_BACK, None, "failed")
    assert (chargeback.earned_value, chargeback.owed_value, chargeback.left_value) == (100, 0, 0)
    sync_dispute(dispute_id=dispute.id)  # again: nothing more
    assert_books_agree()


def test_lost_chargeback_after_payout_is_owed_until_forgiven(provider, travel):
    release, payout = payout_in_transit(provider, travel)
    travel(timedelta(days=5))
    settle_payout(payout_id=payout.pk)
    release.refresh_from_db()
    assert release.state == Release.State.PAID_OUT
    dispute = open_chargeback(provider, release.milestone)
    chargeback = decide_dispute(provider, dispute, "lost")
    assert (chargeback.earned_value, chargeback.owed_value, chargeback.left_value, chargeback.check_at) == (
        0,
        100,
        0,
        None,
    )
    assert total_of_kind("receivable") == 100
    assert_books_whole()
    pavel = make.make_person("Pavel", roles=["operator"])
    with pytest.raises(Invalid):
        forgive_chargeback(by=pavel, chargeback_id=chargeback.pk, reason=" ")
    forgive_chargeback(by=pavel, chargeback_id=chargeback.pk, reason="She had delivered.")
    assert (total_of_kind("receivable"), total_of_kind("losses")) == (0, 100)
    with pytest.raises(NothingOwed):
        forgive_chargeback(by=pavel, chargeback_id=chargeback.pk, reason="Again")
    assert Notification.objects.filter(user=release.freelancer, kind="chargeback.forgiven").count() == 1


def test_lost_chargeback_waits_for_a_pending_transfer(provider, travel):
    release = story.payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer)
    dispute = open_chargeback(provider, release.milestone)
    chargeback = decide_dispute(provider, dispute, "lost")
    assert (chargeback.left_value, chargeback.earned_value) == (100, 0)
    assert chargeback.check_at is not None
    send_payout(payout_id=payout.pk)
    sync_dispute(dispute_id=dispute.id)
    chargeback.refresh_from_db()
    assert (chargeback.left_value, chargeback.earned_value) == (0, 100)
    assert_books_agree()


def test_refund_racing_with_a_chargeback_is_not_paid_twice(provider):
    """The refund is pending when the bank takes the payment, so the provider refuses the refund."""
    milestone = story.submitted(provider, "100.00")
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    funding = Funding.objects.get(milestone=milestone)
    dispute = provider.want_back(funding.charge_id)
    send_refund(refund_id=Refund.objects.get().pk)
    assert Refund.objects.get().state == Refund.State.FAILED
    assert total_of_kind("client_credit") == -105
    sync_dispute(dispute_id=dispute.id)
    chargeback = decide_dispute(provider, dispute, "lost")
    assert (chargeback.held_value, chargeback.earned_value, chargeback.owed_value) == (0, 0, 0)
    assert total_of_kind("client_credit") == 0
    assert_books_agree()


def test_chargeback_after_a_refund_takes_only_released_money(provider):
    """The freelancer has refunded the money already and must not pay it a second time."""
    milestone = story.submitted(provider, "100.00")
    release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("40"))
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    send_refund(refund_id=Refund.objects.get().pk)
    dispute = open_chargeback(provider, milestone)
    assert dispute.amount == 4200
    chargeback = decide_dispute(provider, dispute, "lost")
    assert (chargeback.amount_value, chargeback.fee_value, chargeback.earned_value, chargeback.owed_value) == (
        40,
        2,
        40,
        0,
    )
    assert_books_agree()


def test_chargeback_of_a_joint_payment_is_split_by_milestone(provider):
    contract = story.contract("100.00", "33.33", rate="0.033")
    first, second = contract.milestones.order_by("position")
    funding = fund_several(
        by=contract.client, contract_id=contract.pk, milestone_ids=[first.pk, second.pk], site=story.SITE
    )
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    funding.refresh_from_db()
    dispute = provider.want_back(funding.charge_id)
    chargebacks = sync_dispute(dispute_id=dispute.id)
    assert sum(each.charge.amount for each in chargebacks) == make.Decimal(dispute.amount) / 100
    assert sum(each.provider_fee_value for each in chargebacks) == 15
    assert Milestone.objects.filter(contract=contract, frozen_at__isnull=False).count() == 2
    provider.decide(dispute, "lost")
    sync_dispute(dispute_id=dispute.id)
    assert Milestone.objects.filter(contract=contract, state=State.REFUNDED).count() == 2
    assert_books_agree()


def test_repeated_dispute_events_are_idempotent(provider):
    milestone = story.submitted(provider, "100.00")
    funding = Funding.objects.get(milestone=milestone, state="paid")
    dispute = provider.want_back(funding.charge_id)
    provider.decide(dispute, "lost")
    results = [sync_dispute(dispute_id=dispute.id) for _ in range(3)]
    assert [[each.state for each in chargebacks] for chargebacks in results] == [["lost"]] * 3
    provider.deliver()
    make.run_jobs()
    milestone.refresh_from_db()
    assert milestone.charged_back_value == 100
    assert Notification.objects.filter(kind="chargeback.opened", user=milestone.contract.client).count() == 1
    assert_books_agree()


def test_undelivered_dispute_events_are_swept(provider):
    milestone = story.submitted(provider, "100.00")
    provider.plan("drop", times=2)
    provider.want_back(Funding.objects.get(milestone=milestone, state="paid").charge_id)
    assert provider.deliver() >= 0
    sweep_events(back=timedelta(days=1))
    make.run_jobs()
    milestone.refresh_from_db()
    assert milestone.is_frozen


def test_refund_request_is_frozen_and_its_deadline_extended(provider, travel):
    milestone = story.submitted(provider, "100.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    request_refund(by=client, milestone_id=milestone.pk, reason="Late")
    dispute = open_chargeback(provider, milestone)
    with pytest.raises(HoldFrozen):
        agree_refund(by=freelancer, milestone_id=milestone.pk)
    milestone.refresh_from_db()
    due = milestone.refund_due_at
    travel(timedelta(days=6, hours=20))
    evidence = "winning_evidence"
    pavel = make.make_person("Pavel", roles=["operator"])
    chargeback = answer_chargeback(
        by=pavel, chargeback_id=Chargeback.objects.get(dispute_id=dispute.id).pk, text=evidence
    )
    assert chargeback.state == Chargeback.State.WON
    milestone.refresh_from_db()
    assert milestone.refund_due_at > due + timedelta(days=6)
    agree_refund(by=freelancer, milestone_id=milestone.pk)


def test_lost_chargeback_closes_the_dispute_of_the_milestone(provider, travel):
    milestone = story.submitted(provider, "100.00")
    site_dispute = opened(milestone)
    due = site_dispute.due_at
    bank_dispute = open_chargeback(provider, milestone)
    travel(timedelta(days=6))  # the five days to answer would be over
    site_dispute.refresh_from_db()
    assert (site_dispute.state, site_dispute.due_at) == ("opened", due)
    decide_dispute(provider, bank_dispute, "lost")
    site_dispute.refresh_from_db()
    milestone.refresh_from_db()
    assert (site_dispute.state, site_dispute.ending, site_dispute.to_freelancer_value) == (
        "closed",
        Dispute.Ending.BANK,
        None,
    )
    assert milestone.state == State.REFUNDED
    assert_books_agree()


def test_won_chargeback_extends_the_deadline_of_the_dispute(provider, travel):
    milestone = story.submitted(provider, "100.00")
    site_dispute = opened(milestone)
    due = site_dispute.due_at
    bank_dispute = open_chargeback(provider, milestone)
    travel(timedelta(days=6))
    decide_dispute(provider, bank_dispute, "won")
    site_dispute.refresh_from_db()
    assert site_dispute.state == "opened"
    assert site_dispute.due_at >= due + timedelta(days=6)


def test_operators_are_notified_and_answer_a_chargeback_once(provider, travel):
    pavel, omar = make.make_person("Pavel", roles=["operator"]), make.make_person("Omar")
    milestone = story.submitted(provider, "100.00")
    dispute = open_chargeback(provider, milestone)
    chargeback = Chargeback.objects.get(dispute_id=dispute.id)
    assert Notification.objects.filter(user=pavel, kind="chargeback.to_answer").exists()
    with pytest.raises(NotFound):
        answer_chargeback(by=omar, chargeback_id=chargeback.pk, text="x")
    with pytest.raises(NotAllowed):
        answer_chargeback(by=milestone.contract.freelancer, chargeback_id=chargeback.pk, text="x")
    for text in (" ", "x" * 20_001):
        with pytest.raises(Invalid):
            answer_chargeback(by=pavel, chargeback_id=chargeback.pk, text=text)
    chargeback = answer_chargeback(by=pavel, chargeback_id=chargeback.pk, text="It was delivered on 3 May.")
    assert chargeback.answered_by == pavel
    with pytest.raises(AlreadyAnswered):
        answer_chargeback(by=pavel, chargeback_id=chargeback.pk, text="And more.")
    decide_dispute(provider, dispute, "won")
    with pytest.raises(ChargebackDecided):
        accept_chargeback(by=pavel, chargeback_id=chargeback.pk)


def test_chargeback_without_an_answer_in_time_is_lost(provider, travel):
    pavel = make.make_person("Pavel", roles=["operator"])
    milestone = story.submitted(provider, "100.00")
    dispute = open_chargeback(provider, milestone)
    travel(timedelta(days=8))
    chargeback = Chargeback.objects.get(dispute_id=dispute.id)
    with pytest.raises(ChargebackDecided):
        answer_chargeback(by=pavel, chargeback_id=chargeback.pk, text="Too late")
    sync_dispute(dispute_id=dispute.id)
    chargeback.refresh_from_db()
    assert chargeback.state == Chargeback.State.LOST
    assert_books_agree()


def test_accepted_chargeback_is_lost_at_once(provider):
    pavel = make.make_person("Pavel", roles=["operator"])
    milestone = story.submitted(provider, "100.00")
    open_chargeback(provider, milestone)
    accept_chargeback(by=pavel, chargeback_id=Chargeback.objects.get().pk)
    make.run_jobs()
    assert Chargeback.objects.get().state == "lost"
    assert_books_agree()


def test_chargeback_that_the_bank_does_not_let_go_waits_for_an_answer_again(provider, monkeypatch):
    pavel = make.make_person("Pavel", roles=["operator"])
    open_chargeback(provider, story.submitted(provider, "100.00"))
    chargeback = Chargeback.objects.get()

    def refused(_dispute_id):
        raise ProviderRefused("charge_dispute_not_closable", "It cannot be closed.")

    accept_chargeback(by=pavel, chargeback_id=chargeback.pk)
    with pytest.raises(AlreadyAccepted):
        answer_chargeback(by=pavel, chargeback_id=chargeback.pk, text="It was delivered.")
    with monkeypatch.context() as patched:
        patched.setattr(stripe_disputes, "accept_dispute", refused)
        make.run_jobs()
    assert answer_chargeback(by=pavel, chargeback_id=chargeback.pk, text="It was delivered.").answered_by == pavel
    assert AuditEntry.objects.filter(code="chargeback.acceptance_refused").count() == 1


def test_open_chargeback_blocks_account_closing(provider):
    milestone = story.submitted(provider, "100.00")
    open_chargeback(provider, milestone)
    for person in (milestone.contract.client, milestone.contract.freelancer):
        assert any("bank" in str(each) for each in blockers_of(person))


def test_dispute_of_a_foreign_charge_is_ignored(provider):
    milestone = story.submitted(provider, "100.00")
    Funding.objects.update(charge_id="ch_of_another_site")
    dispute = provider.want_back(Charge.objects.get(is_paid=True, account=None).id)
    assert sync_dispute(dispute_id=dispute.id) == []
    milestone.refresh_from_db()
    assert not milestone.is_frozen


def test_operator_cannot_act_on_a_chargeback_of_their_own_contract(provider):
    pavel = make.make_person("Pavel")
    milestone = story.submitted(provider, "100.00", client=pavel)
    pavel.roles = ["operator"]  # since then
    pavel.save()
    open_chargeback(provider, milestone)
    chargeback = Chargeback.objects.get()
    for act in (
        lambda: answer_chargeback(by=pavel, chargeback_id=chargeback.pk, text="It was delivered."),
        lambda: accept_chargeback(by=pavel, chargeback_id=chargeback.pk),
        lambda: forgive_chargeback(by=pavel, chargeback_id=chargeback.pk, reason="So."),
    ):
        with pytest.raises(OwnChargeback):
            act()
