"""Stories of what goes wrong now and then: money that did not arrive, news of the provider that nobody understood, a
program that answers no more, a moderator who left. Graduates and clients of the crowd, so that the cast stays free.
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
from market.payments.payouts.actions import request_payout
from market.payments.provider.actions import process_event, receive_event
from market.payments.provider.stripe import ProviderRefused, WebhookEvent
from market.payments.refunds.actions import give_refund
from market.payments.releases.actions import approve_milestone
from market.site.demo import banks, disputes
from market.site.demo.cast import password_hash, person, save_people
from market.site.demo.deeds import TOPIC, client_of_texts, graduate
from market.site.demo.latest import DAYS
from market.site.demo.stage import Stage, Story

REFUSED_BY_HER_BANK = Decimal("66.67")  # the local provider's amounts that go wrong, see the desk
NOT_TAKEN_BACK = Decimal("63.47")  # 66.64 with the fee
GONE = 410
MODERATOR = "nasima"
LEFT = "She has moved to another organisation. Thank you for two good years."
HANDED_OVER = "Nasima knows this kind of work."


def _held(stage: Stage, number: int, amount: Decimal) -> Milestone:
    """A milestone of somebody of the crowd, its money held."""
    client, freelancer = client_of_texts(number), graduate(stage, number)
    terms = ProposedTerms(Money(amount, "USD"), 6, (MilestoneTerms("Everything", amount, 6),))
    bid = stage.submit(stage.job(client, _fitting(stage, amount)[number]), freelancer, terms)
    stage.talk(bid, 0, 2)
    contract = stage.contract(bid)
    stage.fund(contract)
    return stage.milestone(contract)


def _fitting(stage: Stage, amount: Decimal) -> list[int]:
    """The jobs of the topic whose budget the amount is in."""
    jobs = stage.texts.topics[TOPIC]["jobs"]
    return [pick for pick, job in enumerate(jobs) if job["budget_usd"][0] <= amount <= job["budget_usd"][1]]


def _approved(stage: Stage, milestone: Milestone) -> None:
    stage.deliver(milestone.contract)
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)


def payout_failed(stage: Stage) -> Story:
    """Her bank sends a payout back: she reads why, and the money waits for her again."""
    yield 28
    milestone = _held(stage, 2, REFUSED_BY_HER_BANK)
    stage.onboard(milestone.contract.freelancer)
    yield 3
    _approved(stage, milestone)
    yield 7
    request_payout(by=milestone.contract.freelancer)


def refund_failed(stage: Stage) -> Story:
    """The client's card is closed: a refund comes back, and stands in the books as owed to him."""
    yield 43
    milestone = _held(stage, 3, NOT_TAKEN_BACK)
    yield 2
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)


def owed(stage: Stage) -> Story:
    """A bank takes a payment back that had been paid out already: it stands as owed by the freelancer."""
    yield 15
    milestone = _held(stage, 4, Decimal(75))
    stage.onboard(milestone.contract.freelancer)
    yield 2
    _approved(stage, milestone)
    yield 7
    request_payout(by=milestone.contract.freelancer)
    yield 6
    row = banks.asked(milestone)
    yield 4
    banks.decided(row, "lost")


def not_understood(stage: Stage) -> Story:
    """A webhook event of the provider about a payment that it does not know: the job tried six times and is parked."""
    yield DAYS - 6
    about = {"id": "du_from_another_account", "object": "dispute"}
    body = {"id": "evt_of_another_account", "type": "charge.dispute.updated", "data": {"object": about}}
    receive_event(event=WebhookEvent("evt_of_another_account", "charge.dispute.updated", about["id"], "", body))
    event = ProviderEvent.objects.get(event_id="evt_of_another_account")
    with suppress(ProviderRefused):
        process_event(event_pk=event.pk)
    _park(stage)


def _park(stage: Stage) -> None:
    """As after the last of its tries, which take an hour."""
    then = past.here()
    if then is not None and then.jobs:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'failed', attempts = 6 WHERE id = %s", [then.jobs.pop()]
            )


def turned_off(stage: Stage) -> Story:
    """A client's program is gone: its address is turned off, and she is told."""
    yield 49
    client = client_of_texts(1)
    endpoint = create_endpoint(by=client, url="https://shop.example/amar-kaj/news", events=["payout.paid"])
    delivery = take_delivery(delivery_id=test_endpoint(by=client, endpoint_id=endpoint.pk).pk, tries=0)
    if delivery is not None:
        record_attempt(delivery=delivery, outcome=Outcome(GONE, "Gone", "", 41))


def moderator_left(stage: Stage) -> Story:
    """A dispute was given to a moderator who works for the site no more: it waits for somebody to take it."""
    yield 51.2
    dispute = disputes.claimed(disputes.held(stage, "omar", "rina", "data-entry", 10, 95), 60)
    yield 0.5
    disputes.answered(dispute)
    yield 8.1  # the desk looks once a day whether a dispute has somebody: not before tomorrow
    dispute.refresh_from_db()
    if dispute.moderator is None:
        return
    nasima = _moderator()
    hand_over_dispute(by=dispute.moderator, dispute_id=dispute.pk, to_id=nasima.pk, reason=HANDED_OVER)
    run_deferred()
    end_roles(by=stage.cast["pavel"], person_id=nasima.pk, reason=LEFT)


def _moderator() -> User:
    save_people([person(f"{MODERATOR}@demo.test", "Nasima Begum", "en", password_hash(), roles=[Role.MODERATOR])])
    return User.objects.get(email=f"{MODERATOR}@demo.test")


STORIES: tuple[Callable[[Stage], Story], ...] = (
    payout_failed,
    refund_failed,
    owed,
    not_understood,
    turned_off,
    moderator_left,
)
"""Each leaves one state behind that staff and people may come upon."""
