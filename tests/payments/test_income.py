"""Documents on income: what counts in a period, its sums in each currency and in taka, and their limits."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from market.core.base import clock
from market.core.base.errors import Invalid
from market.core.base.money import Money
from market.documents.contents import Id
from market.payments.documents import income, income_actions
from market.payments.documents.income import EARNED, IncomeLine, Period, income_lines, paid_out_in, sums_of
from market.payments.exchange_rates.actions import record_exchange_rate
from tests.payments.bank_story import taka
from tests.payments.story import contract, first, usd

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def test_income_of_a_period(post_at, farida, rina):
    """Of the freelancer alone, from the first instant to the last, what was taken back below zero."""
    zone = ZoneInfo("Asia/Dhaka")
    period = Period(date(2027, 3, 1), date(2027, 3, 2))
    start, end = datetime(2027, 3, 1, tzinfo=zone), datetime(2027, 3, 3, tzinfo=zone)
    milestone, other = (first(contract("100.00", freelancer=user)) for user in (farida, rina))
    post_at("release", other, start)
    post_at("release", milestone, start - SECOND)
    post_at("release", milestone, end)
    post_at("funding", milestone, start)
    at = {"release": start, "chargeback_reversed": end - SECOND, "chargeback_owed": start, "give_back": start}
    for kind, instant in at.items():
        post_at(kind, milestone, instant)
    for kind, key in (
        ("payout_paid", "payout-paid:1"),
        ("payout_paid", "payout-paid:2"),
        ("payout_failed", "payout-returned:1"),
        ("payout_failed", "payout-failed:2"),
    ):
        post_at(kind, milestone, start, key)
    post_at("payout_paid", milestone, end, "payout-paid:3")
    post_at("payout_paid", other, start, "payout-paid:4")
    lines = income_lines(farida, period)
    assert [(each.day.day, each.milestone, each.amount) for each in lines] == [
        (1, milestone, usd(5)),
        (2, milestone, usd(-5)),
        (1, milestone, usd(-5)),
        (1, milestone, usd(-5)),
    ]
    assert set(at) == set(EARNED)
    assert paid_out_in(farida, period) == {("USD", "USD"): 5}
    assert sums_of([usd(1), taka(7), usd("2.50")]) == {"BDT": taka(7), "USD": usd("3.50")}
    assert list(sums_of([usd(1), taka(7)])) == ["BDT", "USD"]


def test_rate_of_a_day_is_the_last_one_that_is_not_too_old(settings):
    most = timedelta(days=settings.LIFECYCLE.exchange_rate_days)
    first_day = clock.local(clock.now()).date() - 90 * DAY
    for day, rate in ((first_day - most, 110), (first_day + 2 * DAY, 120), (first_day + 3 * DAY, 130)):
        record_exchange_rate(day=day, taka_per_dollar=Decimal(rate), source="Bangladesh Bank")
    rates = income._Rates(Period(first_day, first_day + 60 * DAY))
    assert [rates.on(first_day + days * DAY) for days in (0, 1, 2, 3, 4)] == [110, None, 120, 130, 130]
    assert rates.on(first_day + 3 * DAY + most) == 130
    assert rates.on(first_day + 4 * DAY + most) is None
    assert income._Rates(Period(first_day + DAY, first_day + 2 * DAY)).on(first_day + 3 * DAY) == 120


def line(
    amount: Money, *, of: int = 1, day: int = 1, rate: int | None = None, in_taka: Money | None = None
) -> IncomeLine:
    """A line of a freelancer's income; `of` is its contract."""
    client = SimpleNamespace(display_name="Carla", other_name="", shown_name="Carla")
    agreed = SimpleNamespace(pk=of, title=f"Contract {of}", client=client)
    milestone: Any = SimpleNamespace(contract_id=of, contract=agreed, full_title=f"Contract {of}: Part {day}")
    return IncomeLine(date(2027, 3, day), milestone, amount, Decimal(rate) if rate else None, in_taka)


def test_income_in_a_table(monkeypatch):
    monkeypatch.setattr(income_actions, "names_of", lambda client: client.display_name)
    dollars = [
        line(usd(10), rate=120, in_taka=taka(1200)),
        line(usd(-4), of=2, day=2),
        line(usd(5), day=3, rate=121, in_taka=taka(605)),
    ]
    assert income_actions._columns(dollars[:1], by_day=True) == (
        ["day", "number", "what", "paid_by", "amount", "rate", "taka"],
        [[date(2027, 3, 1), Id("1"), "Contract 1: Part 1", "Carla", usd(10), Decimal(120), taka(1200)]],
    )
    by_contract = income_actions._by_contract(dollars)
    assert income_actions._columns(by_contract, by_day=False) == (
        ["number", "what", "paid_by", "amount", "taka"],
        [
            [Id("1"), "Contract 1", "Carla", usd(15), taka(1805)],
            [Id("2"), "Contract 2", "Carla", usd(-4), None],
        ],
    )
    assert [each.day.day for each in by_contract] == [3, 2]
    in_taka = [line(taka(700), in_taka=taka(700))]
    assert income_actions._columns(in_taka, by_day=True) == (
        ["day", "number", "what", "paid_by", "amount"],
        [[date(2027, 3, 1), Id("1"), "Contract 1: Part 1", "Carla", taka(700)]],
    )
    assert income_actions._columns(in_taka, by_day=False)[0] == ["number", "what", "paid_by", "amount"]


