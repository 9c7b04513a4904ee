"""Stories in taka, which clients at home pay by bKash, or through SSLCOMMERZ by card or bank."""

from collections.abc import Callable
from decimal import Decimal

from market.core.base.money import Money
from market.payments.payout_methods.actions import set_payout_method
from market.payments.payout_methods.details import MethodDetails
from market.payments.payouts.actions import request_payout
from market.payments.releases.actions import approve_milestone
from market.site.demo.recent_activity import DAYS
from market.site.demo.stage import Stage, Story

AGRABAD = "225150135"  # the routing number of a branch in Chattogram


def work_in_taka(stage: Stage) -> Story:
    """Rahim and Rina: a milestone paid by bKash and released, of which a part waits for the bank; the next one paid
    through SSLCOMMERZ and in work."""
    rahim, rina = stage.cast["rahim"], stage.cast["rina"]
    yield DAYS - 16
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


def job_in_taka(stage: Stage) -> Story:
    """A job of Rahim's with its budget in taka."""
    yield DAYS - 2
    stage.job(stage.cast["rahim"], 10, currency="BDT")


STORIES: tuple[Callable[[Stage], Story], ...] = (work_in_taka, job_in_taka)
