"""Orders of services: what is bought, by whom and when, and the payment by the local payment provider, over HTTP."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from market.accounts.privacy.registry import registered
from market.contracts.models import Contract
from market.contracts.proposals.actions import OrderNotPaid, end_contract
from market.contracts.workroom.actions import RevisionsUsed, request_changes, submit_work
from market.contracts.workroom.progress import is_late
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound, ProviderUnavailable
from market.core.base.money import Money
from market.messaging.actions import post_message
from market.messaging.models import Conversation, Message
from market.notifications.models import Notification
from market.payments.funding.actions import fund_milestone
from market.payments.funding.checkout_actions import settle_funding
from market.payments.give_backs.actions import give_back
from market.payments.models import Funding, Refund
from market.payments.releases.actions import approve_milestone
from market.profiles.freelancers.absence_actions import FreelancerAway, start_absence
from market.profiles.freelancers.actions import hide_profile
from market.services.models import Order, Service
from market.services.offering.actions import change_service, pause_service
from market.services.offering.details import ExtraDetails, ServiceDetails
from market.services.offering.queries import services_of
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
from market.services.ordering.actions import OrderChoice, answer_questions, cancel_order, order_service, place_order
from market.services.ordering.queries import queue_of
from tests import make
from tests.payments.story import SITE, assert_books_whole


def usd(amount: str) -> Money:
    return Money(amount, "USD")


@pytest.fixture
def service(farida) -> Service:
    return make.make_service(farida)


def choice(service: Service, package: int = 0, extras: int = 2, **answers: str) -> OrderChoice:
    chosen = [each.pk for each in service.extras.all()][:extras]
    answers_by_index = {int(place[1:]): text for place, text in answers.items()}
    return OrderChoice(service.packages.all()[package].pk, chosen, answers_by_index)


def make_order(service: Service, by, **more) -> Order:
    return place_order(by=by, service_id=service.pk, choice=choice(service, **more))


def make_paid_order(provider, service: Service, by, **more) -> Order:
    order, funding = order_service(by=by, service_id=service.pk, choice=choice(service, **more), site=SITE)
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    order.refresh_from_db()
    return order


def notification_kinds(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def exported_rows(user, label: str) -> list[object]:
    """The rows of a model in the user's data export."""
    return [row for entry in registered() if entry.model._meta.label_lower == label for row in entry.exported(user)]


def test_order_creates_a_contract_of_one_milestone(service, carla, farida):
    order = make_order(service, carla, a0="Tea", a1="Red")
    contract = order.contract
    (milestone,) = contract.milestones.all()
    assert (contract.client, contract.freelancer, contract.bid, contract.job) == (carla, farida, None, None)
    assert contract.title == "A logo for a small shop"
    assert milestone.title == "Simple + Source files + Visiting card"
    assert milestone.full_title == "A logo for a small shop: Simple + Source files + Visiting card"
    assert (milestone.amount, milestone.days, milestone.revisions) == (usd("65.50"), 6, 1)
    assert milestone.funding_due_at - clock.now() <= timedelta(days=1)
    assert [each["answer"] for each in order.answers] == ["Tea", "Red"]
    assert [each["price"] for each in order.extra_rows] == [usd("10.00"), usd("15.50")]


def test_extra_that_is_sooner_shortens_the_contract(farida, carla):
    express = (ExtraDetails("Express", usd("10.00"), -3), ExtraDetails("Visiting card", usd("15.50"), 2))
    service = make.make_service(farida, extras=express)
    order = make_order(service, carla, package=0, extras=1)
    assert (order.days, order.contract.milestones.get().days) == (4, 1)
    assert [each["days"] for each in order.extra_rows] == [-3]


def test_order_keeps_its_terms_when_the_service_changes(service, carla, farida):
    order = make_order(service, carla)
    change_service(
        by=farida,
        service_id=service.pk,
        changes={"packages": (raised_package(service),), "extras": (), "title_en": "Else"},
    )
    order.refresh_from_db()
    assert (order.title, order.package, order.price) == ("A logo for a small shop", "Simple", usd("40.00"))
    assert order.contract.milestones.get().amount == usd("65.50")


def raised_package(service: Service):
    return replace(ServiceDetails.of(service).packages[0], price=usd("99.00"))


