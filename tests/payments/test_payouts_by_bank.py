"""Payouts in taka, from the request to the bank's answer, and the money between providers."""

import runpy
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from market.accounts.privacy.erasure_actions import erase
from market.core.base import clock
from market.core.text.formats import format_day
from market.notifications.models import Notification
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.holidays.queries import banking_day_before
from market.payments.ledger import postings, verification
from market.payments.models import Chargeback, Funding, Holiday, LedgerEntry, LedgerTransaction, Payout
from market.payments.payout_batches.actions import make_payout_batch
from market.payments.payout_methods.actions import link_key, set_payout_method, stop_payout_method
from market.payments.payouts.actions import LessThanPayout, NothingToPayOut, request_payout
from market.payments.payouts.bank import PayoutMethodNotReady, arrival_after
from market.payments.payouts.sending_actions import fail_payout, mark_payout_paid, send_payout, settle_payout
from market.payments.provider.reconciliation import balance_differences, expected_balances
from market.payments.queries import balances_of
from tests.payments.bank_story import details, give_account, in_bangla, payable_taka, payout_in_taka, taka
from tests.payments.story import assert_books_whole, payable


@pytest.fixture(autouse=True)
def _taka(settings):
    """Clients pay in taka, as far as these tests are concerned by card."""
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}


def held_by_bank():
    """What the bank holds for us, without the opening capital of a development site."""
    rows = LedgerEntry.objects.filter(account__kind="provider", account__rail="bank")
    rows = rows.exclude(transaction__key__startswith="capital:development:").values_list("amount", flat=True)
    return -sum(rows, Decimal(0))


def balance_in_taka(user):
    return next(each for each in balances_of(user) if each.currency == "BDT")


def test_payout_in_taka_needs_an_account_first(provider, travel, farida):
    with pytest.raises(NothingToPayOut):
        request_payout(by=farida, currency="BDT")
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    with pytest.raises(PayoutMethodNotReady):
        request_payout(by=farida, currency="BDT")
    set_payout_method(by=farida, details=details("Karim Uddin"))
    with pytest.raises(PayoutMethodNotReady):
        request_payout(by=farida, currency="BDT")


def test_payout_in_taka_waits_then_arrives(provider, travel, farida, run_jobs):
    payout = payout_in_taka(provider, travel, farida)
    run_jobs()
    send_payout(payout_id=payout.pk)
    settle_payout(payout_id=payout.pk)
    payout.refresh_from_db()
    assert (payout.rail, payout.state, payout.sent) == ("bank", "pending", taka(5000))
    assert (payout.payee_name, payout.account_number) == ("Farida Private", "123456789012")
    assert balance_in_taka(farida).in_transit == taka(5000)
    mark_payout_paid(payout_id=payout.pk)
    mark_payout_paid(payout_id=payout.pk)
    payout.refresh_from_db()
    balance = balance_in_taka(farida)
    assert (payout.state, balance.in_transit, balance.paid_out) == ("paid", taka(0), taka(5000))
    assert held_by_bank() == -5000
    assert Notification.objects.filter(user=farida, kind="payout.paid").count() == 1
    assert_books_whole()


def test_day_of_arrival_moves_on_while_the_bank_does_not_have_it(provider, travel, farida, page, api):
    payout = payout_in_taka(provider, travel, farida)
    travel(timedelta(days=20))
    soonest = arrival_after(clock.now())
    assert soonest > payout.arrives_at
    for path in ("/money/", "/money/payouts/", payout.get_absolute_url()):
        assert format_day(clock.local(soonest), "en") in page(farida).get(path).content.decode(), path
    (row,) = api(farida).get("/api/v1/me/payouts/").json()["results"]
    assert datetime.fromisoformat(row["arrives_at"]) == soonest


def test_failed_payout_is_payable_again_with_its_reason(provider, travel, farida):
    payout = payout_in_taka(provider, travel, farida)
    fail_payout(payout_id=payout.pk, failure="The account number is wrong.")
    fail_payout(payout_id=payout.pk, failure="The account number is wrong.")
    payout.refresh_from_db()
    assert (payout.state, payout.reason) == ("failed", "The account number is wrong.")
    assert balance_in_taka(farida).payable == taka(5000)
    assert Notification.objects.filter(user=farida, kind="payout.failed").count() == 1
    assert request_payout(by=farida, currency="BDT").pk != payout.pk
    assert_books_whole()


