"""Giving back what was released, and debts that later earnings pay."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.accounts.privacy.registry import blockers_of
from market.contracts.workroom.actions import NotTheFreelancer
from market.contracts.workroom.amounts import WrongCurrency
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.notifications.models import Notification
from market.payments.batch_statistics import income_in_months
from market.payments.chargebacks.evidence_actions import NothingOwed, forgive_chargeback
from market.payments.chargebacks.recovery_actions import collect_rest, sync_dispute
from market.payments.debts.ending_actions import end_debt_to_client
from market.payments.give_backs.actions import (
    DebtNotAccepted,
    MoreThanReleased,
    PayoutOnItsWay,
    give_back,
    pass_on_debt,
)
from market.payments.give_backs.collecting_actions import collect_give_back
from market.payments.ledger import postings
from market.payments.models import Chargeback, Debt, Funding, LedgerEntry, Refund, Release, StaffProposal
from market.payments.payout_batches.actions import make_payout_batch
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import fail_part, fail_payout, mark_payout_paid, send_payout, settle_payout
from market.payments.proposals.actions import approve_staff_proposal
from market.payments.queries import balances_of, spending_of
from market.payments.refunds.actions import give_refund
from market.payments.releases.actions import HoldFrozen, clear_release, release_part
from tests import make
from tests.payments.bank_story import give_account, payable_taka, taka
from tests.payments.story import assert_books_whole, payable, released, submitted, usd

pytestmark = pytest.mark.django_db
WHY = "One page was missing."


@pytest.fixture(autouse=True)
def _taka(settings):
    """Clients pay in taka, as far as these tests are concerned by card."""
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}


def give(release: Release, amount, *, accept_debt: bool = False):
    return give_back(
        by=release.freelancer, milestone_id=release.milestone_id, amount=amount, reason=WHY, accept_debt=accept_debt
    )


def refunds_of(release: Release) -> list[tuple[Decimal, Decimal]]:
    rows = Refund.objects.filter(milestone=release.milestone_id, reason="given_back").order_by("pk")
    return list(rows.values_list("amount_value", "fee_value"))


def paid_out(provider, travel, amount: str = "100.00") -> Release:
    release = payable(provider, travel, amount)
    payout = request_payout(by=release.freelancer)
    send_payout(payout_id=payout.pk)
    travel(timedelta(days=5))
    settle_payout(payout_id=payout.pk)
    release.refresh_from_db()
    assert release.state == "paid_out"
    return release


def owed_after_a_chargeback(provider, travel, amount: str = "100.00") -> Chargeback:
    """A lost chargeback of money that was paid out and cannot be called back."""
    release = paid_out(provider, travel, amount)
    bank_dispute = provider.want_back(Funding.objects.get(milestone=release.milestone_id, state="paid").charge_id)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    row = Chargeback.objects.get()
    assert row.owed == usd(amount)
    return row


def receivable() -> Decimal:
    return sum(LedgerEntry.objects.filter(account__kind="receivable").values_list("amount", flat=True), Decimal(0))


def test_what_clears_and_is_payable_goes_back_with_its_fee(provider, run_jobs):
    release = released(provider, "100.00")
    give(release, usd("33.33"))
    give(release, usd("33.33"))
    give(release, usd("33.34"))
    fees = [fee for _amount, fee in refunds_of(release)]
    assert fees == [Decimal("1.67"), Decimal("1.66"), Decimal("1.67")]  # 5.00 in all
    release.milestone.refresh_from_db()
    assert (release.milestone.state, release.milestone.given_back_value) == ("released", 100)
    run_jobs()
    assert set(Refund.objects.values_list("state", flat=True)) == {"succeeded"}
    spent = spending_of(release.milestone.contract.client)[0]
    assert (spent.charged, spent.released, spent.refunded, spent.fee) == (usd(105), usd(0), usd(105), usd(0))
    assert balances_of(release.freelancer)[0].clearing == usd(0)
    with pytest.raises(MoreThanReleased):
        give(release, usd("0.01"))
    assert_books_whole()


def test_part_of_a_released_part_goes_back_while_the_rest_is_held(provider):
    milestone = submitted(provider, "100.00")
    release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("40.00"))
    release = milestone.releases.get()
    give(release, usd("10.00"))
    assert refunds_of(release) == [(Decimal("10.00"), Decimal("0.50"))]
    milestone.refresh_from_db()
    assert (milestone.state, milestone.held_value, milestone.released_value) == ("submitted", 60, 40)
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    assert_books_whole()


def test_payout_on_its_way_is_waited_for(provider, travel, page):
    release = payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer, amount=usd("60.00"))
    with pytest.raises(PayoutOnItsWay):
        give(release, usd("50.00"), accept_debt=True)
    place, browser = f"/milestones/{release.milestone_id}/give-back/", page(release.freelancer)
    assert "$40.00 at most." in browser.get(place).content.decode()
    give(release, usd("10.00"))  # of what is here
    second = request_payout(by=release.freelancer)
    with pytest.raises(PayoutOnItsWay, match=r"Wait until it has ended\.$"):
        give(release, usd("1.00"))
    assert "Wait until it has ended.</p>" in browser.get(place).content.decode()
    fail_payout(payout_id=second.pk, failure="account_closed")
    send_payout(payout_id=payout.pk)
    travel(timedelta(days=5))
    settle_payout(payout_id=payout.pk)
    with pytest.raises(DebtNotAccepted):
        give(release, usd("50.00"))
    row = give(release, usd("50.00"), accept_debt=True)
    assert (row.state, row.left) == ("open", usd(20))
    collect_give_back(give_back_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.left, row.owed) == ("done", usd(0), usd(20))  # it has left the account for the bank
    assert refunds_of(release) == [(Decimal("10.00"), Decimal("0.50")), (Decimal("30.00"), Decimal("1.50"))]
    assert_books_whole()


def test_transfer_is_reversed_as_long_as_the_account_has_the_money(provider, travel):
    release = paid_out(provider, travel)
    contract = release.milestone.contract
    payable(provider, travel, "50.00", client=contract.client, freelancer=contract.freelancer)
    send_payout(payout_id=request_payout(by=contract.freelancer).pk)
    row = give(release, usd("30.00"), accept_debt=True)
    collect_give_back(give_back_id=row.pk)
    collect_give_back(give_back_id=row.pk)  # a job may run twice
    row.refresh_from_db()
    assert (row.state, row.owed, refunds_of(release)) == ("done", usd(0), [(Decimal("30.00"), Decimal("1.50"))])
    assert_books_whole()


def test_money_that_cannot_be_called_back_is_paid_from_what_is_earned_next(provider, travel, farida, page):
    release = paid_out(provider, travel)
    row = give(release, usd("30.00"), accept_debt=True)
    collect_give_back(give_back_id=row.pk)
    debt = Debt.objects.get()
    assert (debt.left, refunds_of(release), receivable()) == (usd(30), [], 0)
    assert balances_of(release.freelancer)[0].owed == usd(30)
    assert "30.00" in page(release.freelancer).get("/money/").content.decode()
    assert_books_whole()
    contract = release.milestone.contract
    later = payable(provider, travel, "20.00", client=contract.client, freelancer=contract.freelancer)
    debt.refresh_from_db()
    assert (later.state, debt.left) == ("withheld", usd(10))
    pass_on_debt(debt_id=debt.pk)  # the job has done it
    assert (refunds_of(release), receivable()) == ([(Decimal("20.00"), Decimal("1.00"))], 0)
    last = payable(provider, travel, "50.00", client=contract.client, freelancer=contract.freelancer)
    debt.refresh_from_db()
    assert (last.amount, debt.left, debt.ended_at is None) == (usd(10), usd(0), False)
    assert balances_of(release.freelancer)[0].payable == usd(40)
    assert Notification.objects.filter(kind="debt.paid", user=release.freelancer).count() == 2
    assert Notification.objects.filter(kind="give_back.more_sent", user=contract.client).count() == 2
    assert page(contract.client).get(f"/contracts/{contract.pk}/").status_code == 200
    assert page(release.freelancer).get("/money/").status_code == 200
    assert_books_whole()


def test_debt_that_nothing_pays_is_ended_by_two_operators_so_that_the_account_can_close(provider, travel, pavel, page):
    release = paid_out(provider, travel)
    collect_give_back(give_back_id=give(release, usd("30.00"), accept_debt=True).pk)
    debt, client, freelancer = Debt.objects.get(), release.milestone.contract.client, release.freelancer
    assert any("You still owe" in str(each) for each in blockers_of(freelancer))
    why = "The account is to be closed, and nothing is earned any more."
    form = page(pavel).get("/staff/proposals/new/debt_to_client/").content.decode()
    assert f'value="{debt.pk}"' in form
    page(pavel).post("/staff/proposals/new/debt_to_client/", {"debt": str(debt.pk), "reason": why})
    proposal = StaffProposal.objects.get()
    assert proposal.amount == usd(30)
    assert release.milestone.full_title in page(pavel).get(proposal.get_absolute_url()).content.decode()
    approve_staff_proposal(by=make.make_person("Ola", roles=["operator"]), proposal_id=proposal.pk)
    debt.refresh_from_db()
    assert (debt.left, debt.ended_at is None, receivable(), refunds_of(release)) == (usd(0), False, 0, [])
    assert not any("You still owe" in str(each) for each in blockers_of(freelancer))
    for person in (freelancer, client):
        assert why in str(Notification.objects.get(kind="debt.ended", user=person).facts)
    with pytest.raises(NothingOwed):
        end_debt_to_client(by=pavel, debt_id=debt.pk, reason=why)
    assert_books_whole()


def test_debt_of_a_chargeback_is_paid_by_what_is_earned_next_and_the_rest_forgiven(provider, travel, pavel, page):
    row = owed_after_a_chargeback(provider, travel)
    contract = row.funding.milestone.contract
    later = payable(provider, travel, "40.00", client=contract.client, freelancer=contract.freelancer)
    row = Chargeback.objects.get()
    assert (later.state, row.owed, row.owed_value, receivable()) == ("withheld", usd(60), 100, -60)
    assert_books_whole()
    forgive_chargeback(by=pavel, chargeback_id=row.pk, reason="The work had been delivered.")
    row = Chargeback.objects.get()
    assert (row.owed, row.owed_value, receivable()) == (usd(0), 40, 0)
    last = payable(provider, travel, "25.00", client=contract.client, freelancer=contract.freelancer)
    assert (last.state, last.amount) == ("payable", usd(25))
    assert_books_whole()


def test_what_was_payable_before_and_other_currencies_are_left_alone(provider, travel):
    release = paid_out(provider, travel)
    contract = release.milestone.contract
    before = payable(provider, travel, "15.00", client=contract.client, freelancer=contract.freelancer)
    row = give(release, usd("30.00"), accept_debt=True)
    collect_give_back(give_back_id=row.pk)
    before.refresh_from_db()
    other = payable_taka(provider, travel, "5000.00", freelancer=contract.freelancer, client=contract.client)
    assert (before.state, other.state, Debt.objects.get().left) == ("payable", "payable", usd(30))
    assert_books_whole()


def test_payout_that_the_bank_sends_back_pays_what_is_owed_of_it(provider, travel, farida, pavel):
    """It had been paid out when the client's bank took the payment; then the freelancer's bank sent it back."""
    postings.post_capital("T-1", taka(10000))
    give_account(farida)
    release = payable_taka(provider, travel, "5000.00", freelancer=farida)
    payout = request_payout(by=farida, currency="BDT")
    make_payout_batch(by=pavel)
    mark_payout_paid(payout_id=payout.pk)
    bank_dispute = provider.want_back(Funding.objects.get(state="paid").charge_id)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    assert Debt.objects.get().left == taka(5000)
    fail_payout(payout_id=payout.pk, failure="account_closed")
    release.refresh_from_db()
    assert (release.state, Debt.objects.get().left) == ("withheld", taka(0))
    assert balances_of(farida)[0].payable == taka(0)
    assert_books_whole()


def test_money_that_the_bank_sends_back_before_it_is_called_back_goes_to_the_client(provider, travel):
    release = paid_out(provider, travel)
    row = give(release, usd("30.00"), accept_debt=True)
    fail_part(release_id=release.pk, payout_id=release.payout_id, failure="account_closed", is_temporary=False)
    for _time in range(2):
        collect_give_back(give_back_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.left_value, row.check_at) == ("done", 0, None)
    assert refunds_of(release) == [(Decimal("30.00"), Decimal("1.50"))]
    assert balances_of(release.freelancer)[0].payable == usd(70)
    assert not Debt.objects.exists()
    assert Notification.objects.filter(kind="give_back.more_sent", user=release.milestone.contract.client).count() == 1
    assert_books_whole()


def test_taka_paid_out_by_the_bank_become_a_debt(provider, travel, farida, pavel):
    postings.post_capital("T-1", taka(10000))
    give_account(farida)
    release = payable_taka(provider, travel, "5000.00", freelancer=farida)
    payout = request_payout(by=farida, currency="BDT")
    make_payout_batch(by=pavel)
    mark_payout_paid(payout_id=payout.pk)
    release.refresh_from_db()
    row = give(release, taka(2000), accept_debt=True)
    collect_give_back(give_back_id=row.pk)
    assert (Debt.objects.get().left, refunds_of(release)) == (taka(2000), [])
    with pytest.raises(MoreThanReleased):
        give(release, taka(3001), accept_debt=True)
    assert_books_whole()


def test_nothing_is_given_back_while_a_bank_looks_and_a_later_chargeback_takes_only_the_rest(provider):
    release = released(provider, "100.00")
    give(release, usd("40.00"))
    Refund.objects.update(state="pending")
    charge = Funding.objects.get(state="paid").charge_id
    bank_dispute = provider.want_back(charge)
    sync_dispute(dispute_id=bank_dispute.id)
    with pytest.raises(HoldFrozen):
        give(release, usd("10.00"))
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    row = Chargeback.objects.get()
    assert (row.earned_value, row.owed_value, row.left_value) == (60, 0, 0)


def test_who_may_give_back_what(provider, rina):
    release = released(provider, "100.00")
    with pytest.raises(NotTheFreelancer):
        give_back(by=release.milestone.contract.client, milestone_id=release.milestone_id, amount=usd(1), reason=WHY)
    with pytest.raises(NotFound):
        give_back(by=rina, milestone_id=release.milestone_id, amount=usd(1), reason=WHY)
    for amount in (usd(0), usd("100.01"), usd(-5)):
        with pytest.raises(MoreThanReleased):
            give(release, amount)
    with pytest.raises(WrongCurrency) as refused:
        give(release, taka(10))
    assert refused.value.errors == {"amount": ["This contract is in USD."]}
    with pytest.raises(Invalid):
        give_back(by=release.freelancer, milestone_id=release.milestone_id, amount=usd(1), reason=" ")
    assert not Refund.objects.exists()


def test_page_shows_every_sum_before(provider, page):
    release = released(provider, "100.00")
    path, browser = f"/milestones/{release.milestone_id}/give-back/", page(release.freelancer)
    assert path in browser.get(f"/contracts/{release.milestone.contract_id}/").content.decode()
    assert browser.get(path).status_code == 200
    seen = browser.post(path, {"amount": "40", "reason": WHY}).content.decode()
    assert "$42.00" in seen
    assert not Refund.objects.exists()
    assert browser.post(path, {"amount": "400", "reason": WHY}).status_code == 400
    assert browser.post(path, {"amount": "40.00", "reason": WHY, "confirm": "1"}).status_code == 302
    assert refunds_of(release) == [(Decimal("40.00"), Decimal("2.00"))]
    for person in (release.freelancer, release.milestone.contract.client):
        for shown in (f"/contracts/{release.milestone.contract_id}/", "/money/", "/notifications/"):
            answer = page(person).get(shown)
            assert answer.status_code == 200
            assert "/contracts/" not in shown or "Of it given back: $40.00" in answer.content.decode()
        assert page(person).get(f"/contracts/{release.milestone.contract_id}/record/").status_code == 200


def test_clearing_twice_pays_a_debt_once(provider, travel):
    row = owed_after_a_chargeback(provider, travel)
    contract = row.funding.milestone.contract
    later = payable(provider, travel, "40.00", client=contract.client, freelancer=contract.freelancer)
    clear_release(release_id=later.pk)
    assert Debt.objects.get().left == usd(60)


@pytest.mark.parametrize("is_collected", [True, False])
def test_bank_that_takes_the_payment_ends_what_is_owed_of_it_to_the_client(provider, travel, is_collected):
    """The client has it all from the bank: nothing of it is sent a second time once the freelancer earns again."""
    postings.post_capital("T-1", usd(500))
    release = paid_out(provider, travel)
    row = give(release, usd("30.00"), accept_debt=True)
    if is_collected:
        collect_give_back(give_back_id=row.pk)
    bank_dispute = provider.want_back(Funding.objects.get(milestone=release.milestone_id, state="paid").charge_id)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    collect_give_back(give_back_id=row.pk)
    collect_rest(chargeback_id=Chargeback.objects.get().pk)
    row.refresh_from_db()
    assert (row.state, Chargeback.objects.get().owed) == ("done", usd(100))
    contract = release.milestone.contract
    payable(provider, travel, "200.00", client=contract.client, freelancer=contract.freelancer)
    for debt in Debt.objects.exclude(give_back=None):
        pass_on_debt(debt_id=debt.pk)
    assert refunds_of(release) == []
    assert balances_of(contract.freelancer)[0].payable == usd(100)
    assert_books_whole()


def test_income_by_month_is_what_was_released_less_what_was_given_back(provider, travel):
    release = released(provider, "100.00")
    person, months = release.freelancer_id, [clock.local(clock.now()).date().replace(day=1)]
    travel(timedelta(days=32))
    give(release, usd("40.00"))
    months.append(clock.local(clock.now()).date().replace(day=1))
    assert income_in_months({person}) == {"USD": {months[0]: {person: Decimal(100)}, months[1]: {person: Decimal(-40)}}}
    assert income_in_months({release.milestone.contract.client_id}) == {}
