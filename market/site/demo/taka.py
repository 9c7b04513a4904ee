"""Stories in taka, which clients at home pay by bKash, or through SSLCOMMERZ by card or bank."""

from collections.abc import Callable

from market.payments.releases.actions import approve_milestone
from market.site.demo.recent_activity import DAYS
from market.site.demo.stage import Stage, Story


def work_in_taka(stage: Stage) -> Story:
    """Rahim and Rina: a milestone paid by bKash and released, the next one paid through SSLCOMMERZ and in work."""
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


def job_in_taka(stage: Stage) -> Story:
    """A job of Rahim's with its budget in taka."""
    yield DAYS - 2
    stage.job(stage.cast["rahim"], 10, currency="BDT")


STORIES: tuple[Callable[[Stage], Story], ...] = (work_in_taka, job_in_taka)
