"""The stories: together they leave every state of every lifecycle behind. A story yields the days until its next step;
`market.site.demo.runner` interleaves them."""

from collections.abc import Callable
from decimal import Decimal

from django.conf import settings

from market.bids.bids.actions import propose_terms
from market.bids.bids.decision_actions import decline_bid, shortlist_bid, withdraw_bid
from market.bids.bids.ending_actions import close_job
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.proposals.actions import end_contract
from market.contracts.workroom.actions import refuse_refund, request_refund
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.money import Money
from market.jobs.invitations.actions import invite_freelancer
from market.payments.funding.actions import fund_milestone
from market.payments.give_backs.actions import give_back
from market.payments.payouts.actions import request_payout
from market.payments.refunds.actions import agree_refund, give_refund
from market.payments.releases.actions import approve_milestone, release_part
from market.site.demo import (
    certificates,
    chargebacks,
    direct_offers,
    disputes,
    emergencies,
    failures,
    job_activity,
    moderation,
    money_desk,
    recent_activity,
    reviews,
    saved,
    search_words,
    services,
    standings,
    taka,
    track_records,
    workroom,
)
from market.site.demo.stage import Stage, Story


def paid_out(stage: Stage) -> Story:
    """Carla and Farida: two milestones, all paid out; then a bonus."""
    carla, farida = stage.cast["carla"], stage.cast["farida"]
    stage.onboard(farida)
    job = stage.job(carla, 0)
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    yield 1
    bid = stage.bid(job, farida, 120, 80)
    stage.talk(bid, 0, 3)
    yield 1
    contract = stage.contract(bid)
    stage.fund(contract)
    yield 4
    stage.deliver(contract)
    yield 1
    stage.ask_changes(contract)
    yield 2
    stage.deliver(contract)
    yield 1
    approve_milestone(by=carla, milestone_id=stage.milestone(contract).pk)
    stage.fund(contract, 2)
    stage.talk(bid, 3, 5)
    yield 5
    stage.deliver(contract, 2)
    yield 15  # silence approves
    yield 6
    request_payout(by=farida)
    yield 1
    stage.thank(contract, 25, "The sign hangs over our door, and everybody asks who drew it. Thank you!")


def under_way(stage: Stage) -> Story:
    """Carla and Farida again: one milestone paid, one delivered and waiting, one to be funded."""
    carla, farida = stage.cast["carla"], stage.cast["farida"]
    yield 44
    job = stage.job(carla, 1)
    yield 1
    bid = stage.bid(job, farida, 60, 120, 90)
    rival = stage.bid(job, stage.cast["rina"], 240)
    stage.talk(bid, 0, 4)
    shortlist_bid(by=carla, bid_id=bid.pk)
    shortlist_bid(by=carla, bid_id=rival.pk)
    yield 1
    parts = (
        MilestoneTerms("First sketches", Decimal(50), 4, done_when="Three sketches as PDF; you choose one."),
        MilestoneTerms("Final files", Decimal(120), 6),
        MilestoneTerms("Handover", Decimal(90), 3),
    )
    propose_terms(by=carla, bid_id=bid.pk, terms=ProposedTerms(Money(Decimal(260), "USD"), 13, parts))
    yield 0.2
    contract = accept_terms(by=farida, bid_id=bid.pk)
    stage.fund(contract)
    yield 3
    stage.deliver(contract)
    approve_milestone(by=carla, milestone_id=stage.milestone(contract).pk)
    stage.fund(contract, 2)
    yield 6
    stage.deliver(contract, 2)
    yield 0.02
    stage.replace_delivery(contract, 2)
    stage.talk(bid, 4, 7)


def in_bangla(stage: Stage) -> Story:
    """Rahim and Rina: changes requested, in Bangla."""
    rahim, rina = stage.cast["rahim"], stage.cast["rina"]
    yield 48
    job = stage.job(rahim, 2)
    yield 1
    bid = stage.bid(job, rina, 75, 45)
    stage.bid(job, stage.cast["farida"], 150)
    stage.talk(bid, 0, 5)
    yield 1
    contract = stage.contract(bid)
    stage.fund(contract)
    yield 5
    stage.deliver(contract)
    yield 2
    stage.ask_changes(contract)


def refund_asked(stage: Stage) -> Story:
    """Omar and Rina: a refund was requested and refused, then requested again."""
    omar, rina = stage.cast["omar"], stage.cast["rina"]
    yield 40
    bid = stage.bid(stage.job(omar, 3), rina, 90)
    contract = stage.contract(bid)
    stage.fund(contract)
    yield 8
    reason = stage.texts.one("refund_reasons", "en")
    request_refund(by=omar, milestone_id=stage.milestone(contract).pk, reason=reason)
    yield 1
    refuse_refund(by=rina, milestone_id=stage.milestone(contract).pk)
    yield 8
    request_refund(by=omar, milestone_id=stage.milestone(contract).pk, reason=reason)