def test_repeated_order_is_idempotent(service, carla):
    assert make_order(service, carla) == make_order(service, carla)
    assert (Order.objects.count(), Contract.objects.count()) == (1, 1)
    with pytest.raises(OrderWaits):
        make_order(service, carla, package=1)
    with pytest.raises(OrderWaits):
        make_order(service, carla, extras=1)


def test_ordering_an_own_service_is_refused(service, farida):
    with pytest.raises(OwnService):
        make_order(service, farida)


@pytest.mark.parametrize("hide", ["pause", "profile", "suspend"])
def test_paused_or_hidden_service_cannot_be_ordered(service, carla, farida, hide):
    if hide == "pause":
        pause_service(by=farida, service_id=service.pk)
    elif hide == "profile":
        hide_profile(by=farida)
    else:
        type(farida).objects.filter(pk=farida.pk).update(is_active=False)
    with pytest.raises(ServiceNotOrdered if hide == "pause" else NotFound):
        make_order(service, carla)


@pytest.mark.parametrize("change", [{"state": "draft"}, {"is_hidden": True}])
def test_ordering_a_draft_or_moderated_service_is_not_found(service, carla, farida, change):
    Service.objects.filter(pk=service.pk).update(**change)
    with pytest.raises(NotFound):
        make_order(service, carla)


def test_service_of_an_absent_freelancer_cannot_be_ordered(service, carla, farida):
    today = farida.profile.local_time.date()
    start_absence(by=farida, first=today, last=today + timedelta(days=3))
    with pytest.raises(FreelancerAway):
        make_order(service, carla)


def test_invalid_choice_is_an_error_of_its_field(service, carla, farida):
    other = make.make_service(farida)
    for wrong, field in (
        (OrderChoice(other.packages.all()[0].pk), "package"),
        (OrderChoice(service.packages.all()[0].pk, [other.extras.all()[0].pk]), "extras"),
        (OrderChoice(service.packages.all()[0].pk, (), {0: "a" * 2001}), "answers"),
    ):
        with pytest.raises(Invalid) as refused:
            place_order(by=carla, service_id=service.pk, choice=wrong)
        assert list(refused.value.errors) == [field]


def test_full_queue_refuses_orders_until_one_is_cancelled(service, carla, omar, farida):
    change_service(by=farida, service_id=service.pk, changes={"queue_limit": 1})
    first = make_order(service, carla)
    service.refresh_from_db()
    queue = queue_of(service)
    assert (queue.running, queue.is_full) == (1, True)
    assert queue.next_place_at == first.contract.milestones.get().funding_due_at
    with pytest.raises(QueueFull):
        make_order(service, omar)
    assert make_order(service, carla) == first  # the client's own place
    cancel_order(by=carla, contract_id=first.contract_id)
    assert make_order(service, omar).client == omar


def test_unpaid_orders_of_one_client_are_limited(carla, farida, rina, settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, unpaid_orders=1)
    make_order(make.make_service(farida), carla)
    with pytest.raises(TooManyUnpaid):
        make_order(make.make_service(rina), carla)


def test_freelancer_sees_and_is_notified_of_an_order_only_when_paid(provider, service, carla, farida):
    before = Message.objects.count()
    order, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    assert (notification_kinds(farida), Message.objects.count()) == ([], before)
    assert not Contract.objects.visible_to(farida).exists()
    assert not Conversation.objects.visible_to(farida).exists()
    assert list(Conversation.objects.visible_to(carla)) == [order.contract.conversation]
    assert exported_rows(farida, "contracts.contract") == exported_rows(farida, "messaging.member") == []
    assert order.contract.conversation.contact_open_at is None
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    settle_funding(funding_id=funding.pk)
    assert notification_kinds(farida) == ["milestone.funded"]
    assert notification_kinds(carla) == ["funding.receipt"]
    assert list(Contract.objects.visible_to(farida)) == exported_rows(farida, "contracts.contract") == [order.contract]
    assert list(Conversation.objects.visible_to(farida)) == [order.contract.conversation]
    codes = list(
        Message.objects.filter(conversation=order.contract.conversation_id)
        .order_by("seq")
        .values_list("code", flat=True)
    )
    assert codes == ["order.received", "milestone.funded"]
    order.refresh_from_db()
    service.refresh_from_db()
    order.contract.conversation.refresh_from_db()
    assert order.paid_at is not None
    assert order.contract.conversation.contact_open_at is not None
    assert service.orders_paid == 1
    assert (carla.client_profile.jobs_posted, carla.client_profile.jobs_filled) == (1, 1)
    assert_books_whole()


