"""Stories in taka, which clients at home pay by bKash, or through SSLCOMMERZ by card or bank."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from market.core.base import clock
from market.core.base.money import Money
from market.documents.actions import set_billing_details
from market.payments.documents.contract_actions import issue_contract_file
from market.payments.documents.income_actions import issue_income_certificate
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.exchange_rates.models import PRACTICE_SOURCE
from market.payments.payout_methods.actions import set_payout_method
from market.payments.payout_methods.details import MethodDetails
from market.payments.payouts.actions import request_payout
from market.payments.releases.actions import approve_milestone
from market.site.demo.recent_activity import DAYS
from market.site.demo.stage import Stage, Story

AGRABAD = "225150135"  # the routing number of a branch in Chattogram


def _today() -> date:
    return clock.local(clock.now()).date()


def work_in_taka(stage: Stage) -> Story:
    """Rahim and Rina: a milestone paid by bKash and released, of which a part waits for the bank; the next one paid
    through SSLCOMMERZ and in work. His company stands on the invoice, and she has a certificate of her income."""
    rahim, rina = stage.cast["rahim"], stage.cast["rina"]
    record_exchange_rate(day=_today(), taka_per_dollar=Decimal(119), source=PRACTICE_SOURCE)
    yield DAYS - 16
    address = "House 12, Road 4, Agrabad\nChattogram"
    set_billing_details(by=rahim, name="Rahim Traders Ltd", address=address, tax_number="001234567-0101")
    record_exchange_rate(day=_today(), taka_per_dollar=Decimal("119.5"), source=PRACTICE_SOURCE)
    bid = stage.bid(stage.job(rahim, 5, currency="BDT"), rina, 6000, 9500)
    stage.talk(bid, 0, 2)
    contract = stage.contract(bid)
    stage.fund(contract, rail="bkash")
    yield 4
    stage.deliver(contract)
    yield 1
    approve_milestone(by=rahim, milestone_id=stage.milestone(contract).pk)
    yield 1
    stage.fund(contract, 2, "pay", rail="sslcommerz")
    yield 6
    holder = rina.profile.certificate.name_en
    set_payout_method(by=rina, details=MethodDetails("bank", "204510012876", holder, AGRABAD))
    request_payout(by=rina, amount=Money(Decimal(2500), "BDT"))
    issue_income_certificate(by=rina, since=_today() - timedelta(days=365), until=_today())
    issue_contract_file(by=rahim, contract_id=contract.pk)


def payout_to_a_wallet(stage: Stage) -> Story:
    """Rahim and Farida: a milestone paid by bKash, and most of it sent to her bKash account."""
    rahim, farida = stage.cast["rahim"], stage.cast["farida"]
    yield DAYS - 15
    bid = stage.bid(stage.job(rahim, 5, currency="BDT"), farida, 7000)
    contract = stage.contract(bid)
    stage.fund(contract, rail="bkash")
    yield 3
    stage.deliver(contract)
    yield 1
    approve_milestone(by=rahim, milestone_id=stage.milestone(contract).pk)
    yield 6
    holder = farida.profile.certificate.name_en
    set_payout_method(by=farida, details=MethodDetails("bkash", "01711000321", holder))
    request_payout(by=farida, amount=Money(Decimal(5000), "BDT"))


def job_in_taka(stage: Stage) -> Story:
    """A job of Rahim's with its budget in taka."""
    yield DAYS - 2
    stage.job(stage.cast["rahim"], 10, currency="BDT")


STORIES: tuple[Callable[[Stage], Story], ...] = (work_in_taka, payout_to_a_wallet, job_in_taka)