def refunded_and_split(stage: Stage) -> Story:
    """Rahim and Farida: a refund agreed; then a part released and the rest given back, later some of that part too."""
    rahim, farida = stage.cast["rahim"], stage.cast["farida"]
    yield 20
    bid = stage.bid(stage.job(rahim, 4), farida, 40, 100)
    contract = stage.contract(bid)
    stage.fund(contract)
    yield 3
    reason = stage.texts.one("refund_reasons", "bn")
    request_refund(by=rahim, milestone_id=stage.milestone(contract).pk, reason=reason)
    yield 1
    agree_refund(by=farida, milestone_id=stage.milestone(contract).pk)
    stage.fund(contract, 2)
    yield 5
    stage.deliver(contract, 2)
    release_part(by=rahim, milestone_id=stage.milestone(contract, 2).pk, amount=Money(Decimal(60), "USD"))
    yield 1
    give_refund(by=farida, milestone_id=stage.milestone(contract, 2).pk)
    yield 2
    reason = "আরেকটি ফাইল দিতে পারিনি, তাই এই অংশটুকু ফেরত দিচ্ছি।"
    amount = Money(Decimal(15), "USD")
    give_back(by=farida, milestone_id=stage.milestone(contract, 2).pk, amount=amount, reason=reason)


def waiting_for_money(stage: Stage) -> Story:
    """Carla and Rina: a contract whose first milestone waits, its Checkout open."""
    carla, rina = stage.cast["carla"], stage.cast["rina"]
    yield 55.7
    bid = stage.bid(stage.job(carla, 5), rina, 35, 65)
    contract = stage.contract(bid)
    for wait in (4.1, 1):  # the first Checkout expires; the second is open
        fund_milestone(by=carla, milestone_id=stage.milestone(contract).pk, site=settings.SITE_URL)
        yield wait


def funded(stage: Stage) -> Story:
    """Rahim and Farida: money is held, work goes on."""
    rahim, farida = stage.cast["rahim"], stage.cast["farida"]
    yield 57
    bid = stage.bid(stage.job(rahim, 6), farida, 55)
    stage.talk(bid, 0, 2)
    contract = stage.contract(bid)
    stage.fund(contract)


def lapsed(stage: Stage) -> Story:
    """Omar and Farida: nobody funds, the contract lapses and the job is open again."""
    yield 45
    stage.contract(stage.bid(stage.job(stage.cast["omar"], 7), stage.cast["farida"], 70))


def ended(stage: Stage) -> Story:
    """Carla and Rina: both end the contract before money is held."""
    carla, rina = stage.cast["carla"], stage.cast["rina"]
    yield 30
    contract = stage.contract(stage.bid(stage.job(carla, 8), rina, 45))
    yield 1
    end_contract(by=rina, contract_id=contract.pk)
    yield 1
    end_contract(by=carla, contract_id=contract.pk)


def bids_of_all_kinds(stage: Stage) -> Story:
    """Bids that are waiting, declined and withdrawn; a job that is closed."""
    carla, rahim, farida, rina = (stage.cast[name] for name in ("carla", "rahim", "farida", "rina"))
    yield 52
    first, second = stage.job(carla, 9), stage.job(rahim, 10)
    yield 1
    stage.bid(first, rina, 60)
    decline_bid(by=carla, bid_id=stage.bid(first, farida, 95).pk, reason="We need it sooner than that.")
    withdraw_bid(by=farida, bid_id=stage.bid(second, farida, 30).pk)
    shortlist_bid(by=rahim, bid_id=stage.bid(second, rina, 42).pk)
    third = stage.job(rahim, 11)
    stage.bid(third, farida, 38)
    yield 2
    close_job(by=rahim, job_id=third.pk)


def paying_out(stage: Stage) -> Story:
    """Omar and Rina: one payout arrived, one part ready, one clearing."""
    omar, rina = stage.cast["omar"], stage.cast["rina"]
    yield 39
    stage.onboard(rina)
    bid = stage.bid(stage.job(omar, 12), rina, 50, 40, 30)
    contract = stage.contract(bid)
    for position, days in ((1, 6), (2, 6), (3, 1)):
        stage.fund(contract, position)
        yield 2
        stage.deliver(contract, position)
        approve_milestone(by=omar, milestone_id=stage.milestone(contract, position).pk)
        yield days
        if position == 2:
            request_payout(by=rina, amount=Money(Decimal(50), "USD"))


STORIES: tuple[Callable[[Stage], Story], ...] = (
    paid_out,
    under_way,
    in_bangla,
    refund_asked,
    refunded_and_split,
    waiting_for_money,
    funded,
    lapsed,
    ended,
    bids_of_all_kinds,
    paying_out,
    recent_activity.expired,
    recent_activity.invited,
    recent_activity.suggested,
    recent_activity.conversations_without_job,
    recent_activity.hidden_contact,
    recent_activity.unread_messages,
    recent_activity.payout_in_transit,
    recent_activity.bids_of_the_crowd,
    *job_activity.STORIES,
    *services.STORIES,
    *direct_offers.STORIES,
    *workroom.STORIES,
    *taka.STORIES,
    *disputes.STORIES,
    *reviews.STORIES,
    *chargebacks.STORIES,
    *money_desk.STORIES,
    *standings.STORIES,
    *track_records.STORIES,
    *emergencies.STORIES,
    *moderation.STORIES,
    *failures.STORIES,
    *certificates.STORIES,
    *search_words.STORIES,
    *saved.STORIES,
)
