"""Money that is called back or owed while a client's bank takes the same payment: each cent goes one way, once."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.payments.chargebacks.recovery_actions import collect_rest, sync_dispute
from market.payments.debts import recovery_actions
from market.payments.desk.ledger_links import ROW_KINDS
from market.payments.funding.actions import fund_several
from market.payments.funding.checkout_actions import settle_funding
from market.payments.give_backs.actions import pass_on_debt
from market.payments.give_backs.collecting_actions import collect_give_back
from market.payments.give_backs.queries import plan_of
from market.payments.ledger import postings
from market.payments.ledger.balances import free_money
from market.payments.models import Chargeback, Debt, Funding, GiveBack, LedgerTransaction, Release
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import send_payout
from market.payments.provider import stripe_connect
from market.payments.provider.port import ProviderRefused
from market.payments.queries import balances_of
from market.payments.releases.actions import approve_milestone
from market.sandbox.models import Dispute as SandboxDispute
from market.sandbox.models import Reversal
from tests.payments.story import assert_books_whole, contract, first, payable, released, submit, usd
from tests.payments.test_give_backs import give, paid_out, receivable, refunds_of

pytestmark = pytest.mark.django_db


def lost(provider, release) -> Chargeback:
    """The client's bank has taken the whole payment; what is left of it is not collected yet."""
    bank_dispute = opened(provider, release)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    return Chargeback.objects.get()


def opened(provider, release):
    bank_dispute = provider.want_back(Funding.objects.get(milestone=release.milestone_id, state="paid").charge_id)
    sync_dispute(dispute_id=bank_dispute.id)
    return bank_dispute


def interrupted(*_more, **_named):
    raise KeyboardInterrupt


@pytest.fixture
def broken_off(provider, travel, monkeypatch) -> Release:
    """The process ended between the reversal of 30 of 100 at Stripe and its record."""
    release = paid_out(provider, travel)
    contract = release.milestone.contract
    later = payable(provider, travel, "50.00", client=contract.client, freelancer=contract.freelancer)
    send_payout(payout_id=request_payout(by=contract.freelancer).pk)
    row = give(release, usd("30.00"), accept_debt=True)
    with monkeypatch.context() as patched:
        patched.setattr(recovery_actions, "_record_recall", interrupted)
        with pytest.raises(KeyboardInterrupt):
            collect_give_back(give_back_id=row.pk)
    assert [each.amount for each in Reversal.objects.all()] == [3000]
    assert later.state == "payable"
    return release


def test_reversal_that_broke_off_goes_to_the_bank_that_took_the_payment_meanwhile(provider, broken_off):
    postings.post_capital("T-1", usd(500))
    row = lost(provider, broken_off)
    give_back_id = GiveBack.objects.get().pk
    for _time in range(2):
        collect_give_back(give_back_id=give_back_id)
        collect_rest(chargeback_id=row.pk)
    row.refresh_from_db()
    reversed_sum = Decimal(sum(each.amount for each in Reversal.objects.all())) / 100
    assert (row.left_value, row.earned_value) == (0, reversed_sum)
    assert row.earned_value + row.owed_value == 100
    assert (GiveBack.objects.get().state, refunds_of(broken_off)) == ("done", [])
    assert_books_whole()


def test_reversal_that_broke_off_waits_for_a_bank_and_is_recorded_once(provider, broken_off):
    postings.post_capital("T-1", usd(500))
    bank_dispute, give_back_id = opened(provider, broken_off), GiveBack.objects.get().pk
    collect_give_back(give_back_id=give_back_id)
    assert (refunds_of(broken_off), GiveBack.objects.get().left) == ([], usd(30))
    provider.decide(bank_dispute, "won")
    sync_dispute(dispute_id=bank_dispute.id)
    for _time in range(2):
        collect_give_back(give_back_id=give_back_id)
    assert (refunds_of(broken_off), Reversal.objects.count()) == ([(Decimal("30.00"), Decimal("1.50"))], 1)
    assert not Release.objects.exclude(recall_mark="").exists()
    assert_books_whole()


