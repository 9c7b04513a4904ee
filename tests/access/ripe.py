"""Things in the state in which their side may act on them: money that can be paid out or is owed, orders, a kept bid.

The usual things of `world` stand where most can be asked about them; of these one thing can be asked alone.
"""

from datetime import timedelta
from typing import Any

from market.accounts.models import User
from market.bids.bids.decision_actions import shortlist_bid
from market.contracts.workroom.actions import request_changes, submit_work
from market.core.base import clock
from market.jobs.marks.actions import mark_job
from market.jobs.models import Mark
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Chargeback, Funding, Refund, Release
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import send_payout
from market.payments.refunds.actions import give_refund
from market.profiles.freelancers.absence_actions import start_absence
from market.search.actions import add_saved_profile, add_saved_service
from market.services.offering.actions import create_service
from market.services.offering.details import PackageDetails, ServiceDetails
from market.services.ordering.actions import OrderChoice, order_service
from market.training.certificates.actions import issue_certificate
from tests import make
from tests.access.cast import SUSPENDED
from tests.access.things import DAY, Things
from tests.payments import story


def paid_out(people: dict[str, User], provider: Any) -> Release:
    """Carla's money that Suma has had sent, a week ago; and Rina's that has cleared and waits for the stranger."""
    suma, stranger = people[SUSPENDED], people["s"]
    release = story.released(provider, "70.00", client=people["c"], freelancer=suma)
    story.released(provider, "30.00", client=people["r"], freelancer=stranger)
    refused = story.funded(provider, "63.47", client=people["c"], freelancer=suma)  # the card takes no refund of 66.64
    give_refund(by=suma, milestone_id=refused.pk)
    for each in (suma, stranger):
        story.ready_account(provider, each)
    clock.advance(5 * DAY + timedelta(hours=1), between=make.run_jobs)
    send_payout(payout_id=request_payout(by=suma).pk)
    clock.advance(2 * DAY - timedelta(hours=1), between=make.run_jobs)
    return release


def owed(release: Release, provider: Any) -> Things:
    """The client's bank has taken that payment back: Suma owes it, unless an operator forgives it. And a refund that
    was refused: the site owes it."""
    asked = provider.want_back(Funding.objects.get(milestone=release.milestone_id, state="paid").charge_id)
    sync_dispute(dispute_id=asked.id)
    provider.decide(asked, "lost")
    sync_dispute(dispute_id=asked.id)
    refused = Refund.objects.get(state=Refund.State.FAILED)
    return {"owed.chargeback_id": Chargeback.objects.get(dispute_id=asked.id).pk, "refund_id": refused.pk}


def of_orders(people: dict[str, User], provider: Any) -> Things:
    """An order with questions that wait and no rounds of changes left, one X"""
    carla, farida = people["c"], people["f"]
    service = make.make_service(farida)
    choice = OrderChoice(service.packages.order_by("price_value")[0].pk)
    paid, funding = order_service(by=carla, service_id=service.pk, choice=choice, site=story.SITE)
    provider.pay(funding.checkout_url)
    milestone = settle_funding(funding_id=funding.pk).milestone_id
    submit_work(by=farida, milestone_id=milestone, note="One idea.")
    request_changes(by=carla, milestone_id=milestone, note="Greener.")
    submit_work(by=farida, milestone_id=milestone, note="Greener.")
    unpaid, _funding = order_service(by=carla, service_id=service.pk, choice=choice, site=story.SITE)
    package = PackageDetails("Simple", story.usd("40"), 4, "One idea.")
    details = ServiceDetails("graphics-design", title_en="A sign", description_en="Clean.", packages=(package,))
    ready = create_service(by=farida, details=details)
    return {
        "paid.contract_id": paid.contract_id,
        "rounds.milestone_id": milestone,
        "unpaid.contract_id": unpaid.contract_id,
        "ready.service_id": ready.pk,
    }


def of_bids(people: dict[str, User]) -> Things:
    """A bid that the client has kept on the short list."""
    bid = make.make_bid(make.make_job(people["c"], title="A kept bid"), people["f"])
    return {"kept.bid_id": shortlist_bid(by=people["c"], bid_id=bid.pk).pk}


def of_keeping(people: dict[str, User]) -> Things:
    """What the stranger has marked, kept and planned: jobs, a freelancer, a service, days on which she is away."""
    stranger, rina = people["s"], people["r"]
    saved, hidden = (make.make_job(people["c"], title=f"A {name} job") for name in ("saved", "hidden"))
    mark_job(by=stranger, job_id=saved.pk, kind=Mark.Kind.SAVED)
    mark_job(by=stranger, job_id=hidden.pk, kind=Mark.Kind.HIDDEN)
    add_saved_profile(by=stranger, profile_id=rina.profile.pk)
    service = make.make_service(rina)
    add_saved_service(by=stranger, service_id=service.pk)
    first = clock.now().date() + 60 * DAY
    start_absence(by=stranger, first=first, last=first + DAY)
    return {
        "saved.job_id": saved.pk,
        "hidden.job_id": hidden.pk,
        "saved.profile_id": rina.profile.pk,
        "saved.service_id": service.pk,
        "blocked.user_id": people["b"].pk,
    }


def unclaimed(people: dict[str, User]) -> Things:
    """A certificate that nobody has claimed, with its code."""
    free, code = issue_certificate(by=make.make_officer(), batch=make.make_batch(), name_en="Rokeya Private")
    return {"free.certificate_id": free.pk, "free.serial": free.serial, "free.code": code}