def test_payout_that_came_back_is_payable_again(provider, travel, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(payout_cost_bdt=Decimal("15"))
    payout = payout_in_taka(provider, travel, farida)
    assert payout.sent == taka(4985)
    mark_payout_paid(payout_id=payout.pk)
    assert held_by_bank() == -4985
    assert_books_whole()
    fail_payout(payout_id=payout.pk, failure="The bank account has been closed.")
    payout.refresh_from_db()
    assert (payout.state, held_by_bank()) == ("failed", 0)
    assert balance_in_taka(farida).payable == taka(5000)
    assert_books_whole()


def test_payout_covers_what_the_transfer_costs(provider, travel, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(payout_cost_bdt=Decimal("6000"))
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    give_account(farida)
    with pytest.raises(LessThanPayout):
        request_payout(by=farida, currency="BDT")


def test_payout_keeps_the_account_it_was_asked_for_with(provider, travel, farida):
    payout = payout_in_taka(provider, travel, farida)
    give_account(farida, account_number="99887766554")
    travel(timedelta(days=4))
    payout.refresh_from_db()
    assert payout.account_number == "123456789012"


def test_stopped_account_gets_no_payout_that_waits(provider, travel, farida):
    payout = payout_in_taka(provider, travel, farida)
    stop_payout_method(key=link_key(payout.method))
    payout.refresh_from_db()
    assert payout.state == "failed"
    assert balance_in_taka(farida).payable == taka(5000)


def test_payment_that_a_bank_takes_back_before_the_payout_has_left_is_not_paid_out(provider, travel, farida):
    postings.post_capital("T-1", taka(10000))
    payout = payout_in_taka(provider, travel, farida)
    bank_dispute = provider.want_back(Funding.objects.get(state="paid").charge_id)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    payout.refresh_from_db()
    row = Chargeback.objects.get()
    assert (payout.state, row.left_value, row.owed_value) == ("failed", 0, 0)
    assert_books_whole()


def test_payment_that_a_bank_takes_back_after_the_payout_is_owed(provider, travel, farida, pavel):
    postings.post_capital("T-1", taka(10000))
    payout = payout_in_taka(provider, travel, farida)
    paid = Funding.objects.get(milestone=payout.releases.get().milestone_id, state="paid")
    make_payout_batch(by=pavel)
    bank_dispute = provider.want_back(paid.charge_id)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    assert Chargeback.objects.get().left_value == 5000  # it waits for the bank
    mark_payout_paid(payout_id=payout.pk)
    sync_dispute(dispute_id=bank_dispute.id)
    row = Chargeback.objects.get()
    assert (row.left_value, row.owed_value) == (0, 5000)
    assert_books_whole()


@pytest.mark.parametrize(
    ("requested", "arrives"),
    [
        (datetime(2026, 11, 30, 5, tzinfo=UTC), "2026-12-02"),  # a Monday
        (datetime(2026, 12, 2, 5, tzinfo=UTC), "2026-12-06"),  # Wednesday: Thursday, then Sunday
        (datetime(2026, 12, 3, 20, tzinfo=UTC), "2026-12-07"),  # in Dhaka it is Friday already
    ],
)
def test_friday_and_saturday_are_no_banking_days(requested, arrives, db):
    assert arrival_after(requested).date().isoformat() == arrives


def test_holidays_are_no_banking_days(pavel, page, farida):
    noon = datetime(2026, 12, 15, 5, tzinfo=UTC)  # a Tuesday before Victory Day
    assert arrival_after(noon).date().isoformat() == "2026-12-20"
    browser = page(pavel)
    assert "Victory Day" in browser.get("/staff/holidays/").content.decode()
    fields = {"day": "2026-12-20", "name_en": "Eid", "name_bn": "ঈদ"}
    assert browser.post("/staff/holidays/", fields).status_code == 302
    assert browser.post("/staff/holidays/", fields).status_code == 409
    assert browser.post("/staff/holidays/", {**fields, "day": "2020-01-01"}).status_code != 302
    assert page(farida).get("/staff/holidays/").status_code == 404
    assert arrival_after(noon).date().isoformat() == "2026-12-21"
    assert banking_day_before(datetime(2026, 12, 21, 5, tzinfo=UTC)).date().isoformat() == "2026-12-17"
    assert "ঈদ" in page(in_bangla(pavel)).get("/staff/holidays/").content.decode()
    browser.post(f"/staff/holidays/{Holiday.objects.get().pk}/remove/")
    assert arrival_after(noon).date().isoformat() == "2026-12-20"


def test_page_says_where_when_and_at_what_cost(provider, travel, farida, page):
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    browser = page(farida)
    assert "Say where your taka go" in browser.get("/money/").content.decode()
    assert "Say to which account your taka go" in browser.get("/my-work/").content.decode()
    refused = browser.post("/money/payout/", {"currency": "BDT"})
    assert refused.status_code == 409
    give_account(farida)
    assert "Have your money paid out" in browser.get("/my-work/").content.decode()
    text = browser.get("/money/").content.decode()
    assert "To the account …9012." in text
    assert "The transfer costs you nothing." in text
    assert "It arrives about" in text
    assert browser.post("/money/payout/", {"currency": "BDT"}).status_code == 302
    payout = Payout.objects.get()
    assert "…9012" in browser.get(f"/money/payouts/{payout.pk}/").content.decode()
    assert "…৯০১২" in page(in_bangla(farida)).get(f"/money/payouts/{payout.pk}/").content.decode()


def test_program_asks_for_a_payout_in_taka(provider, travel, farida, api):
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    program = api(farida)
    refused = program.post("/api/v1/me/payouts/", {"currency": "BDT"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "payout_method_not_ready")
    give_account(farida)
    created = program.post("/api/v1/me/payouts/", {"currency": "BDT"}, format="json")
    assert created.status_code == 201, created.json()
    assert (created.json()["rail"], created.json()["account"]) == ("bank", "…9012")
    in_bangla = {"headers": {"accept-language": "bn"}}
    for address, name in (("/api/v1/me/payouts/", "account"), ("/api/v1/me/payout-methods/", "number")):
        assert f'"{name}":"…9012"' in api(farida).get(address, **in_bangla).content.decode(), "digits are data"
    assert created.json()["amount"] == {"amount": "5000.00", "currency": "BDT"}


def test_amount_in_one_currency_is_refused_in_that_currency_alone(provider, travel, farida, page, api):
    payable(provider, travel, "100.00", freelancer=farida)
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    give_account(farida)
    refused = page(farida).post("/money/payout/", {"currency": "BDT", "amount": "49.50"})
    cards = refused.content.decode().split('<div class="card stack key"')[1:]
    dollars, in_taka = sorted(cards, key=lambda card: 'name="currency" value="BDT"' in card)
    assert ('value="49.50"' in in_taka, in_taka.count('role="alert"')) == (True, 1)
    assert ('value="49.50"' in dollars, dollars.count('role="alert"'), 'id="USD_amount"' in dollars) == (False, 0, True)
    assert 'id="BDT_amount"' in in_taka
    wrong = {"amount": {"amount": "150", "currency": "BDT"}, "currency": "USD"}
    answer = api(farida).post("/api/v1/me/payouts/", wrong, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_currency")
    assert not Payout.objects.exists()


def test_erasing_takes_the_account_out_of_payouts(provider, travel, farida):
    payout = payout_in_taka(provider, travel, farida)
    mark_payout_paid(payout_id=payout.pk)
    erase(farida)
    payout.refresh_from_db()
    assert (payout.payee_name, payout.account_number, payout.routing_number, payout.method) == ("", "", "", None)
    assert_books_whole()


def test_settlement_moves_money_between_providers(provider, travel, farida, capsys):
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    for _time in range(2):
        call_command("record_settlement", "stripe", "bank", "4000", "BDT", "TT-1", fee="20")
    assert capsys.readouterr().out == "Recorded.\nIt stands in the books already.\n"
    assert held_by_bank() == 3980
    entry = LedgerEntry.objects.get(transaction__key="settlement:TT-1", account__kind="provider_fees")
    assert entry.amount == -20
    with pytest.raises(CommandError):
        call_command("record_settlement", "bank", "bank", "4000", "BDT", "TT-2")
    with pytest.raises(CommandError):
        call_command("record_settlement", "stripe", "bank", "10", "BDT", "TT-2", fee="10")
    assert LedgerTransaction.objects.filter(kind="settlement").count() == 1
    assert_books_whole()


def test_key_of_another_transfer_is_refused(db):
    call_command("record_settlement", "stripe", "bank", "4000", "BDT", "TT-1")
    with pytest.raises(CommandError):
        call_command("record_settlement", "bkash", "bank", "4000", "BDT", "TT-1")


def test_capital_is_paid_into_the_bank(db):
    with pytest.raises(CommandError, match="--rail stripe or bank"):
        call_command("record_capital", "C-1", "4000", "BDT")
    call_command("record_capital", "C-1", "4000", "BDT", rail="bank")
    assert held_by_bank() == 4000
    with pytest.raises(CommandError):
        call_command("record_capital", "C-1", "4000", "BDT", rail="stripe")


def test_payout_that_its_releases_contradict_is_a_fault(provider, travel, farida):
    payout = payout_in_taka(provider, travel, farida)
    assert verification.unfit_payout() is None
    mark_payout_paid(payout_id=payout.pk)
    assert verification.unfit_payout() is None
    Payout.objects.update(state="pending")
    assert verification.unfit_payout() == f"Payout {payout.pk} is pending, the releases in it are not."


def test_file_for_the_bank_needs_account_amount_and_reference(monkeypatch):
    monkeypatch.setenv("MARKET_BANK_FILE_COLUMNS", "payee,account,amount")
    with pytest.raises(ImproperlyConfigured, match="reference"):
        runpy.run_path("market/settings/payments.py")


def test_bank_tells_no_balance(provider, travel, farida):
    call_command("record_settlement", "stripe", "bank", "4000", "USD", "TT-1")
    assert expected_balances("bank") == {"USD": Decimal(4000)}
    assert not [each for each in balance_differences() if "bank" in each]
