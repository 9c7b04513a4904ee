"""Reads and rules for one person, with the rows of others beside, and the sides of each limit."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from market.accounts.people.actions import LinkNotValid
from market.contracts.models import Milestone, Proposal
from market.core.base import clock
from market.core.base.errors import DomainError, Invalid, ProviderUnavailable
from market.core.base.money import Money
from market.payments.cancelling.actions import give_cancel_notice
from market.payments.chargebacks import file_sending
from market.payments.chargebacks.actions import _loss_sources
from market.payments.chargebacks.queries import chargebacks_at, operators
from market.payments.documents import income_actions
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.funding.actions import _checkout_request
from market.payments.models import (
    Chargeback,
    Debt,
    EvidenceFile,
    Funding,
    Payout,
    PayoutMethod,
    Refund,
    Release,
)
from market.payments.payout_methods.actions import link_key, method_of_link, set_payout_method, stop_payout_method
from market.payments.payout_methods.queries import methods_of, names_to_check
from market.payments.payouts.coming import MOST_HELD, estimated_in_taka, milestones_held_for, money_coming_to
from market.payments.payouts.queries import held_up_payouts, is_large_payout, payouts_of, wallet_payouts
from market.payments.proposals.kinds import choices_of
from market.payments.provider import bkash_payouts
from market.payments.provider.rails import RAILS
from market.payments.provider.types import RefundRequest
from market.payments.refunds import actions as refunds
from market.payments.refunds.actions import SLOWEST
from market.payments.refunds.repayment_actions import NOTE_LENGTH, REFERENCE_LENGTH, _clean_fields
from tests import make
from tests.payments.bank_story import details, give_account, taka
from tests.payments.story import checkout, contract, first, funded, usd

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def make_payout(user: Any, **columns: Any) -> Payout:
    usual = {"amount_value": 5, "currency": "USD", "created_at": clock.now()}
    return Payout.objects.create(freelancer=user, **usual | columns)


def make_release(milestone: Milestone, **columns: Any) -> Release:
    instant = clock.now()
    usual = {"freelancer_id": milestone.contract.freelancer_id, "amount_value": 5, "fee_value": 0, "currency": "USD"}
    return Release.objects.create(
        milestone=milestone, **usual | {"reason": "part", "released_at": instant, "clears_at": instant} | columns
    )


def make_chargeback(milestone: Milestone, **columns: Any) -> Chargeback:
    usual = {"amount_value": 5, "fee_value": 0, "provider_fee_value": 0, "currency": "USD", "created_at": clock.now()}
    return Chargeback.objects.create(funding=milestone.fundings.first(), **usual | columns)


def test_money_that_comes_to_a_person(now, farida, rina):
    milestone = first(contract("100.00", freelancer=farida))
    late = make_release(milestone, state="clearing", clears_at=now + 2 * DAY)
    soon = make_release(milestone, state="clearing", clears_at=now + DAY)
    make_release(milestone, state="payable")
    make_release(milestone, state="clearing", freelancer=rina, freelancer_id=rina.pk)
    going = make_payout(farida, state="in_transit", arrives_at=now + 3 * DAY)
    unknown = make_payout(farida, state="pending")
    gone = make_payout(farida, state="paid")
    for payout, amounts in ((going, (7, 8)), (unknown, (9,)), (gone, (10,)), (make_payout(rina), (11,))):
        for amount in amounts:
            make_release(milestone, state="in_transit", amount_value=amount, payout=payout)
    make_release(milestone, state="paid_out", amount_value=50, payout=going)
    make_payout(farida, state="in_transit")  # all of it has failed
    rows = [(each.stage, each.at, each.amount, each.payout, each.milestone) for each in money_coming_to(farida)]
    assert rows == [
        ("clearing", soon.clears_at, usd(5), None, milestone),
        ("clearing", late.clears_at, usd(5), None, milestone),
        ("in_transit", now + 3 * DAY, usd(15), going, None),
        ("in_transit", None, usd(9), unknown, None),
    ]


def test_milestones_that_hold_money_for_a_person(now, farida, rina, monkeypatch):
    rows = list(contract("10.00", "20.00", "30.00", freelancer=farida).milestones.order_by("position"))
    Milestone.objects.filter(pk__in=[each.pk for each in rows]).update(held_value=5)
    Milestone.objects.filter(pk=rows[1].pk).update(review_due_at=now)
    other = first(contract("10.00", client=rows[0].contract.client, freelancer=rina))
    Milestone.objects.filter(pk=other.pk).update(held_value=5)
    assert milestones_held_for(farida) == [rows[1], rows[0], rows[2]]
    Milestone.objects.filter(pk=rows[1].pk).update(held_value=0)
    assert milestones_held_for(farida) == [rows[0], rows[2]]
    monkeypatch.setattr("market.payments.payouts.coming.MOST_HELD", 1)
    assert (milestones_held_for(farida), MOST_HELD) == ([rows[0]], 50)


def test_estimate_in_taka_is_of_the_newest_rate(now):
    assert estimated_in_taka(usd(100)) is None
    today = clock.local(now).date()
    for age, rate in ((0, "121.456"), (1, "99")):
        record_exchange_rate(day=today - age * DAY, taka_per_dollar=Decimal(rate), source="Bangladesh Bank")
    estimate = estimated_in_taka(usd("1.50"))
    assert estimate is not None
    assert (estimate.taka, estimate.rate, estimate.rate_of.day) == (taka("182"), taka("121.46"), today)
    assert estimated_in_taka(taka(5)) is None


def test_payouts_to_wallets_that_do_not_move(farida, rina):
    late = make_payout(farida, rail="bkash", hold_up="unavailable")
    unclear = make_payout(rina, rail="bkash", hold_up="unclear")
    moves = make_payout(rina, rail="bkash")
    by_bank = make_payout(farida, rail="bank", hold_up="unclear")
    assert list(held_up_payouts()) == [unclear, late]
    assert set(wallet_payouts()) == {late, unclear, moves}
    assert list(payouts_of(farida)) == [by_bank, late]


def test_all_that_is_ready_may_be_a_large_payout(farida, settings, monkeypatch):
    most = settings.LIFECYCLE.proof_payout
    for currency in ("USD", "BDT"):
        for more, is_large in ((Decimal(0), False), (Decimal("0.01"), True)):
            row = SimpleNamespace(currency=currency, payable=Money(most(currency) + more, currency))
            monkeypatch.setattr("market.payments.payouts.queries.balances_of", lambda _user, row=row: [row])
            assert is_large_payout(farida, None, currency) is is_large
            assert is_large_payout(farida, None, None) is (is_large and currency == "USD")


def test_account_is_ones_own(now, farida, rina, pavel, settings):
    hours = timedelta(hours=settings.LIFECYCLE.payout_method_hours)
    mine, other = give_account(farida), give_account(rina)
    assert (mine.state, mine.usable_at, mine.activated_at, other.state) == ("active", now, now, "active")
    assert give_account(farida) == mine
    coming = give_account(farida, account_number="99999999")
    assert (coming.state, coming.usable_at, coming.activated_at) == ("cooling", now + hours, None)
    newest = give_account(farida, account_number="88888888")
    checked = set_payout_method(by=farida, details=details("Somebody Else"))
    rows = {each.pk: (each.state, each.ended_at) for each in methods_of(farida)}
    assert rows == {
        mine.pk: ("active", None),
        coming.pk: ("stopped", now),
        newest.pk: ("stopped", now),
        checked.pk: ("checking", None),
    }
    assert list(names_to_check()) == [checked]
    waiting = [make_payout(farida, currency="BDT", rail="bank", method=each) for each in (checked, mine)]
    key = link_key(checked)
    assert method_of_link(key) == checked
    stop_payout_method(key=key)
    assert [Payout.objects.get(pk=each.pk).state for each in waiting][1] == "pending"
    other.refresh_from_db()
    assert (PayoutMethod.objects.get(pk=checked.pk).state, other.state) == ("stopped", "active")
    type(farida).objects.filter(pk=farida.pk).update(is_active=False)
    for wrong in (key, link_key(PayoutMethod(pk=0)), "x"):
        with pytest.raises(LinkNotValid):
            method_of_link(wrong)


def test_repayment_says_how_within_its_lengths():
    reference, note = "r" * REFERENCE_LENGTH, "n" * NOTE_LENGTH
    assert _clean_fields(f" {reference}\n", f"\t{note} ") == (reference, note)
    for wrong, fields in (
        ((" ", note), ["reference"]),
        ((reference, ""), ["note"]),
        (("", " "), ["reference", "note"]),
        ((reference + "r", note), ["reference"]),
        ((reference, note + "n"), ["note"]),
    ):
        with pytest.raises(Invalid) as refused:
            _clean_fields(*wrong)
        assert list(refused.value.errors) == fields


def test_refund_is_asked_for_again_after_a_while(now, provider, monkeypatch):
    funding = funded(provider, "100.00").fundings.get()
    row = {"milestone": funding.milestone, "funding": funding, "amount_value": 5, "fee_value": 0, "currency": "USD"}
    refund, other = (Refund.objects.create(reason="given", created_at=now, **row) for _each in range(2))
    request = RefundRequest("pi_1", "ch_1", refund.amount, str(refund.pk))
    pay_in = SimpleNamespace(find_refund=lambda _: "found", retrieve_refund=lambda _, key: key)
    for has_keys, age, answer in ((False, 0 * DAY, "found"), (True, refunds.KEY_TTL, None)):
        monkeypatch.setitem(RAILS, "stripe", replace(RAILS["stripe"], has_keys=has_keys, pay_in=pay_in))
        refund.created_at = now - age
        assert refunds._existing_refund(refund, request) == answer
    refund.created_at -= SECOND
    assert refunds._existing_refund(refund, request) == "found"
    refund.refund_id = "re_1"
    assert refunds._existing_refund(refund, request) == "re_1"
    refunds._claim_creation(refund)
    assert set(Refund.objects.values_list("asked_at", flat=True)) == {None}
    monkeypatch.setitem(RAILS, "stripe", replace(RAILS["stripe"], has_keys=False))
    for before, is_asked in ((None, True), (now, False), (now - SLOWEST + SECOND, False), (now - SLOWEST, True)):
        Refund.objects.filter(pk=refund.pk).update(asked_at=before)
        if is_asked:
            refunds._claim_creation(refund)
        else:
            with pytest.raises(ProviderUnavailable):
                refunds._claim_creation(refund)
        assert (Refund.objects.get(pk=refund.pk).asked_at == now) is (is_asked or before == now)
    assert Refund.objects.get(pk=other.pk).asked_at is None


def test_request_for_more_time_is_answered_before_a_notice_ends(late, settings, monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    due = now + timedelta(days=settings.LIFECYCLE.cancel_notice_days)
    usual = {"contract": late.contract, "milestone": late, "by": late.contract.freelancer, "asked_at": now}
    later = due + SECOND
    rows = [
        Proposal.objects.create(content={}, **usual | {"kind": kind, "state": state, "due_at": at})
        for kind, state, at in (
            ("extension", "open", later),
            ("extension", "refused", later),
            ("extension", "lapsed", due - SECOND),
        )
    ]
    give_cancel_notice(by=late.contract.client, milestone_id=late.pk)
    assert [Proposal.objects.get(pk=each.pk).due_at for each in rows] == [due, later, due - SECOND]


def test_tabs_of_chargebacks(provider, now, pavel):
    milestone = funded(provider, "100.00")
    columns = (
        {"answer_by": now + DAY},
        {"answer_by": now},
        {"answered_at": now},
        {"accepted_at": now, "answered_at": now - DAY},
        {"state": "lost", "ended_at": now - DAY},
        {"state": "won", "ended_at": now},
        {"state": "lost", "ended_at": now - 2 * DAY},
    )
    rows = [make_chargeback(milestone, dispute_id=f"dp_{at}", **more) for at, more in enumerate(columns)]
    for row, left in ((rows[4], 3), (rows[6], 0)):
        debt = {"amount_value": 5, "left_value": left, "currency": "USD", "created_at": now}
        Debt.objects.create(chargeback=row, freelancer=milestone.contract.freelancer, **debt)
    tabs = {"open": (1, 0), "with_bank": (3, 2), "owed": (4,), "decided": (5, 4, 6), "all": (6, 5, 4, 3, 2, 1, 0)}
    for tab, places in tabs.items():
        assert list(chargebacks_at(tab)) == [rows[at] for at in places], tab
    assert set(choices_of("chargeback") or ()) == {str(rows[4].pk)}
    gone = make.make_person("Ola", roles=["operator"])
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    assert list(operators()) == [pavel]


def test_late_payment_that_a_bank_takes_is_all_a_loss(provider, now):
    milestone = funded(provider, "100.00")
    funding = Funding.objects.get(milestone=milestone)
    usual = {"milestone": milestone, "funding": funding, "currency": "USD", "created_at": now, "fee_value": 0}
    Refund.objects.create(amount_value=5, reason="late_payment", state="succeeded", **usual)
    Refund.objects.create(amount_value=30, reason="late_payment", state="failed", **usual)
    sources, rest, from_waiting = _loss_sources(make_chargeback(milestone, amount_value=100, fee_value=5))
    assert (sources.credit, sources.losses, sources.held, rest, from_waiting) == (30, 75, 0, 0, 0)


def test_file_for_a_bank_that_is_gone_is_named(monkeypatch):
    def gone(_file: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(file_sending, "open_at", gone)
    file = SimpleNamespace(
        upload=SimpleNamespace(file="x", size=5), get_kind_display=EvidenceFile.Kind.RECEIPT.label.__str__
    )
    with pytest.raises(DomainError) as refused:
        file_sending._content(file)
    assert str(refused.value).startswith(f"The file “{EvidenceFile.Kind.RECEIPT.label}” cannot be read any more")


def test_page_to_pay_ends_when_its_funding_says_or_the_rail(provider, now):
    lead = checkout(first(contract("100.00")))
    lead.expires_at = now + DAY
    assert _checkout_request(lead).expires_at == now + DAY
    lead.expires_at = None
    assert _checkout_request(lead).expires_at == now + RAILS[lead.rail].longest


def test_transfer_to_a_wallet_without_a_time_is_of_now(now):
    answer = {"trxID": "T", "transactionStatus": "Completed", "amount": "5", "currency": "BDT"}
    assert bkash_payouts._parsed(answer, "01712345678").at == now
    started = answer | {"initiationTime": "2026-03-01T12:00:00:000 GMT+0600"}
    assert bkash_payouts._parsed(started, "01712345678").at.date() == date(2026, 3, 1)


@pytest.mark.parametrize(("kind", "notes"), [("calendar", []), ("income", ["note_income_year"])])
def test_statement_of_a_year_without_income_says_so(farida, monkeypatch, kind, notes):
    monkeypatch.setattr(income_actions, "issue_document", lambda *_more: _more[-1])
    year = clock.local(clock.now()).year - 1
    content = income_actions.issue_yearly_statement(by=farida, year=year, kind=kind, even_if_empty=True)
    assert [each["note"] for each in content.blocks if each["block"] == "note"] == ["note_no_income", *notes]
