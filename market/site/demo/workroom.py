"""Stories of the workroom: change requests, several milestones paid at once, an early end requested, late work left."""

from collections.abc import Callable
from decimal import Decimal

from django.conf import settings

from market.accounts.models import User
from market.bids.models import Bid
from market.contracts.proposals.actions import agree_proposal, ask_to_end, propose_change
from market.contracts.proposals.changes import Wish
from market.contracts.proposals.request_actions import ask_extension
from market.core.base.jobs import run_deferred
from market.payments.cancelling.actions import give_cancel_notice
from market.payments.funding.actions import fund_several
from market.payments.funding.checkout_actions import settle_funding
from market.profiles.models import Profile
from market.site.demo.http_server import post_outcome
from market.site.demo.stage import Stage, Story

WEB = "web-design-and-development"


def paid_together(stage: Stage) -> Story:
    """Omar and Farida: two of three milestones paid at once; then one more agreed, and Omar asks to end it."""
    omar, farida = stage.cast["omar"], stage.cast["farida"]
    yield 51
    bid = stage.bid(stage.job(omar, 9, topic="web-design-and-development"), farida, 60, 80, 40)
    contract = stage.contract(bid)
    ids = list(contract.milestones.order_by("position").values_list("pk", flat=True))
    lead = fund_several(by=omar, contract_id=contract.pk, milestone_ids=ids[:2], site=settings.SITE_URL)
    post_outcome(lead.checkout_url, "succeed")
    run_deferred()
    settle_funding(funding_id=lead.pk)
    yield 2
    stage.deliver(contract)
    wishes = [Wish(title="Banner", amount=Decimal(35), days=3, revisions=2)]
    proposal = propose_change(by=farida, contract_id=contract.pk, wishes=wishes, note="You asked for a banner too.")
    agree_proposal(by=omar, proposal_id=proposal.pk)
    yield 5
    shares = {ids[0]: Decimal(60), ids[1]: Decimal(20)}
    ask_to_end(by=omar, contract_id=contract.pk, shares=shares, note="The shop moves, so I need less than I thought.")


def changes_proposed(stage: Stage) -> Story:
    """Carla and Rina: a milestone dropped; Rina's requests for more time and for a change wait for answers."""
    carla, rina = stage.cast["carla"], stage.cast["rina"]
    yield 54
    bid = stage.bid(stage.job(carla, 7), rina, 70, 50, 20)
    contract = stage.contract(bid)
    stage.fund(contract)
    dropped = Wish(stage.milestone(contract, 3).pk, drop=True)
    proposal = propose_change(by=carla, contract_id=contract.pk, wishes=[dropped], note="We have that part already.")
    agree_proposal(by=rina, proposal_id=proposal.pk)
    yield 3
    ask_extension(by=rina, milestone_id=stage.milestone(contract).pk, days=4, note="The printer is closed this week.")
    second = stage.milestone(contract, 2)
    wishes = [
        Wish(second.pk, second.title, Decimal(65), second.days + 2, 2),
        Wish(title="Labels in two sizes", amount=Decimal(30), days=3),
    ]
    propose_change(by=rina, contract_id=contract.pk, wishes=wishes, note="Two sizes were not in the first terms.")


def late_and_left(stage: Stage) -> Story:
    """Carla leaves late work after her notice; another notice of hers to Rina ends tomorrow."""
    carla, rina = stage.cast["carla"], stage.cast["rina"]
    people = Profile.objects.public().exclude(user__in=stage.cast.values()).select_related("user")
    silent = people.filter(topic__slug=WEB).order_by("pk").first()
    yield 33
    if silent:
        left = stage.contract(_bid_least(stage, 3, silent.user))
        stage.fund(left)
        yield 6
        give_cancel_notice(by=carla, milestone_id=stage.milestone(left).pk)
        yield 12.6
    running = stage.contract(_bid_least(stage, 4, rina))
    stage.fund(running)
    yield 6.2
    give_cancel_notice(by=carla, milestone_id=stage.milestone(running).pk)


def _bid_least(stage: Stage, pick: int, freelancer: User) -> Bid:
    """A bid on a job of Carla's at the least of its budget."""
    job = stage.job(stage.cast["carla"], pick, topic=WEB)
    return stage.bid(job, freelancer, int(job.budget_min_amount or 60))


STORIES: tuple[Callable[[Stage], Story], ...] = (paid_together, changes_proposed, late_and_left)
