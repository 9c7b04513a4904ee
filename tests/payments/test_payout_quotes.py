"""Dollars taken in taka: what a quote says, what accepting it moves, and everything that refuses it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from market.accounts.privacy.erasure_actions import erase
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.core.base.money import CENT, Money
from market.core.text.formats import format_money
from market.core.text.locale import override
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.ledger import postings, verification
from market.payments.ledger.balances import free_money
from market.payments.models import (
    Chargeback,
    ExchangeRate,
    Funding,
    LedgerEntry,
    LedgerTransaction,
    Payout,
    PayoutAccount,
    PayoutMethod,
    PayoutQuote,
)
from market.payments.payout_quotes import actions as quotes
from market.payments.payout_quotes import fitting
from market.payments.payout_quotes.fitting import NotEnoughTaka, require_payable, taka_of
from market.payments.payout_quotes.queries import exposure, free_taka, fresh_rate
from market.payments.payouts.actions import LessThanPayout, MoreThanPayable, NothingToPayOut, request_payout
from market.payments.payouts.bank import BankPayoutTerms, MoreThanWalletTakes, PayoutMethodNotReady
from market.payments.payouts.sending_actions import fail_payout, mark_payout_paid
from market.payments.queries import balances_of
from tests.payments.bank_story import give_account, in_bangla, taka
from tests.payments.story import assert_books_whole, funded, payable, usd
from tests.payments.test_chargebacks import decide_dispute, open_chargeback

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rate(settings):
    """A site that quotes, takes one per cent, and has a rate of today and taka in its bank."""
    settings.PAYOUT_QUOTES = True
    settings.LIFECYCLE = type(settings.LIFECYCLE)(payout_quote_margin_percent=Decimal(1), payout_cost_bdt=Decimal(15))
    postings.post_capital("T-1", taka(50000), rail="bank")


def record_rate(rate="121.50", *, day=None):
    today = clock.local(clock.now()).date()
    record_exchange_rate(day=day or today, taka_per_dollar=Decimal(rate), source="Bangladesh Bank")


@pytest.fixture
def earner(provider, travel, farida):
    """Farida with 100 dollars that are ready, an account for taka, and a rate of this day."""
    payable(provider, travel, "60.00", freelancer=farida)
    payable(provider, travel, "40.00", freelancer=farida)
    PayoutAccount.objects.all().delete()
    give_account(farida)
    record_rate()
    return farida


def balance(user, currency):
    return next((each for each in balances_of(user) if each.currency == currency), None)


def test_quote_says_everything_and_moves_nothing(earner):
    before = LedgerTransaction.objects.count()
    quote = quotes.make_payout_quote(by=earner)
    assert (quote.amount, quote.gross, quote.margin) == (usd("100"), taka("12150"), taka("121.50"))
    assert (quote.taka, quote.cost, quote.sent) == (taka("12028.50"), taka(15), taka("12013.50"))
    assert quote.expires_at - quote.created_at == timedelta(minutes=15)
    assert LedgerTransaction.objects.count() == before


def test_accepted_quote_exchanges_and_pays_out(earner, page):
    before = free_taka()
    payout = quotes.accept_payout_quote(by=earner, quote_id=quotes.make_payout_quote(by=earner).pk)
    assert quotes.accept_payout_quote(by=earner, quote_id=payout.quote.pk) == payout
    assert (payout.rail, payout.amount, payout.sent) == ("bank", taka("12028.50"), taka("12013.50"))
    assert balance(earner, "USD").payable == usd("0")
    assert balance(earner, "BDT").in_transit == taka("12028.50")
    assert exposure() == (usd("100"), taka("12028.50"))
    assert free_taka() == before - Decimal("12028.50")
    assert_books_whole()
    text = page(earner).get("/money/").content.decode()
    assert "exchanged for taka, as you accepted" in text
    shown = page(earner).get(payout.get_absolute_url()).content.decode()
    assert f'href="{payout.quote.get_absolute_url()}">At ৳121.50 a dollar' in shown
    assert ("$100.00" in shown, shown.count("exchanged on"), "released on" in shown) == (True, 2, False)
    part = payout.releases.first()
    assert "exchanged for taka" in page(earner).get(part.milestone.get_absolute_url()).content.decode()
    mark_payout_paid(payout_id=payout.pk)
    assert balance(earner, "BDT").paid_out == taka("12028.50")
    assert_books_whole()


def test_payout_that_fails_or_comes_back_gives_taka(earner):
    payout = quotes.accept_payout_quote(by=earner, quote_id=quotes.make_payout_quote(by=earner).pk)
    fail_payout(payout_id=payout.pk, failure="The account number is wrong.")
    assert (balance(earner, "BDT").payable, balance(earner, "USD").payable) == (taka("12028.50"), usd("0"))
    again = request_payout(by=earner, currency="BDT")
    mark_payout_paid(payout_id=again.pk)
    fail_payout(payout_id=again.pk, failure="The bank account has been closed.")
    assert balance(earner, "BDT").payable == taka("12028.50")
    assert_books_whole()


def test_part_is_exchanged_to_the_cent(earner):
    quote = quotes.make_payout_quote(by=earner, amount=usd("66.67"))
    payout = quotes.accept_payout_quote(by=earner, quote_id=quote.pk)
    assert sum(each.amount_value for each in payout.releases.all()) == quote.taka.amount
    assert payout.releases.count() == 2
    assert balance(earner, "USD").payable == usd("33.33")
    assert_books_whole()


def test_shares_of_the_taka_are_rounded_from_the_first_on(earner):
    record_rate("121.47")
    payout = quotes.accept_payout_quote(by=earner, quote_id=quotes.make_payout_quote(by=earner).pk)
    shares = payout.releases.order_by("pk").values_list("amount_value", flat=True)
    assert [*shares] == [Decimal("7215.32"), Decimal("4810.21")]


def test_rate_is_fresh_for_less_than_a_day(monkeypatch):
    now = clock.now()
    yesterday = clock.local(now - timedelta(hours=24)).date()
    monkeypatch.setattr(clock, "now", lambda: now)
    record_rate(day=yesterday)
    for age, is_fresh in ((timedelta(hours=24), False), (timedelta(hours=24) - timedelta(seconds=1), True)):
        ExchangeRate.objects.update(recorded_at=now - age)
        assert (fresh_rate() is not None) is is_fresh
    ExchangeRate.objects.update(recorded_at=now, day=yesterday - timedelta(days=1))
    assert fresh_rate() is None


def test_least_and_most_dollars_for_taka(settings):
    """(taka, margin in per cent): with and without a cent beyond."""
    for sum_, margin, least, most in (("120", 0, "1", "1"), ("120.01", 0, "1.01", "1"), ("118.8", 1, "1", "1")):
        settings.LIFECYCLE = type(settings.LIFECYCLE)(payout_quote_margin_percent=Decimal(margin))
        assert fitting._least_dollars(Decimal(sum_), Decimal(120)) == usd(least)
        assert fitting._most_dollars(Decimal(sum_), Decimal(120)) == usd(most)


@pytest.mark.parametrize("minutes", [15, 16])
def test_expired_quote_moves_nothing(earner, travel, minutes):
    quote = quotes.make_payout_quote(by=earner)
    travel(timedelta(minutes=minutes))
    with pytest.raises(quotes.QuoteExpired):
        quotes.accept_payout_quote(by=earner, quote_id=quote.pk)
    assert balance(earner, "USD").payable == usd("100")
    assert not Payout.objects.exists()


def test_quote_counts_for_the_balance_and_the_account_it_was_made_for(earner, provider, travel, rina):
    first = quotes.make_payout_quote(by=earner, amount=usd("10"))
    second = quotes.make_payout_quote(by=earner, amount=usd("20"))
    quotes.accept_payout_quote(by=earner, quote_id=second.pk)
    with pytest.raises(quotes.QuoteOutdated):
        quotes.accept_payout_quote(by=earner, quote_id=first.pk)
    third = quotes.make_payout_quote(by=earner)
    PayoutQuote.objects.filter(pk=third.pk).update(method=None)
    with pytest.raises(quotes.QuoteOutdated):
        quotes.accept_payout_quote(by=earner, quote_id=third.pk)
    with pytest.raises(NotFound):
        quotes.accept_payout_quote(by=rina, quote_id=third.pk)
    assert balance(earner, "USD").payable == usd("80")
    assert_books_whole()


def test_rate_that_is_old_or_missing_makes_no_quote(earner, travel):
    travel(timedelta(hours=24))
    with pytest.raises(quotes.NoFreshRate):
        quotes.make_payout_quote(by=earner)
    record_rate(day=clock.local(clock.now()).date() - timedelta(days=2))
    with pytest.raises(quotes.NoFreshRate):
        quotes.make_payout_quote(by=earner)
    with pytest.raises(Invalid):
        record_rate("0")
    record_rate("119.25")
    assert quotes.make_payout_quote(by=earner).rate_value == Decimal("119.25")


def test_what_cannot_be_quoted(earner, settings, provider, travel, rina, page):
    with pytest.raises(MoreThanPayable) as more:
        quotes.make_payout_quote(by=earner, amount=usd("100.01"))
    assert list(more.value.errors) == ["amount"]
    with pytest.raises(quotes.NotInDollars) as in_taka:
        quotes.make_payout_quote(by=earner, amount=Money(Decimal(50), "BDT"))
    assert "in dollars" in str(in_taka.value.errors["amount"])
    with pytest.raises(LessThanPayout) as small:
        quotes.make_payout_quote(by=earner, amount=usd("0.50"))
    assert "At least ৳100 is paid out" in str(small.value)
    assert "Take $0.84 or more" in str(small.value)
    assert quotes.make_payout_quote(by=earner, amount=usd("0.84")).taka == taka("101.04")
    PayoutQuote.objects.all().delete()
    with pytest.raises(NothingToPayOut):
        quotes.make_payout_quote(by=rina)
    payable(provider, travel, "10.00", freelancer=rina)
    PayoutAccount.objects.all().delete()
    record_rate()
    with pytest.raises(PayoutMethodNotReady):
        quotes.make_payout_quote(by=rina)
    text = page(rina).get("/money/").content.decode()
    assert "Say where your taka go" in text
    assert "See what it is in taka" not in text
    PayoutAccount.objects.create(user=rina, account_id="acct_1", state="active", created_at=clock.now())
    with pytest.raises(quotes.QuotesNotOffered):
        quotes.make_payout_quote(by=rina)
    settings.PAYOUT_QUOTES = False
    with pytest.raises(quotes.QuotesNotOffered):
        quotes.make_payout_quote(by=earner)
    assert not PayoutQuote.objects.exists()


def test_limits_of_a_wallet_are_named_in_the_dollars_that_a_user_types(earner):
    method = PayoutMethod(kind="bkash", account_number="01712345678")
    terms, rate = BankPayoutTerms(method, taka(15), clock.now()), Decimal("121.50")
    with pytest.raises(MoreThanWalletTakes) as refusal:
        require_payable(earner, terms, taka(90000).amount, rate)
    low, high = refusal.value.facts["smallest"].amount + 15, refusal.value.facts["largest"].amount + 15
    least, most = refusal.value.facts["least"].amount, refusal.value.facts["most"].amount

    def in_taka(dollars):
        gross, margin = taka_of(dollars, rate)
        return gross - margin

    assert in_taka(most) <= high < in_taka(most + CENT)
    assert in_taka(least - CENT) < low <= in_taka(least)
    with override("bn"):
        assert format_money(usd(most), "bn") in str(refusal.value)


def test_site_gives_no_taka_that_it_lacks(earner):
    quote = quotes.make_payout_quote(by=earner)
    postings.post_capital("T-2", taka(str(5000 - free_taka())), rail="bank")
    with pytest.raises(NotEnoughTaka):
        quotes.accept_payout_quote(by=earner, quote_id=quote.pk)
    with pytest.raises(NotEnoughTaka):
        quotes.make_payout_quote(by=earner)
    assert balance(earner, "USD").payable == usd("100")


def test_taka_that_a_clients_bank_has_taken_are_not_free(earner, provider, settings):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    milestone = funded(provider, "20000.00", currency="BDT")
    free = free_taka()
    dispute = open_chargeback(provider, milestone)
    taken = -sum(LedgerEntry.objects.filter(account__kind="contested").values_list("amount", flat=True))
    assert taken > 0
    assert free_taka() == free_money("BDT")
    assert free_taka() <= free - taken, "they are owed still, and no provider has them"
    decide_dispute(provider, dispute, "won")
    assert free_taka() == free_money("BDT") > free - taken


def test_bank_that_takes_the_payment_back_later_makes_a_debt_in_dollars(earner, provider):
    postings.post_capital("T-3", usd("500"))
    payout = quotes.accept_payout_quote(by=earner, quote_id=quotes.make_payout_quote(by=earner).pk)
    bank_dispute = provider.want_back(Funding.objects.filter(state="paid").first().charge_id)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    row = Chargeback.objects.get()
    assert (row.left_value, row.owed_value, row.earned_value) == (0, 60, 0)
    payout.refresh_from_db()
    assert payout.state == "pending", "the taka are the freelancer's"
    assert_books_whole()


def test_dollars_are_sold_once(earner):
    quotes.accept_payout_quote(by=earner, quote_id=quotes.make_payout_quote(by=earner).pk)
    for _time in range(2):
        call_command("record_conversion", "stripe", "bank", "100", "12150", "FX-1")
    assert exposure() == (usd("0"), taka("-121.50")), "what is left is what the site took"
    with pytest.raises(CommandError):
        call_command("record_conversion", "stripe", "bank", "90", "12150", "FX-1")
    with pytest.raises(CommandError):
        call_command("record_conversion", "stripe", "bank", "0", "12150", "FX-2")
    assert_books_whole()


def test_quote_that_the_books_contradict_is_a_fault(earner):
    quote = quotes.accept_payout_quote(by=earner, quote_id=quotes.make_payout_quote(by=earner).pk).quote
    assert verification.unfit_quote() is None
    PayoutQuote.objects.update(gross_value=1)
    assert verification.unfit_quote() == f"Quote {quote.pk}: the books exchanged other amounts."


def test_pages_of_a_quote(earner, page, pavel, travel):
    browser = page(earner)
    assert "See what it is in taka" in browser.get("/money/").content.decode()
    address = browser.post("/money/payout-quotes/", {"amount": "50"}).headers["Location"]
    text = browser.get(address).content.decode()
    for words in ("৳121.50", "Bangladesh Bank", "What we take for the exchange", "not the dollars", "…9012"):
        assert words in text, words
    assert "Free to exchange more" in page(pavel).get("/staff/payout-batches/").content.decode()
    assert page(pavel).get(address).status_code == 404
    assert "ডলার" in page(in_bangla(earner)).get(address).content.decode()
    travel(timedelta(minutes=20))
    assert browser.post(address).status_code == 409
    address = browser.post("/money/payout-quotes/", {"amount": "50"}).headers["Location"]
    assert browser.post(address).headers["Location"] == Payout.objects.get().get_absolute_url()
    assert browser.post("/money/payout-quotes/", {"amount": "51"}).status_code != 302


def test_erasing_leaves_the_books_whole(earner):
    payout = quotes.accept_payout_quote(by=earner, quote_id=quotes.make_payout_quote(by=earner).pk)
    mark_payout_paid(payout_id=payout.pk)
    erase(earner)
    assert_books_whole()
