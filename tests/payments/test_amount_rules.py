"""Rules of amounts and days that read no row: fees of parts, banking days, what a wallet takes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from market.core.base import clock
from market.core.base.money import Money
from market.payments.funding.queries import fee_left
from market.payments.holidays import queries as holidays
from market.payments.payouts import bank
from market.payments.payouts.bank import MoreThanWalletTakes, MoreThanWalletTakesToday
from market.payments.provider.types import WalletLimits
from market.payments.releases.actions import fee_back, fee_due


def taka(text: str) -> Money:
    return Money(text, "BDT")


def hold(held: str, released: str = "0.00", taken: str = "0.00", lost: str = "0.00") -> SimpleNamespace:
    """A milestone of 100.00 with a fee of 5.00, of which a part was released, earned, or taken by the client's bank."""
    fees = Decimal("5.00"), Decimal(taken), Decimal(lost)
    contract = SimpleNamespace(fee_rate=Decimal("0.05"))
    return SimpleNamespace(pk=fees, held_value=Decimal(held), released_value=Decimal(released), contract=contract)


@pytest.fixture(autouse=True)
def _fees(monkeypatch):
    """What was paid, earned and taken of a fee stands in the key of such a milestone, not in tables."""
    monkeypatch.setattr("market.payments.funding.queries._fees_of", lambda fees: [fees])


def test_fees_of_parts_sum_to_the_fee():
    assert fee_left(hold("66.67", "33.33", taken="1.67", lost="0.50")) == (Decimal("2.83"), Decimal("1.67"))
    part = Decimal("33.33")
    assert fee_due(hold("100.00"), part) == Decimal("1.67")
    assert fee_due(hold("66.67", "33.33", taken="1.67"), part) == Decimal("1.66")
    assert fee_due(hold("33.34", "66.66", taken="3.33"), Decimal("33.34")) == Decimal("1.67")
    assert fee_due(hold("100.00", lost="4.50"), part) == Decimal("0.50"), "never more than is left"
    assert fee_due(hold("50.00", "50.00", taken="2.50", lost="1.00"), Decimal("50.00")) == Decimal("1.50")


def test_fee_of_what_goes_back_is_the_rest():
    assert fee_back(hold("100.00"), Decimal("33.33")) == Decimal("3.33")
    assert fee_back(hold("100.00"), Decimal("0.00")) == Decimal("5.00")
    assert fee_back(hold("66.67", "33.33", taken="1.67"), Decimal("66.67")) == Decimal("0.00")


@pytest.fixture
def closed(monkeypatch):
    """Days that operators entered, and the periods that were asked for."""
    days, periods = set[date](), list[tuple[date, date]]()

    def between(first: date, last: date) -> set[date]:
        periods.append((first, last))
        return days

    monkeypatch.setattr(holidays, "holidays_between", between)
    return SimpleNamespace(days=days, periods=periods)


def at(day: int, hour: int = 9) -> datetime:
    """An hour in Dhaka of a day in December 2026: the 15th is a Tuesday, the 16th is Victory Day."""
    return clock.local(datetime(2026, 12, day, hour - 6, 30, 15, 7, tzinfo=UTC))


def test_banking_days_leave_out_weekends_and_holidays(closed):
    days = [holidays.banking_days_after(at(15), count) for count in range(4)]
    assert days == [at(15), at(17), at(20), at(21)]
    assert closed.periods[0] == (date(2026, 12, 15), date(2026, 12, 15) + timedelta(days=60))
    closed.days.add(date(2026, 12, 20))
    assert holidays.banking_days_after(at(15), 2) == at(21)
    assert holidays.banking_day_before(at(21)) == at(17)
    assert closed.periods[-1] == (date(2026, 12, 20) - timedelta(days=60), date(2026, 12, 20))
    assert holidays.banking_day_before(at(17)) == at(15)


def test_fixed_holidays_have_both_names():
    assert holidays.fixed_holidays()[12, 16] == ("Victory Day", "বিজয় দিবস")
    assert len(holidays.fixed_holidays()) == 9


def test_transfer_arrives_at_noon(closed, settings):
    noon = at(17, 12).replace(minute=0, second=0, microsecond=0)
    settings.LIFECYCLE = SimpleNamespace(
        payout_bank_days=1, payout_cost_bdt=Decimal(12), payout_wallet_cost_bdt=Decimal(5)
    )
    assert bank.arrival_after(at(15, 20)) == noon
    assert [bank.cost_of(kind, "BDT") for kind in ("bank", "bkash")] == [taka("12"), taka("5")]
    assert bank.cost_of("bkash", "USD") == Money("0.00", "USD")


def test_wallet_takes_so_much_at_a_time_and_in_a_day(monkeypatch):
    limits = WalletLimits(Decimal(50), Decimal(1000), Decimal(1500))
    sent_today = {"016": Decimal(0), "017": Decimal(600), "018": Decimal(1600)}
    monkeypatch.setattr(bank, "WALLETS", {"bkash": SimpleNamespace(limits=lambda: limits)})
    monkeypatch.setattr(bank, "_sent_today", sent_today.__getitem__)
    terms = bank.BankPayoutTerms(SimpleNamespace(kind="bkash", account_number="017"), taka("5"), at(15))
    for fits in ("50", "900"):
        bank.require_fits(terms, Decimal(fits))
    for wrong in ("49.99", "1000.01"):
        with pytest.raises(MoreThanWalletTakes, match="৳50 to ৳1,000") as refusal:
            bank.require_fits(terms, Decimal(wrong))
        assert refusal.value.errors == {"amount": [str(refusal.value)]}
    with pytest.raises(MoreThanWalletTakesToday, match="৳1,500 .*৳900 ") as refusal:
        bank.require_fits(terms, Decimal("900.01"))
    assert refusal.value.errors == {"amount": [str(refusal.value)]}
    fresh = bank.BankPayoutTerms(SimpleNamespace(kind="bkash", account_number="016"), taka("5"), at(15))
    bank.require_fits(fresh, Decimal(1000))
    full = bank.BankPayoutTerms(SimpleNamespace(kind="bkash", account_number="018"), taka("5"), at(15))
    with pytest.raises(MoreThanWalletTakesToday, match="৳1,500 .*৳0 "):
        bank.require_fits(full, Decimal(50))
    by_bank = bank.BankPayoutTerms(SimpleNamespace(kind="bank", account_number="018"), taka("12"), at(15))
    bank.require_fits(by_bank, Decimal(1_000_000))
