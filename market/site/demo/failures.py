"""Stories of failures: money that did not arrive, an unknown event of the provider, a webhook
endpoint that is gone, a moderator who left. With users of the crowd, so that the cast stays free.
"""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

from django.db import connection

from market.accounts.models import User
from market.accounts.people.roles import Role
from market.accounts.people.staff_actions import end_roles
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.models import Milestone
from market.core.base import past
from market.core.base.jobs import run_deferred
from market.core.base.money import Money
from market.disputes.rulings.desk_actions import hand_over_dispute
from market.integrations.actions import create_endpoint, record_attempt, take_delivery, test_endpoint
from market.integrations.sending import Outcome
from market.payments.models import ProviderEvent
from market.payments.payout_methods.actions import set_payout_method
from market.payments.payout_methods.details import MethodDetails
from market.payments.payouts.actions import request_payout
from market.payments.provider.actions import process_event, receive_event
from market.payments.provider.port import ProviderRefused
from market.payments.provider.types import WebhookEvent
from market.payments.refunds.actions import give_refund
from market.payments.releases.actions import approve_milestone
from market.site.demo import chargebacks, disputes
from market.site.demo.cast import build_user, password_hash, save_people
from market.site.demo.recent_activity import DAYS
from market.site.demo.stage import Stage, Story
from market.site.demo.standings import TOPIC, client_of_texts, oldest_graduate

REFUSED_BY_BANK = Decimal("66.67")  # magic amounts of the local provider, see the desk
REFUND_REFUSED = Decimal("63.47")  # 66.64 with the client's fee
GONE = 410
MODERATOR = "nasima"
LEFT = "She has moved to another organisation. Thank you for two good years."
HANDED_OVER = "Nasima knows this kind of work."


def _held_milestone(stage: Stage, number: int, amount: Decimal) -> Milestone:
    """A funded milestone of users of the crowd."""
    client, freelancer = client_of_texts(number), oldest_graduate(stage, number)
    terms = ProposedTerms(Money(amount, "USD"), 6, (MilestoneTerms("Everything", amount, 6),))
    bid = stage.submit(stage.job(client, _jobs_for_amount(stage, amount)[number]), freelancer, terms)
    stage.talk(bid, 0, 2)
    contract = stage.contract(bid)
    stage.fund(contract)
    return stage.milestone(contract)


def _jobs_for_amount(stage: Stage, amount: Decimal) -> list[int]:
    """The indexes of the topic's jobs with a budget that includes the amount."""
    jobs = stage.texts.topics[TOPIC]["jobs"]
    return [pick for pick, job in enumerate(jobs) if job["budget_usd"][0] <= amount <= job["budget_usd"][1]]


def _approve(stage: Stage, milestone: Milestone) -> None:
    stage.deliver(milestone.contract)
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)


def payout_failed(stage: Stage) -> Story:
    """The bank returns a payout: the money is payable again."""
    yield 28
    milestone = _held_milestone(stage, 2, REFUSED_BY_BANK)
    stage.onboard(milestone.contract.freelancer)
    yield 3
    _approve(stage, milestone)
    yield 7
    request_payout(by=milestone.contract.freelancer)


def dollars_ready(stage: Stage) -> Story:
    """Dollars of a freelancer without an account at Stripe, whose bank takes taka: a quote can be asked for."""
    yield 44
    milestone = _held_milestone(stage, 1, Decimal(75))
    yield 2
    _approve(stage, milestone)
    freelancer = milestone.contract.freelancer
    details = MethodDetails("bank", "204510012877", freelancer.profile.certificate.name_en, "225150135")
    set_payout_method(by=freelancer, details=details)


def refund_failed(stage: Stage) -> Story:
    """The client's card is closed: a refund fails, and is owed to the client."""
    yield 43
    milestone = _held_milestone(stage, 3, REFUND_REFUSED)
    yield 2
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)


def owed_by_freelancer(stage: Stage) -> Story:
    """A chargeback is lost after the payout: the amount is owed by the freelancer."""
    yield 15
    milestone = _held_milestone(stage, 4, Decimal(75))
    stage.onboard(milestone.contract.freelancer)
    yield 2
    _approve(stage, milestone)
    yield 7
    request_payout(by=milestone.contract.freelancer)
    yield 6
    row = chargebacks.ask_chargeback(milestone)
    yield 4
    chargebacks.decide_chargeback(row, "lost")


def unknown_event(stage: Stage) -> Story:
    """An event of the provider about an unknown payment: its job failed six times and is parked."""
    yield DAYS - 6
    about = {"id": "du_from_another_account", "object": "dispute"}
    body = {"id": "evt_of_another_account", "type": "charge.dispute.updated", "data": {"object": about}}
    event = WebhookEvent("evt_of_another_account", "charge.dispute.updated", "dispute", about["id"], body)
    receive_event(rail="stripe", event=event)
    row = ProviderEvent.objects.get(event_id="evt_of_another_account")
    with suppress(ProviderRefused):
        process_event(event_pk=row.pk)
    _park_job(stage)


def _park_job(stage: Stage) -> None:
    """Mark the job as failed, as after its last try."""
    then = past.here()
    if then is not None and then.jobs:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'failed', attempts = 6 WHERE id = %s", [then.jobs.pop()]
            )


def endpoint_turned_off(stage: Stage) -> Story:
    """A client's webhook endpoint is gone: it is turned off, and the client is notified."""
    yield 49
    client = client_of_texts(1)
    endpoint = create_endpoint(by=client, url="https://shop.example/amar-kaj/news", events=["payout.paid"])
    delivery = take_delivery(delivery_id=test_endpoint(by=client, endpoint_id=endpoint.pk).pk, tries=0)
    if delivery is not None:
        record_attempt(delivery=delivery, outcome=Outcome(GONE, "Gone", "", 41))


def moderator_left(stage: Stage) -> Story:
    """A dispute was assigned to a moderator who has left: it waits for another one."""
    yield 51.2
    dispute = disputes.claim_back(disputes.delivered_milestone(stage, "omar", "rina", "data-entry", 10, 95), 60)
    yield 0.5
    disputes.answer_claim(dispute)
    yield 8.1  # unassigned disputes are checked once a day
    dispute.refresh_from_db()
    if dispute.moderator is None:
        return
    nasima = _moderator()
    hand_over_dispute(by=dispute.moderator, dispute_id=dispute.pk, to_id=nasima.pk, reason=HANDED_OVER)
    run_deferred()
    end_roles(by=stage.cast["pavel"], person_id=nasima.pk, reason=LEFT)


def _moderator() -> User:
    save_people([build_user(f"{MODERATOR}@demo.test", "Nasima Begum", "en", password_hash(), roles=[Role.MODERATOR])])
    return User.objects.get(email=f"{MODERATOR}@demo.test")


STORIES: tuple[Callable[[Stage], Story], ...] = (
    payout_failed,
    dollars_ready,
    refund_failed,
    owed_by_freelancer,
    unknown_event,
    endpoint_turned_off,
    moderator_left,
)
"""Each leaves one failure behind that staff or users may find."""