def test_run_beside_a_reversal_takes_nothing_for_the_same_again(broken_off, monkeypatch):
    noted = Release.objects.exclude(recall_mark="").get()
    assert noted.recall_mark.endswith(f":{noted.pk}:{noted.transfer_id}"), "sent anew, it needs another mark"
    with monkeypatch.context() as patched:
        patched.setattr("market.payments.give_backs.collecting_actions.finish_recalls", lambda _milestone_id: None)
        collect_give_back(give_back_id=GiveBack.objects.get().pk)
    assert (Reversal.objects.count(), Debt.objects.count(), GiveBack.objects.get().left) == (1, 0, usd(30))


def test_reversal_that_is_noted_only_is_not_asked_for_while_a_bank_looks(provider, travel, monkeypatch):
    postings.post_capital("T-1", usd(500))
    release = paid_out(provider, travel)
    row = give(release, usd("30.00"), accept_debt=True)
    with monkeypatch.context() as patched:
        patched.setattr(stripe_connect, "reverse_part", interrupted)
        with pytest.raises(KeyboardInterrupt):
            collect_give_back(give_back_id=row.pk)
        opened(provider, release)
        collect_give_back(give_back_id=row.pk)
    row.refresh_from_db()
    assert (row.left, Reversal.objects.count()) == (usd(30), 0)


def test_reversed_money_that_nobody_claims_any_more_can_be_paid_out_again(provider, broken_off):
    GiveBack.objects.update(left_value=10)  # as if the rest had come from elsewhere
    with CaptureQueriesContext(connection) as queries:
        collect_give_back(give_back_id=GiveBack.objects.get().pk)
    steps = [name for each in queries for name in ("ledger_post(", "documents_series") if name in each["sql"]]
    assert steps == sorted(steps, reverse=True), "counters are locked after all postings"
    assert refunds_of(broken_off) == [(Decimal("10.00"), Decimal("0.50"))]
    assert balances_of(broken_off.freelancer)[0].payable == usd(20)
    assert_books_whole()


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_what_earnings_pay_for_the_client_waits_for_the_bank(provider, travel, outcome):
    """The client never gets from the freelancer what the bank has given them, and the freelancer pays it once."""
    postings.post_capital("T-1", usd(500))
    release = paid_out(provider, travel)
    contract = release.milestone.contract
    collect_give_back(give_back_id=give(release, usd("30.00"), accept_debt=True).pk)
    bank_dispute = opened(provider, release)
    payable(provider, travel, "20.00", client=contract.client, freelancer=contract.freelancer)
    debt = Debt.objects.get()
    free = free_money("USD")
    pass_on_debt(debt_id=debt.pk)
    assert (debt.paid, refunds_of(release), receivable()) == (usd(20), [], 20)
    Debt.objects.update(passed_on_value=20)
    assert free_money("USD") - free == 20, "what waits for the client is not the site's"
    Debt.objects.update(passed_on_value=0)
    provider.decide(bank_dispute, outcome)
    sync_dispute(dispute_id=bank_dispute.id)
    pass_on_debt(debt_id=debt.pk)
    assert_books_whole()
    if outcome == "won":
        assert refunds_of(release) == [(Decimal("20.00"), Decimal("1.00"))]
        return
    row = Chargeback.objects.get()
    assert (refunds_of(release), row.earned_value, row.owed) == ([], 20, usd(80))
    assert -receivable() == 80
    taken = LedgerTransaction.objects.get(kind="chargeback_reversed")
    for kind, number in (("chargeback", row.pk), ("debt", debt.pk)):
        assert taken in LedgerTransaction.objects.filter(ROW_KINDS[kind].condition(number))


def test_bank_that_takes_less_than_is_left_takes_nothing_that_waits_for_the_client(provider, travel):
    release = paid_out(provider, travel)
    contract = release.milestone.contract
    collect_give_back(give_back_id=give(release, usd("30.00"), accept_debt=True).pk)
    bank_dispute = provider.want_back(Funding.objects.get(milestone=release.milestone_id, state="paid").charge_id)
    SandboxDispute.objects.update(amount=4200)
    sync_dispute(dispute_id=bank_dispute.id)
    payable(provider, travel, "20.00", client=contract.client, freelancer=contract.freelancer)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    row = Chargeback.objects.get()
    assert (Debt.objects.get(chargeback=None).to_pass_on, row.earned_value, row.owed) == (20, 0, usd(40))
    pass_on_debt(debt_id=Debt.objects.get(chargeback=None).pk)
    assert refunds_of(release) == [(Decimal("20.00"), Decimal("1.00"))]
    assert_books_whole()


