"""Ordering a service: a contract of one milestone that is paid at once. The freelancer is notified once it is paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.restraint_actions import require_unlimited
from market.bids.offers.terms import TITLE_LENGTH, TITLE_STORED, MilestoneTerms, ProposedTerms
from market.contracts.models import Contract, Milestone
from market.contracts.reminders.terms import ORDER
from market.contracts.workroom import transitions
from market.contracts.workroom.contract_actions import Parties, start_contract
from market.core.base import clock, signals
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import Invalid
from market.core.base.events import emit
from market.core.base.money import Money, rounded
from market.core.base.reminders import next_reminder
from market.core.text.bangla import clip, graphemes, nfc
from market.files.access import attachable
from market.jobs.questions.actions import get_or_open_thread
from market.payments.funding.actions import fund_milestone
from market.payments.funding.checkout_actions import close_checkouts
from market.profiles.freelancers.absence_actions import require_present
from market.profiles.models import ClientProfile
from market.services.models import Extra, Order, Package, Service, total_price
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
from market.services.ordering.events import OrderAnswered, OrderCancelled, OrderReceived, ServiceOrdered

if TYPE_CHECKING:
    from market.payments.models import Funding

ANSWER_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """What a client chooses: ids of a package and of extras, answers by the index of their question, and ids of their
    uploads."""

    package: int
    extras: Sequence[int] = ()
    answers: Mapping[int, str] = field(default_factory=dict)
    files: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Basket:
    """The package and extras of a choice, with their sums."""

    package: Package
    extras: Sequence[Extra]

    @property
    def price(self) -> Money:
        """What the freelancer gets."""
        return Money(total_price([self.package, *self.extras]), self.package.service.currency)

    @property
    def days(self) -> int:
        """The days of work."""
        return self.package.days + sum(extra.days for extra in self.extras)

    @property
    def fee(self) -> Money:
        """What the client pays on top."""
        return Money(rounded(self.price.amount * settings.LIFECYCLE.client_fee), self.price.currency)

    @property
    def charge(self) -> Money:
        """What the client pays in all."""
        return self.price + self.fee


def fill_basket(service: Service, choice: OrderChoice) -> Basket:
    """The rows of a choice. Raises Invalid for rows that the service does not have (any more)."""
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
    basket = Basket(packages[choice.package], [extras[pk] for pk in sorted(set(choice.extras))])
    basket.package.service = service
    return basket


def order_service(
    *, by: User, service_id: int, choice: OrderChoice, site: str, rail: str = ""
) -> "tuple[Order, Funding]":
    """Order, and open the Checkout at `checkout_url`. A second click returns the same order and funding.

    Raises what `place_order` raises, and what `fund_milestone` raises: then the order can be paid from its workroom.
    """
    order = place_order(by=by, service_id=service_id, choice=choice)
    milestone_id = order.contract.milestones.values_list("pk", flat=True).get(position=1)
    return order, fund_milestone(by=by, milestone_id=milestone_id, site=site, rail=rail)


@atomic
def place_order(*, by: User, service_id: int, choice: OrderChoice) -> Order:
    """Create the order, as a contract that awaits funding, which takes a place in the queue. Again: the same order.

    Raises NotFound, OwnService, Limited, ServiceNotOrdered, FreelancerAway, QueueFull, OrderWaits (for other
    choices, while one is unpaid), TooManyUnpaid, and Invalid at `package`, `extras`, `answers`, `files`.
    """
    one_at_a_time(by)  # so that parallel orders count each other
    service = lock(Service.objects.orderable_by(by).select_related("freelancer__profile"), service_id)
    if service.freelancer_id == by.pk:
        raise OwnService
    require_unlimited(by)
    if service.state != Service.State.LIVE:
        raise ServiceNotOrdered(state=service.get_state_display())
    basket = fill_basket(service, choice)
    unpaid = service.orders.unpaid().filter(client=by).select_related("contract").first()
    if unpaid is not None:
        same = _require_same(unpaid, basket)
        _add_files(same, by, choice.files)
        return same
    require_present(service.freelancer.profile)
    if service.queue_limit is not None and service.orders.open().count() >= service.queue_limit:
        raise QueueFull
    if Order.objects.unpaid().filter(client=by).count() >= settings.LIFECYCLE.unpaid_orders:
        raise TooManyUnpaid(most=settings.LIFECYCLE.unpaid_orders)
    return _create_order(by, service, basket, choice)


def _require_same(unpaid: Order, basket: Basket) -> Order:
    ordered = (unpaid.package, unpaid.price, unpaid.extras)
    for language in ("en", "bn"):  # the buyer may have changed the language meanwhile
        name, extras = basket.package.in_language("name", language), _copy_extras(basket.extras, language)
        if ordered == (name, basket.package.price, extras):
            return unpaid
    raise OrderWaits


def _copy_extras(extras: Sequence[Extra], language: str) -> list[dict[str, object]]:
    return [
        {"name": each.in_language("name", language), "price": f"{each.price_value:.2f}", "days": each.days}
        for each in extras
    ]


def _create_order(by: User, service: Service, basket: Basket, choice: OrderChoice) -> Order:
    title, package = service.in_language("title", by.language), basket.package
    part = MilestoneTerms(_part_title(basket, by.language), basket.price.amount, basket.days, package.revisions)
    terms = ProposedTerms(basket.price, basket.days, (part,)).normalized(currency=service.currency, title=part.title)
    parties = Parties(by, service.freelancer, get_or_open_thread(None, by, service.freelancer, seen_by=by).conversation)
    contract = start_contract(parties, title=title, offer=terms)
    now = clock.now()
    due = now + timedelta(days=settings.LIFECYCLE.order_funding_days)
    # An unpaid order holds its place in the queue for few days.
    reminder = next_reminder(due, ORDER, after=now)
    contract.milestones.update(funding_due_at=due, funding_reminder_at=reminder)
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
        extras=_copy_extras(basket.extras, by.language),
        answers=[
            {"question": each.in_language("text", by.language), "answer": nfc(choice.answers.get(index, "")).strip()}
            for index, each in enumerate(service.questions.all())
        ],
        created_at=clock.now(),
    )
    order.files.set(attachable(by, choice.files))
    emit(ServiceOrdered(package=order.package, service=service.pk), on=order, by=by)
    return order


def _part_title(basket: Basket, language: str) -> str:
    names = " + ".join(each.in_language("name", language) for each in (basket.package, *basket.extras))
    return clip(names, TITLE_LENGTH)[:TITLE_STORED]


@atomic
def record_payment(*, milestone: Milestone) -> None:
    """Record the payment of an order, in the transaction of the funding: from now on the freelancer sees it.

    An order counts as a job that its client posted and filled. The time to deliver begins once all questions are
    answered. Does nothing without an order, or for a paid one.
    """
    order = Order.objects.filter(contract=milestone.contract_id, paid_at=None).select_related("client").first()
    if order is None:
        return
    order.paid_at = clock.now()
    order.save(update_fields=["paid_at"])
    if order.unanswered:
        transitions.hold_work(milestone)
    Service.objects.filter(pk=order.service_id).update(orders_paid=F("orders_paid") + 1)
    signals.figures_changed.send(Service, pk=order.service_id)
    client, _is_new = ClientProfile.objects.get_or_create(user=order.client)
    ClientProfile.objects.filter(pk=client.pk).update(
        jobs_posted=F("jobs_posted") + 1, jobs_filled=F("jobs_filled") + 1
    )
    signals.figures_changed.send(ClientProfile, pk=order.client_id)
    received = OrderReceived(package=order.package)
    emit(received, on=order, by=order.client, conversation=milestone.contract.conversation)


def lock_own_order(by: User, contract_id: int) -> tuple[Order, Contract]:
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
    """Cancel an unpaid order and free its place. A payment in the same moment is refunded.

    Raises NotFound, NotYourOrder, OrderNotUnpaid.
    """
    order, contract = lock_own_order(by, contract_id)
    milestone = lock(
        Milestone.objects.filter(contract=contract), contract.milestones.values_list("pk", flat=True).first()
    )
    if contract.state != Contract.State.ACTIVE or milestone.state != Milestone.State.AWAITING_FUNDING:
        raise OrderNotUnpaid
    milestone.contract = contract
    transitions.mark_lapsed(milestone, at=clock.now())
    close_checkouts(milestone)
    emit(OrderCancelled(), on=order, by=by)
    return order


@atomic
def answer_questions(*, by: User, contract_id: int, answers: Mapping[int, str], file_ids: Sequence[str] = ()) -> Order:
    """Answer questions that were left open when ordering, also with uploads. The freelancer is notified if the order is
    paid; the last answer begins the time to deliver.

    Raises NotFound, NotYourOrder, OrderOver, and Invalid at `answers`, `files`.
    """
    order, contract = lock_own_order(by, contract_id)
    if contract.state != Contract.State.ACTIVE:
        raise OrderOver
    if any(graphemes(answer) > ANSWER_LENGTH for answer in answers.values()):
        raise Invalid(errors={"answers": [_("Use %(most)s characters at most.") % {"most": ANSWER_LENGTH}]})
    new_answers = {index: nfc(answers.get(index, "")).strip() for index in order.unanswered}
    if not _add_files(order, by, file_ids) and not any(new_answers.values()):
        return order
    order.answers = [
        {**each, "answer": each["answer"] or new_answers.get(index, "")} for index, each in enumerate(order.answers)
    ]
    order.save(update_fields=["answers"])
    if not order.unanswered:
        _begin_work(contract)
    emit(OrderAnswered(), on=order, by=by, conversation=None if order.paid_at is None else contract.conversation)
    return order


def _add_files(order: Order, by: User, file_ids: Sequence[str]) -> bool:
    """Whether any of the files is new to the order, which has them now. Raises Invalid at `files`, also for too many
    together."""
    there = [str(key) for key in order.files.values_list("pk", flat=True)]
    uploads = attachable(by, [*there, *file_ids])
    order.files.add(*uploads)
    return len(uploads) > len(there)


def _begin_work(contract: Contract) -> None:
    funded = Milestone.objects.filter(contract=contract, state=Milestone.State.FUNDED, work_due_at=None)
    milestone = funded.select_for_update(no_key=True).first()
    if milestone is not None:
        transitions.begin_work(milestone, at=clock.now())
