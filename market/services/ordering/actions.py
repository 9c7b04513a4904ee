"""Ordering a service: a contract of one milestone that is paid at once. She learns of it when it is paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.restraint_actions import require_unlimited
from market.bids.offers.terms import TITLE_LENGTH, TITLE_STORED, Offer, Part
from market.contracts.models import Contract, Milestone
from market.contracts.workroom import transitions
from market.contracts.workroom.contract_actions import Parties, start_contract
from market.contracts.workroom.telling import said
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import Invalid
from market.core.base.money import Money, rounded
from market.core.text.bangla import clip, graphemes, nfc
from market.jobs.questions.actions import get_or_open_thread
from market.messaging.actions import post_system_line
from market.payments.funding.actions import fund_milestone
from market.payments.funding.checkout_actions import close_pages
from market.profiles.freelancers.absence_actions import require_present
from market.profiles.models import ClientProfile
from market.services.models import Extra, Order, Package, Service, whole
from market.services.offering.refusals import (
    NotYourOrder,
    OrderNotUnpaid,
    OrderOver,
    OrderWaits,
    OwnService,
    QueueFull,
    ServiceNotOrdered,
    TooManyUnpaid,
)

if TYPE_CHECKING:
    from market.payments.models import Funding

ANSWER_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Choice:
    """What a client wants of a service: ids of a package and of extras, and answers by the place of their question."""

    package: int
    extras: Sequence[int] = ()
    answers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bought:
    """The rows that a choice means, and what they come to."""

    package: Package
    extras: Sequence[Extra]

    @property
    def price(self) -> Money:
        """What she gets."""
        return Money(whole([self.package, *self.extras]), self.package.service.currency)

    @property
    def days(self) -> int:
        """How long it takes."""
        return self.package.days + sum(extra.days for extra in self.extras)

    @property
    def fee(self) -> Money:
        """What the client pays on top."""
        return Money(rounded(self.price.amount * settings.LIFECYCLE.client_fee), self.price.currency)

    @property
    def charge(self) -> Money:
        """What the client pays in all."""
        return self.price + self.fee


def bought(service: Service, choice: Choice) -> Bought:
    """The rows of a choice. Raises Invalid for one that the service does not have (any more)."""
    packages = {each.pk: each for each in service.packages.all()}
    extras = {each.pk: each for each in service.extras.all()}
    errors: dict[str, list[object]] = {}
    if choice.package not in packages:
        errors["package"] = [_("This package is not offered any more. Look at the service again.")]
    if not set(choice.extras) <= set(extras):
        errors["extras"] = [_("One of these extras is not offered any more. Look at the service again.")]
    if any(graphemes(answer) > ANSWER_LENGTH for answer in choice.answers.values()):
        errors["answers"] = [_("Use %(most)s characters at most.") % {"most": ANSWER_LENGTH}]
    if errors:
        raise Invalid(errors=errors)
    found = Bought(packages[choice.package], [extras[pk] for pk in sorted(set(choice.extras))])
    found.package.service = service
    return found


def order_service(*, by: User, service_id: int, choice: Choice, site: str) -> "tuple[Order, Funding]":
    """Order, and open the Checkout: its `checkout_url` is the next page. A second click gives the same of both.

    Raises as `place_order`, and as `fund_milestone`: the order then stays and can be paid from its workroom.
    """
    order = place_order(by=by, service_id=service_id, choice=choice)
    milestone_id = order.contract.milestones.values_list("pk", flat=True).get(position=1)
    return order, fund_milestone(by=by, milestone_id=milestone_id, site=site)


@atomic
def place_order(*, by: User, service_id: int, choice: Choice) -> Order:
    """The order as a contract that waits for its money; its place in the queue is taken. Again, the same one.

    Raises NotFound, OwnService, Limited, ServiceNotOrdered, FreelancerAway, QueueFull, OrderWaits (for other
    choices, while one is unpaid), TooManyUnpaid, and Invalid at `package`, `extras`, `answers`.
    """
    one_at_a_time(by)  # so that each counts what the other left unpaid
    service = lock(Service.objects.askable_by(by).select_related("freelancer__profile"), service_id)
    if service.freelancer_id == by.pk:
        raise OwnService
    require_unlimited(by)
    if service.state != Service.State.LIVE:
        raise ServiceNotOrdered(state=service.get_state_display())
    found = bought(service, choice)
    waiting = service.orders.unpaid().filter(client=by).select_related("contract").first()
    if waiting is not None:
        return _same(waiting, found)
    require_present(service.freelancer.profile)
    if service.queue_limit is not None and service.orders.open().count() >= service.queue_limit:
        raise QueueFull
    if Order.objects.unpaid().filter(client=by).count() >= settings.LIFECYCLE.unpaid_orders:
        raise TooManyUnpaid(most=settings.LIFECYCLE.unpaid_orders)
    return _made(by, service, found, choice)


def _same(waiting: Order, found: Bought) -> Order:
    kept = (waiting.package, waiting.price, waiting.extras)
    for language in ("en", "bn"):  # the buyer may have changed the language meanwhile
        if kept == (found.package.in_language("name", language), found.package.price, _copies(found.extras, language)):
            return waiting
    raise OrderWaits


def _copies(extras: Sequence[Extra], language: str) -> list[dict[str, object]]:
    return [
        {"name": each.in_language("name", language), "price": f"{each.price_value:.2f}", "days": each.days}
        for each in extras
    ]


def _made(by: User, service: Service, found: Bought, choice: Choice) -> Order:
    title, package = service.in_language("title", by.language), found.package
    part = Part(_part_title(title, found, by.language), found.price.amount, found.days, package.revisions)
    offer = Offer(found.price, found.days, (part,)).settled(currency=service.currency, title=part.title)
    parties = Parties(by, service.freelancer, get_or_open_thread(None, by, service.freelancer, seen_by=by).conversation)
    contract = start_contract(parties, title=title, offer=offer)
    due = clock.now() + timedelta(days=settings.LIFECYCLE.order_funding_days)
    contract.milestones.update(funding_due_at=due)  # a place in the queue is not kept for long
    order = Order.objects.create(
        service=service,
        contract=contract,
        client=by,
        title=title,
        package=package.in_language("name", by.language),
        includes=package.in_language("includes", by.language),
        price_value=package.price_value,
        days=package.days,
        revisions=package.revisions,
        currency=service.currency,
        extras=_copies(found.extras, by.language),
        answers=[
            {"question": each.in_language("text", by.language), "answer": nfc(choice.answers.get(place, "")).strip()}
            for place, each in enumerate(service.questions.all())
        ],
        created_at=clock.now(),
    )
    audit("service.ordered", by=by, on=order, service=service.pk, **said(title=title, package=order.package))
    return order


def _part_title(title: str, found: Bought, language: str) -> str:
    names = " + ".join(each.in_language("name", language) for each in (found.package, *found.extras))
    with translation.override(language):
        text = _("%(package)s: %(service)s") % {"package": names, "service": title}
    return clip(text, TITLE_LENGTH)[:TITLE_STORED]


@atomic
def note_payment(*, milestone: Milestone) -> None:
    """The money of an order arrived, in the transaction that takes it: from now on it is hers to see.

    An order counts as a job that its client posted and filled. Does nothing for what is no order, or paid already.
    """
    order = Order.objects.filter(contract=milestone.contract_id, paid_at=None).select_related("client").first()
    if order is None:
        return
    order.paid_at = clock.now()
    order.save(update_fields=["paid_at"])
    Service.objects.filter(pk=order.service_id).update(orders_paid=F("orders_paid") + 1)
    client, _made_now = ClientProfile.objects.get_or_create(user=order.client)
    ClientProfile.objects.filter(pk=client.pk).update(
        jobs_posted=F("jobs_posted") + 1, jobs_filled=F("jobs_filled") + 1
    )
    talk = milestone.contract.conversation
    post_system_line(talk, "service.ordered", actor=order.client, title=order.title, package=order.package)


def own_order(by: User, contract_id: int) -> tuple[Order, Contract]:
    """The client's own order, its contract locked. Raises NotFound to strangers, NotYourOrder to the freelancer."""
    order = fetch(
        Order.objects.visible_to(by), Order.objects.filter(contract=contract_id).values_list("pk", flat=True).first()
    )
    contract = lock(Contract.objects.visible_to(by), contract_id)
    if contract.client_id != by.pk:
        raise NotYourOrder
    return order, contract