def test_lost_joint_payment_locks_the_counter_after_both_postings(provider):
    milestone = first(contract("100.00", "60.00"))
    client = milestone.contract.client
    both = list(milestone.contract.milestones.order_by("position"))
    ids = [each.pk for each in both]
    funding = fund_several(by=client, contract_id=milestone.contract_id, milestone_ids=ids, site="http://localhost")
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    for each in both:
        each.refresh_from_db()
        submit(each)
        approve_milestone(by=client, milestone_id=each.pk)
    bank_dispute = opened(provider, milestone.releases.get())
    provider.decide(bank_dispute, "lost")
    with CaptureQueriesContext(connection) as queries:
        sync_dispute(dispute_id=bank_dispute.id)
    steps = [name for each in queries for name in ("ledger_post(", "documents_series") if name in each["sql"]]
    assert steps == sorted(steps, reverse=True), "counters are locked after all postings"
    assert steps.count("documents_series") > 1


def test_fee_goes_back_to_the_cent_also_after_a_bank_took_a_part(provider, travel):
    release = paid_out(provider, travel)
    bank_dispute = provider.want_back(Funding.objects.get(milestone=release.milestone_id, state="paid").charge_id)
    SandboxDispute.objects.update(amount=5250)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    assert Chargeback.objects.get().owed == usd(50)
    plan = [plan_of(release.milestone, usd(amount)).fee for amount in ("10.00", "49.99", "50.00")]
    assert plan == [usd("0.50"), usd("2.50"), usd("2.50")]


def test_bank_that_takes_the_payment_during_the_call_leaves_no_debt_to_the_client(provider, travel, monkeypatch):
    postings.post_capital("T-1", usd(500))
    release, rows = paid_out(provider, travel), []
    give_back_id = give(release, usd("30.00"), accept_debt=True).pk

    def refused_meanwhile(**_named):
        rows.append(lost(provider, release))
        raise ProviderRefused("balance_insufficient", "Nothing is there.")

    with monkeypatch.context() as patched:
        patched.setattr(stripe_connect, "reverse_part", refused_meanwhile)
        with monkeypatch.context() as later:
            later.setattr("market.payments.chargebacks.recovery_actions.collect_rest", lambda **_named: None)
            collect_give_back(give_back_id=give_back_id)
    for _time in range(2):
        collect_give_back(give_back_id=give_back_id)
        collect_rest(chargeback_id=rows[0].pk)
    row = Chargeback.objects.get()
    assert (row.owed, row.left_value, refunds_of(release)) == (usd(100), 0, [])
    assert not Debt.objects.exclude(give_back=None).exists()
    assert_books_whole()


def test_small_give_back_does_not_hold_up_what_a_bank_took(provider, travel):
    postings.post_capital("T-1", usd(500))
    release = paid_out(provider, travel)
    contract = release.milestone.contract
    payable(provider, travel, "200.00", client=contract.client, freelancer=contract.freelancer)
    send_payout(payout_id=request_payout(by=contract.freelancer).pk)
    give_back_id = give(release, usd("5.00"), accept_debt=True).pk
    bank_dispute = provider.want_back(Funding.objects.get(milestone=release.milestone_id, state="paid").charge_id)
    SandboxDispute.objects.update(amount=8400)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    for _time in range(2):
        collect_give_back(give_back_id=give_back_id)
        collect_rest(chargeback_id=Chargeback.objects.get().pk)
    row = Chargeback.objects.get()
    assert (row.earned_value, row.left_value, GiveBack.objects.get().left_value) == (80, 0, 0)
    assert Decimal(sum(each.amount for each in Reversal.objects.all())) / 100 == 85
    assert refunds_of(release) == [(Decimal("5.00"), Decimal("0.25"))]
    assert_books_whole()


def test_bank_takes_released_money_on_which_there_was_no_fee(provider, api):
    release = released(provider, "100.00", rate="0")
    row = lost(provider, release)
    assert (row.state, row.earned_value, row.left_value) == ("lost", 100, 0)
    statement = api(release.milestone.contract.client).get("/api/v1/me/statement/").json()["results"]
    assert "Your bank paid $100.00 back to you." in [line["text"] for line in statement]
    assert_books_whole()