def test_declined_payment_can_be_retried_on_the_same_checkout(provider, service, carla, farida):
    order, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    provider.click(funding.checkout_url, "decline")
    settle_funding(funding_id=funding.pk)
    order.refresh_from_db()
    assert (order.paid_at, notification_kinds(farida)) == (None, [])
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    order.refresh_from_db()
    assert order.paid_at is not None


def test_abandoned_checkout_can_be_paid_later_from_the_workroom(provider, service, carla):
    order, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    provider.click(funding.checkout_url, "abandon")
    milestone = order.contract.milestones.get()
    later = fund_milestone(by=carla, milestone_id=milestone.pk, site=SITE)
    provider.pay(later.checkout_url)
    settle_funding(funding_id=later.pk)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.held) == ("funded", usd("65.50"))


def test_order_is_marked_paid_despite_a_lost_webhook(provider, service, carla, travel):
    provider.plan("drop", times=9)
    order, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    provider.pay(funding.checkout_url)
    provider.deliver()
    travel(timedelta(minutes=10))
    order.refresh_from_db()
    assert order.paid_at is not None


def test_order_is_kept_when_the_provider_is_unavailable(provider, service, carla):
    provider.plan("lost_answer")
    with pytest.raises(ProviderUnavailable):
        order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    order, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    assert (Order.objects.get(), Funding.objects.count()) == (order, 1)
    assert funding.checkout_url


def test_client_can_message_the_freelancer_about_an_unpaid_order(api, service, carla, farida):
    conversation = make_order(service, carla).contract.conversation
    assert api(farida).get(f"/api/v1/conversations/{conversation.pk}/messages/").status_code == 404
    post_message(by=carla, conversation_id=conversation.pk, text="May I pay tomorrow?")
    assert list(Conversation.objects.visible_to(farida)) == [conversation]
    assert not Contract.objects.visible_to(farida).exists()


def test_unpaid_order_lapses_without_notifying_the_freelancer(provider, service, carla, farida, travel):
    order, _funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    travel(timedelta(days=1, hours=1))
    order.contract.refresh_from_db()
    assert order.contract.state == "lapsed"
    reminders = ["milestone.funding_due"] * 2
    assert (notification_kinds(farida), notification_kinds(carla)) == ([], [*reminders, "milestone.lapsed"])
    assert queue_of(service).running == 0
    assert not Contract.objects.visible_to(farida).exists()
    assert make_order(service, carla) != order


def test_payment_of_a_cancelled_order_is_refunded(provider, service, carla, run_jobs):
    order, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    provider.pay(funding.checkout_url)
    cancel_order(by=carla, contract_id=order.contract_id)
    order.contract.refresh_from_db()
    assert order.contract.state == "lapsed"
    run_jobs()
    assert Refund.objects.get().reason == "late_payment"
    order.refresh_from_db()
    assert order.paid_at is None
    assert_books_whole()
    with pytest.raises(OrderNotUnpaid):
        cancel_order(by=carla, contract_id=order.contract_id)


def test_paid_order_cannot_be_cancelled(provider, service, carla, farida, omar):
    order = make_paid_order(provider, service, carla)
    with pytest.raises(OrderNotUnpaid):
        cancel_order(by=carla, contract_id=order.contract_id)
    with pytest.raises(NotYourOrder):
        cancel_order(by=farida, contract_id=order.contract_id)
    with pytest.raises(NotFound):
        cancel_order(by=omar, contract_id=order.contract_id)
    with pytest.raises(NotFound):
        cancel_order(by=omar, contract_id=987654)


