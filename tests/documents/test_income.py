"""Documents that users ask for: certificates and statements of income, and files of contracts."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.core.base import clock
from market.core.base.errors import Invalid, NotFound, TooMany
from market.core.base.money import Money
from market.documents.models import Document
from market.notifications.models import Notification
from market.payments.bonuses.actions import give_bonus
from market.payments.documents.contract_actions import issue_contract_file
from market.payments.documents.income_actions import (
    CALENDAR_YEAR,
    NoIncome,
    issue_income_certificate,
    issue_yearly_statement,
    year_period,
)
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.funding.checkout_actions import settle_funding
from market.payments.give_backs.actions import give_back
from market.payments.ledger import postings
from market.payments.models import PayoutAccount
from market.payments.payout_quotes.actions import accept_payout_quote, make_payout_quote
from market.payments.payouts.onboarding_actions import NotAFreelancer
from market.payments.payouts.sending_actions import fail_payout, mark_payout_paid
from tests.payments import story
from tests.payments.bank_story import give_account, payable_taka
from tests.payments.story import SITE, usd
from tests.payments.test_chargebacks import decide_dispute, open_chargeback

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _taka(settings):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}


def blocks(document, kind):
    return [block for block in document.content["blocks"] if block["block"] == kind]


def test_certificate_of_two_currencies_in_taka_with_what_went_back(provider, travel, farida, carla, omar, today):
    record_exchange_rate(day=today - timedelta(days=3), taka_per_dollar=Decimal("121.5"), source="Bank")
    story.released(provider, "100.00")
    lost = story.released(provider, "20.00").milestone
    decide_dispute(provider, open_chargeback(provider, lost), "lost")
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    document = issue_income_certificate(by=farida, since=today - timedelta(days=1), until=today + timedelta(days=5))
    (table,) = blocks(document, "table")
    assert table["columns"] == ["day", "number", "what", "paid_by", "amount", "rate", "taka"]
    assert [(row[4]["money"], row[6]["money"]) for row in table["rows"]] == [
        ("100.00", "12150.00"),
        ("20.00", "2430.00"),
        ("-20.00", "-2430.00"),
        ("5000.00", "5000.00"),
    ]
    sums = [(each["label"], each["value"]["money"]) for each in blocks(document, "facts")[1]["facts"]]
    assert sums == [("total", "5000.00"), ("paid_out", "0.00"), ("total", "100.00"), ("paid_out", "0.00")] + [
        ("taka", "17150.00")
    ]
    assert farida.certificate.serial in str(blocks(document, "parties"))
    assert (document.owner, document.amount) == (farida, None)


def test_dollars_paid_out_in_taka_are_said_to_be_paid_out(provider, travel, farida, settings, today):
    settings.PAYOUT_QUOTES = True
    postings.post_capital("T-1", Money(Decimal(50000), "BDT"), rail="bank")
    story.payable(provider, travel, "100.00", freelancer=farida)
    PayoutAccount.objects.all().delete()
    give_account(farida)
    day = clock.local(clock.now()).date()
    record_exchange_rate(day=day, taka_per_dollar=Decimal(120), source="Bank")
    payout = accept_payout_quote(by=farida, quote_id=make_payout_quote(by=farida).pk)
    mark_payout_paid(payout_id=payout.pk)
    document = issue_income_certificate(by=farida, since=today - timedelta(days=30), until=day)
    sums = [(each["label"], each["value"]["money"]) for each in blocks(document, "facts")[1]["facts"]]
    paid = f"{payout.amount.amount:.2f}"
    assert sums == [("total", "100.00"), ("paid_out", "0.00"), ("paid_in_taka", paid)]
    fail_payout(payout_id=payout.pk, failure="account_closed")
    document = issue_yearly_statement(by=farida, year=day.year, kind=CALENDAR_YEAR)
    assert "paid_in_taka" not in str(document.content)


def test_bonus_is_income_and_money_given_back_is_none_any_more(provider, farida, today):
    release = story.released(provider, "100.00")
    contract = release.milestone.contract
    bonus = give_bonus(by=contract.client, contract_id=contract.pk, amount=usd("20.00"), note="Thanks", site=SITE)
    provider.pay(bonus.checkout_url)
    settle_funding(funding_id=bonus.pk)
    give_back(by=farida, milestone_id=release.milestone_id, amount=usd("40.00"), reason="Too much.")
    document = issue_income_certificate(by=farida, since=today, until=today)
    (table,) = blocks(document, "table")
    assert [row[4]["money"] for row in table["rows"]] == ["100.00", "20.00", "-40.00"]
    file = issue_contract_file(by=farida, contract_id=contract.pk)
    moved = [row[3]["money"] for row in blocks(file, "table")[-1]["rows"]]
    assert moved == ["100.00", "20.00", "-40.00"]


def test_amounts_without_a_rate_have_no_taka_and_no_sum(provider, farida, today):
    story.released(provider, "100.00")
    document = issue_yearly_statement(by=farida, year=today.year, kind=CALENDAR_YEAR)
    (table,) = blocks(document, "table")
    assert table["columns"] == ["number", "what", "paid_by", "amount", "taka"]
    assert table["rows"][0][-1] is None
    assert "taka" not in [each["label"] for each in blocks(document, "facts")[1]["facts"]]
    assert document.amount == story.usd("100.00")


def test_empty_period_says_so_and_wrong_ones_are_refused(farida, carla, today, settings):
    for issue in (
        lambda: issue_income_certificate(by=farida, since=today, until=today),
        lambda: issue_yearly_statement(by=farida, year=today.year, kind=CALENDAR_YEAR),
    ):
        with pytest.raises(NoIncome):
            issue()
    document = issue_income_certificate(by=farida, since=today, until=today, even_if_empty=True)
    assert [each["note"] for each in blocks(document, "note")] == ["note_no_income", "note_own_words"]
    day = timedelta(days=1)
    for since, until, field in (
        (today, today + day, "until"),
        (today, today - day, "until"),
        (today - 2000 * day, today, "until"),
        (today.replace(year=1999), today, "since"),
    ):
        with pytest.raises(Invalid) as refusal:
            issue_income_certificate(by=farida, since=since, until=until)
        assert list(refusal.value.errors) == [field]
    for year in (1999, today.year + 1):
        with pytest.raises(Invalid):
            issue_yearly_statement(by=farida, year=year)
    with pytest.raises(NotAFreelancer):
        issue_income_certificate(by=carla, since=today, until=today)
    assert Document.objects.count() == 1
    for _more in range(19):
        issue_income_certificate(by=farida, since=today, until=today, even_if_empty=True)
    with pytest.raises(TooMany):
        issue_income_certificate(by=farida, since=today, until=today, even_if_empty=True)
    assert Document.objects.latest("pk").number == 20


def test_income_year_goes_from_july_to_june():
    period = year_period(2024, "income")
    assert (period.since.isoformat(), period.until.isoformat()) == ("2024-07-01", "2025-06-30")


def test_contract_file_for_either_party_and_a_notification_once_it_is_drawn(provider, carla, farida, omar, run_jobs):
    release = story.released(provider, "100.00")
    contract = release.milestone.contract
    with pytest.raises(NotFound):
        issue_contract_file(by=omar, contract_id=contract.pk)
    rows = [issue_contract_file(by=each, contract_id=contract.pk) for each in (carla, farida)]
    assert [each.number for each in rows] == [1, 2]
    tables = {table["heading"]: table["rows"] for table in blocks(rows[0], "table")}
    assert list(tables) == ["milestones", "deliveries", "releases"]
    assert tables["releases"][0][2:] == [f"release:{release.pk}", {"money": "100.00", "currency": "USD"}]
    run_jobs()
    told = Notification.objects.filter(kind="document.ready")
    assert sorted(told.values_list("user", flat=True)) == sorted([carla.pk, farida.pk])
    rows[0].refresh_from_db()
    assert len(rows[0].sha256) == 64
