"""Objects in states that only one act needs: money that is payable or owed, orders, a shortlisted bid.

The default objects of `world` are in the states that most lines need.
"""

from datetime import timedelta
from typing import Any

from market.accounts.models import User
from market.bids.bids.decision_actions import shortlist_bid
from market.contracts.models import Milestone
from market.contracts.workroom.actions import request_changes, submit_work
from market.core.base import clock
from market.jobs.marks.actions import mark_job
from market.jobs.models import Mark
from market.payments.cancelling.actions import give_cancel_notice
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Chargeback, Funding, Holiday, Payout, Refund, Release
from market.payments.payout_batches.actions import approve_payout_batch, make_payout_batch, send_payout_batch
from market.payments.payout_batches.queries import reference_of
from market.payments.payout_methods.actions import set_payout_method
from market.payments.payout_methods.details import MethodDetails
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import send_payout
from market.payments.refunds.actions import give_refund
from market.profiles.freelancers.absence_actions import start_absence
from market.search.alerts.actions import save_search
from market.search.alerts.stopping import stop_link
from market.search.saved.actions import add_saved_profile, add_saved_service
from market.services.offering.actions import create_service
from market.services.offering.details import PackageDetails, ServiceDetails
from market.services.ordering.actions import OrderChoice, order_service
from market.training.certificates.actions import issue_certificate
from tests import make
from tests.access.cast import SUSPENDED
from tests.access.things import DAY, Things
from tests.payments import story
from tests.payments.bank_story import make_quote


def make_paid_out(people: dict[str, User], provider: Any) -> Release:
    """A payout of Carla's money to Suma, a week old, and Rina's cleared money that is payable to the stranger."""
    suma, stranger = people[SUSPENDED], people["s"]
    release = story.released(provider, "70.00", client=people["c"], freelancer=suma)
    story.released(provider, "30.00", client=people["r"], freelancer=stranger)
    unrefundable = story.funded(provider, "63.47", client=people["c"], freelancer=suma)  # no refund of 66.64
    give_refund(by=suma, milestone_id=unrefundable.pk)
    for each in (suma, stranger):
        story.ready_account(provider, each)
    clock.advance(5 * DAY + timedelta(hours=1), between=make.run_jobs)
    send_payout(payout_id=request_payout(by=suma).pk)
    request_payout(by=stranger, amount=story.usd("5"))
    clock.advance(2 * DAY - timedelta(hours=1), between=make.run_jobs)
    return release


def make_payouts_by_bank(people: dict[str, User]) -> Things:
    """An account in another name, a payout that waits for a batch, and batches of another operator's: to be approved,
    approved, and at the bank."""
    rina = people["r"]
    operators = [make.make_person(name, roles=[User.Role.OPERATOR]) for name in ("Ola", "Olga")]
    method = set_payout_method(by=rina, details=MethodDetails("bank", "1234567890", "Karim Uddin", "225150135"))
    rows = [
        Payout.objects.create(
            freelancer=rina, rail="bank", amount_value=500, currency="BDT", created_at=clock.now(), method=method
        )
        for _number in range(4)
    ]
    ids: Things = {"method_id": method.pk}
    for state, payout in zip(("delivered", "approved", "prepared"), rows, strict=False):
        Payout.objects.exclude(pk=payout.pk).filter(rail="bank", batch=None).update(rail="later")
        batch = make_payout_batch(by=operators[0])
        Payout.objects.filter(rail="later").update(rail="bank")
        if state != "prepared":
            approve_payout_batch(by=operators[1], batch_id=batch.pk)
        ids[f"{state}.batch_id"] = batch.pk
    send_payout_batch(by=operators[1], batch_id=ids["delivered.batch_id"], reference="EFT-0")
    unclear = {"rail": "bkash", "state": "in_transit", "hold_up": "unclear", "asked_at": clock.wall() - DAY}
    to_wallet = Payout.objects.create(
        freelancer=rina,
        amount_value=500,
        currency="BDT",
        created_at=clock.now(),
        account_number="+8801711000321",
        **unclear,
    )
    holiday = Holiday.objects.create(
        day=clock.now().date() + 9 * DAY, name_en="Eid", name_bn="ঈদ", added_at=clock.now()
    )
    ids |= {
        "unclear.payout_id": to_wallet.pk,
        "holiday_id": holiday.pk,
        "holiday.day": f"{holiday.day + DAY}",
        "quote_id": make_quote(people["s"]).pk,
    }
    ids["delivered.returns"] = f"reference,status,reason\n{reference_of(rows[0])},paid,\n"
    return ids