def test_open_questions_can_be_answered_after_payment(provider, service, carla, farida, omar):
    order = make_paid_order(provider, service, carla, a0="Tea")
    assert order.unanswered == [1]
    for person, refusal in ((farida, NotYourOrder), (omar, NotFound)):
        with pytest.raises(refusal):
            answer_questions(by=person, contract_id=order.contract_id, answers={1: "Red"})
    with pytest.raises(Invalid):
        answer_questions(by=carla, contract_id=order.contract_id, answers={1: "a" * 2001})
    answer_questions(by=carla, contract_id=order.contract_id, answers={0: "Coffee", 1: " Red "})
    answer_questions(by=carla, contract_id=order.contract_id, answers={1: "Blue"})
    order.refresh_from_db()
    assert [each["answer"] for each in order.answers] == ["Tea", "Red"]
    assert Message.objects.filter(code="order.answered").count() == 1
    Contract.objects.update(state="completed")
    with pytest.raises(OrderOver):
        answer_questions(by=carla, contract_id=order.contract_id, answers={1: "Blue"})


def test_time_to_deliver_begins_with_the_last_answer(provider, service, carla, page, travel):
    order = make_paid_order(provider, service, carla, a0="Tea")
    milestone = order.contract.milestones.get()
    assert (milestone.state, milestone.work_due_at, milestone.work_notice_at) == ("funded", None, None)
    assert "begins once you have answered" in page(carla).get(order.get_absolute_url()).content.decode()
    travel(timedelta(days=milestone.days + 1))
    milestone.refresh_from_db()
    assert not is_late(milestone)
    answer_questions(by=carla, contract_id=order.contract_id, answers={1: "Red"})
    milestone.refresh_from_db()
    assert milestone.work_due_at - clock.now() > timedelta(days=milestone.days - 1)
    assert "begins once you have answered" not in page(carla).get(order.get_absolute_url()).content.decode()


def test_open_questions_hold_nothing_up_once_the_work_is_delivered(provider, service, carla, farida, page):
    order = make_paid_order(provider, service, carla, a0="Tea")
    submit_work(by=farida, milestone_id=order.contract.milestones.get().pk, note="Done")
    content = page(farida).get(order.get_absolute_url()).content.decode()
    assert "Not answered yet" in content
    assert "begins once the client has answered" not in content


def test_answered_questions_hold_nothing_up(provider, service, carla):
    order = make_paid_order(provider, service, carla, a0="Tea", a1="Red")
    assert order.contract.milestones.get().work_due_at is not None


def test_delivery_before_the_answers_is_reviewed_as_ever(provider, service, carla, farida):
    order = make_paid_order(provider, service, carla, a0="Tea")
    milestone = order.contract.milestones.get()
    submit_work(by=farida, milestone_id=milestone.pk, note="Here.")
    answer_questions(by=carla, contract_id=order.contract_id, answers={1: "Red"})
    milestone.refresh_from_db()
    assert (milestone.state, milestone.work_due_at) == ("submitted", None)
    request_changes(by=carla, milestone_id=milestone.pk, note="Greener.")


def test_completed_order_counts_in_the_statistics_of_the_freelancer(provider, service, carla, farida):
    order = make_paid_order(provider, service, carla)
    milestone = order.contract.milestones.get()
    submit_work(by=farida, milestone_id=milestone.pk, note="Here.")
    request_changes(by=carla, milestone_id=milestone.pk, note="Greener.")
    submit_work(by=farida, milestone_id=milestone.pk, note="Here.")
    with pytest.raises(RevisionsUsed):
        request_changes(by=carla, milestone_id=milestone.pk, note="Redder.")
    (row,) = services_of(farida)
    assert (row.running, row.sold, row.earned_value) == (1, 1, Decimal("0.00"))
    approve_milestone(by=carla, milestone_id=milestone.pk)
    (row,) = services_of(farida)
    assert (row.running, row.sold, row.earned_value) == (0, 1, Decimal("65.50"))
    give_back(by=farida, milestone_id=milestone.pk, amount=Money(Decimal("15.50"), "USD"), reason="Redder was meant.")
    (row,) = services_of(farida)
    assert row.earned_value == 50
    farida.profile.refresh_from_db()
    assert farida.profile.jobs_done == 1


def test_unpaid_order_takes_no_proposals(service, carla, farida):
    order = make_order(service, carla)
    with pytest.raises(OrderNotPaid):
        end_contract(by=carla, contract_id=order.contract_id)
    assert notification_kinds(farida) == []