def test_sums_below_a_table_of_income(monkeypatch, farida):
    paid = {("USD", "USD"): Decimal(3), ("USD", "BDT"): Decimal(240), ("BDT", "BDT"): Decimal(9)}
    monkeypatch.setattr(income_actions, "paid_out_in", lambda _user, _period: paid)
    period = Period(date(2027, 3, 1), date(2027, 3, 2))
    dollars, unknown = line(usd(10), in_taka=taka(1200)), line(usd(5))
    bdt = line(taka(700), in_taka=taka(700))
    of_taka = [("total", taka(700)), ("paid_out", taka(9))]
    of_dollars = [("total", usd(10)), ("paid_out", usd(3)), ("paid_in_taka", taka(240))]
    assert income_actions._sums(farida, period, [bdt]) == of_taka
    assert income_actions._sums(farida, period, [dollars, bdt]) == [*of_taka, *of_dollars, ("taka", taka(1900))]
    more = [("total", usd(15)), *of_dollars[1:]]
    assert income_actions._sums(farida, period, [dollars, unknown]) == more
    paid.clear()
    assert income_actions._sums(farida, period, [dollars])[:2] == [("total", usd(10)), ("paid_out", usd(0))]
    assert income_actions._subject(farida, [dollars, unknown]).amount == usd(15)
    assert income_actions._subject(farida, [dollars, bdt]).amount is None
    assert income_actions._subject(farida, []).amount is None


def test_documents_on_income_have_limits(monkeypatch, farida):
    spent: list[Any] = []
    monkeypatch.setattr(income_actions.limits, "spend", lambda *names, **most: spent.append((*names, most)))
    monkeypatch.setattr(income_actions, "issue_document", lambda *_more: None)
    monkeypatch.setattr(income_actions, "MOST_LINES", 2)
    lines = [line(usd(10))]
    monkeypatch.setattr(income_actions, "income_lines", lambda _user, _period: lines)
    today = clock.local(clock.now()).date()
    issue = lambda: income_actions.issue_income_certificate(by=farida, since=today, until=today)  # noqa: E731
    monkeypatch.setattr(income_actions, "names_of", lambda client: client.display_name)
    issue()
    income_actions.issue_yearly_statement(by=farida, year=today.year - 1)
    assert spent == [("documents", farida.pk, {"times": 20, "per": DAY})] * 2
    lines.append(lines[0])
    issue()
    lines.append(lines[0])
    with pytest.raises(Invalid) as refused:
        issue()
    assert list(refused.value.errors) == ["until"]


@pytest.mark.parametrize(
    ("today", "year", "kind", "days"),
    [
        ("2027-06-30", 2026, "income", ("2026-07-01", "2027-06-30")),
        ("2027-06-30", 2027, "income", None),
        ("2027-07-01", 2027, "income", ("2027-07-01", "2027-07-01")),
        ("2027-07-01", 2026, "income", ("2026-07-01", "2027-06-30")),
        ("2027-07-02", 2028, "income", None),
        ("2027-07-01", 2000, "income", ("2000-07-01", "2001-06-30")),
        ("2027-07-01", 1999, "income", None),
        ("2027-01-01", 2027, "calendar", ("2027-01-01", "2027-01-01")),
        ("2026-12-31", 2026, "calendar", ("2026-01-01", "2026-12-31")),
        ("2026-12-31", 2027, "calendar", None),
        ("2026-12-31", 2025, "calendar", ("2025-01-01", "2025-12-31")),
    ],
)
def test_days_of_a_year(monkeypatch, today, year, kind, days):
    now = datetime.combine(date.fromisoformat(today), time(12), ZoneInfo("Asia/Dhaka"))
    monkeypatch.setattr(clock, "now", lambda: now)
    if days:
        assert income_actions.year_period(year, kind) == Period(*map(date.fromisoformat, days))
        return
    with pytest.raises(Invalid) as refused:
        income_actions.year_period(year, kind)
    assert list(refused.value.errors) == ["year"]