def make_late_work(provider: Any) -> Things:
    """Late work of which nothing was delivered: one milestone without a notice to cancel, one with it."""
    late, noticed = story.funded(provider, "50.00"), story.funded(provider, "50.00")
    Milestone.objects.filter(pk__in=(late.pk, noticed.pk)).update(work_due_at=clock.now() - DAY)
    give_cancel_notice(by=noticed.contract.client, milestone_id=noticed.pk)
    return {"late.milestone_id": late.pk, "noticed.milestone_id": noticed.pk}


def make_debts(release: Release, provider: Any) -> Things:
    """A lost chargeback that Suma owes unless an operator forgives it, and a failed refund that the site owes."""
    bank_dispute = provider.want_back(Funding.objects.get(milestone=release.milestone_id, state="paid").charge_id)
    sync_dispute(dispute_id=bank_dispute.id)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    refused = Refund.objects.get(state=Refund.State.FAILED)
    refused.destination = "An account in Turin"
    refused.save(update_fields=["destination"])
    return {"owed.chargeback_id": Chargeback.objects.get(dispute_id=bank_dispute.id).pk, "refund_id": refused.pk}


def make_orders(people: dict[str, User], provider: Any) -> Things:
    """An order with open questions and no change rounds left, an unpaid order, and a complete draft of a service."""
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


def make_bids(people: dict[str, User]) -> Things:
    """A shortlisted bid."""
    bid = make.make_bid(make.make_job(people["c"], title="A kept bid"), people["f"])
    return {"kept.bid_id": shortlist_bid(by=people["c"], bid_id=bid.pk).pk}


def make_saved_objects(people: dict[str, User]) -> Things:
    """What the stranger saved, hid and planned: jobs, a freelancer, a service, a search, an absence."""
    stranger, rina = people["s"], people["r"]
    saved, hidden = (make.make_job(people["c"], title=f"A {name} job") for name in ("saved", "hidden"))
    mark_job(by=stranger, job_id=saved.pk, kind=Mark.Kind.SAVED)
    mark_job(by=stranger, job_id=hidden.pk, kind=Mark.Kind.HIDDEN)
    add_saved_profile(by=stranger, profile_id=rina.profile.pk)
    service = make.make_service(rina)
    add_saved_service(by=stranger, service_id=service.pk)
    search = save_search(by=stranger, kind="jobs", query="q=logo", frequency="daily")
    first = clock.now().date() + 60 * DAY
    start_absence(by=stranger, first=first, last=first + DAY)
    return {
        "saved.job_id": saved.pk,
        "hidden.job_id": hidden.pk,
        "saved.profile_id": rina.profile.pk,
        "saved.service_id": service.pk,
        "saved.search_id": search.pk,
        "saved.token": stop_link(stranger, [search.pk]).split("/")[-2],
        "followed.kind": "skill",
        "followed.slug": "logo-design",
        "blocked.user_id": people["b"].pk,
    }


def make_unclaimed_certificate(people: dict[str, User]) -> Things:
    """An unclaimed certificate with its claim code."""
    free, code = issue_certificate(by=make.make_officer(), batch=make.make_batch(), name_en="Rokeya Private")
    return {"free.certificate_id": free.pk, "free.serial": free.serial, "free.code": code}