@atomic
def cancel_order(*, by: User, contract_id: int) -> Order:
    """Give an unpaid order up: its place is free again. What is paid in the same moment goes back.

    Raises NotFound, NotYourOrder, OrderNotUnpaid.
    """
    order, contract = own_order(by, contract_id)
    milestone = lock(
        Milestone.objects.filter(contract=contract), contract.milestones.values_list("pk", flat=True).first()
    )
    if contract.state != Contract.State.ACTIVE or milestone.state != Milestone.State.AWAITING_FUNDING:
        raise OrderNotUnpaid
    milestone.contract = contract
    transitions.mark_lapsed(milestone, at=clock.now())
    close_pages(milestone)
    audit("order.cancelled", by=by, on=order, **said(title=order.title))
    return order


@atomic
def answer_questions(*, by: User, contract_id: int, answers: Mapping[int, str]) -> Order:
    """Answer what was not answered when ordering; what was stays. She is told once there is an order that is paid.

    Raises NotFound, NotYourOrder, OrderOver, and Invalid at `answers`.
    """
    order, contract = own_order(by, contract_id)
    if contract.state != Contract.State.ACTIVE:
        raise OrderOver
    if any(graphemes(answer) > ANSWER_LENGTH for answer in answers.values()):
        raise Invalid(errors={"answers": [_("Use %(most)s characters at most.") % {"most": ANSWER_LENGTH}]})
    given = {place: nfc(answers.get(place, "")).strip() for place in order.unanswered}
    if not any(given.values()):
        return order
    order.answers = [
        {**each, "answer": each["answer"] or given.get(place, "")} for place, each in enumerate(order.answers)
    ]
    order.save(update_fields=["answers"])
    audit("order.answered", by=by, on=order, **said(title=order.title))
    if order.paid_at is not None:
        post_system_line(contract.conversation, "order.answered", actor=by, title=order.title)
    return order
