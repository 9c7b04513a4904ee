"""Ordering: what is bought, by whom, when; and the way of the money with the local payment provider, over HTTP."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from market.accounts.privacy.registry import registered
from market.contracts.models import Contract
from market.contracts.proposals.actions import OrderNotPaid, end_contract
from market.contracts.workroom.actions import RevisionsUsed, request_changes, submit_work
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound, ProviderUnavailable
from market.core.base.money import Money
from market.messaging.actions import post_message
from market.messaging.models import Conversation, Message
from market.notifications.models import Notification
from market.payments.funding.actions import fund_milestone
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Funding, Refund
from market.payments.releases.actions import approve_milestone
from market.profiles.freelancers.absence_actions import FreelancerAway, start_absence
from market.profiles.freelancers.actions import hide_profile
from market.services.models import Order, Service
from market.services.offering.actions import change_service, pause_service
from market.services.offering.details import ServiceDetails
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
    given = {int(place[1:]): text for place, text in answers.items()}
    return OrderChoice(service.packages.all()[package].pk, chosen, given)


def order(service: Service, by, **more) -> Order:
    return place_order(by=by, service_id=service.pk, choice=choice(service, **more))


def paid(provider, service: Service, by, **more) -> Order:
    made, funding = order_service(by=by, service_id=service.pk, choice=choice(service, **more), site=SITE)
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    made.refresh_from_db()
    return made


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def copied(user, label: str) -> list[object]:
    """What goes into her copy of her data."""
    return [row for entry in registered() if entry.model._meta.label_lower == label for row in entry.exported(user)]


def test_an_order_is_a_contract_of_one_milestone(service, carla, farida):
    made = order(service, carla, a0="Tea", a1="Red")
    contract = made.contract
    (milestone,) = contract.milestones.all()
    assert (contract.client, contract.freelancer, contract.bid, contract.job) == (carla, farida, None, None)
    assert contract.title == "A logo for a small shop"
    assert milestone.title == "Simple + Source files + Visiting card: A logo for a small shop"
    assert (milestone.amount, milestone.days, milestone.revisions) == (usd("65.50"), 6, 1)
    assert milestone.funding_due_at - clock.now() <= timedelta(days=1)
    assert [each["answer"] for each in made.answers] == ["Tea", "Red"]
    assert [each["price"] for each in made.extra_rows] == [usd("10.00"), usd("15.50")]


def test_the_order_keeps_what_was_bought(service, carla, farida):
    made = order(service, carla)
    change_service(
        by=farida, service_id=service.pk, changes={"packages": (dearer(service),), "extras": (), "title_en": "Else"}
    )
    made.refresh_from_db()
    assert (made.title, made.package, made.price) == ("A logo for a small shop", "Simple", usd("40.00"))
    assert made.contract.milestones.get().amount == usd("65.50")


def dearer(service: Service):
    return replace(ServiceDetails.of(service).packages[0], price=usd("99.00"))


def test_a_second_click_makes_no_second_order(service, carla):
    assert order(service, carla) == order(service, carla)
    assert (Order.objects.count(), Contract.objects.count()) == (1, 1)
    with pytest.raises(OrderWaits):
        order(service, carla, package=1)
    with pytest.raises(OrderWaits):
        order(service, carla, extras=1)


def test_nobody_orders_her_own_service(service, farida):
    with pytest.raises(OwnService):
        order(service, farida)


@pytest.mark.parametrize("hide", ["pause", "profile", "suspend"])
def test_what_is_not_shown_cannot_be_ordered(service, carla, farida, hide):
    if hide == "pause":
        pause_service(by=farida, service_id=service.pk)
    elif hide == "profile":
        hide_profile(by=farida)
    else:
        type(farida).objects.filter(pk=farida.pk).update(is_active=False)
    with pytest.raises(ServiceNotOrdered if hide == "pause" else NotFound):
        order(service, carla)


@pytest.mark.parametrize("change", [{"state": "draft"}, {"is_hidden": True}])
def test_what_was_never_shown_or_is_hidden_does_not_exist(service, carla, farida, change):
    Service.objects.filter(pk=service.pk).update(**change)
    with pytest.raises(NotFound):
        order(service, carla)


def test_nobody_orders_while_she_is_away(service, carla, farida):
    today = farida.profile.local_time.date()
    start_absence(by=farida, first=today, last=today + timedelta(days=3))
    with pytest.raises(FreelancerAway):
        order(service, carla)


def test_what_is_not_offered_cannot_be_ordered(service, carla, farida):
    other = make.make_service(farida)
    for wrong, field in (
        (OrderChoice(other.packages.all()[0].pk), "package"),
        (OrderChoice(service.packages.all()[0].pk, [other.extras.all()[0].pk]), "extras"),
        (OrderChoice(service.packages.all()[0].pk, (), {0: "a" * 2001}), "answers"),
    ):
        with pytest.raises(Invalid) as refused:
            place_order(by=carla, service_id=service.pk, choice=wrong)
        assert list(refused.value.errors) == [field]


def test_the_queue_is_full_until_a_place_is_free(service, carla, omar, farida):
    change_service(by=farida, service_id=service.pk, changes={"queue_limit": 1})
    first = order(service, carla)
    service.refresh_from_db()
    queue = queue_of(service)
    assert (queue.running, queue.is_full) == (1, True)
    assert queue.next_place_at == first.contract.milestones.get().funding_due_at
    with pytest.raises(QueueFull):
        order(service, omar)
    assert order(service, carla) == first  # her own place
    cancel_order(by=carla, contract_id=first.contract_id)
    assert order(service, omar).client == omar


def test_unpaid_orders_of_one_client_are_limited(carla, farida, rina, settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, unpaid_orders=1)
    order(make.make_service(farida), carla)
    with pytest.raises(TooManyUnpaid):
        order(make.make_service(rina), carla)


def test_she_learns_of_an_order_when_it_is_paid_and_not_before(provider, service, carla, farida):
    before = Message.objects.count()
    made, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    assert (told(farida), Message.objects.count()) == ([], before)
    assert not Contract.objects.visible_to(farida).exists()
    assert not Conversation.objects.visible_to(farida).exists()
    assert list(Conversation.objects.visible_to(carla)) == [made.contract.conversation]
    assert copied(farida, "contracts.contract") == copied(farida, "messaging.member") == []
    assert made.contract.conversation.contact_open_at is None
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    settle_funding(funding_id=funding.pk)
    assert told(farida) == ["milestone.funded"]
    assert told(carla) == ["funding.receipt"]
    assert list(Contract.objects.visible_to(farida)) == copied(farida, "contracts.contract") == [made.contract]
    assert list(Conversation.objects.visible_to(farida)) == [made.contract.conversation]
    codes = list(
        Message.objects.filter(conversation=made.contract.conversation_id)
        .order_by("seq")
        .values_list("code", flat=True)
    )
    assert codes == ["service.ordered", "milestone.funded"]
    made.refresh_from_db()
    service.refresh_from_db()
    made.contract.conversation.refresh_from_db()
    assert made.paid_at is not None
    assert made.contract.conversation.contact_open_at is not None
    assert service.orders_paid == 1
    assert (carla.client_profile.jobs_posted, carla.client_profile.jobs_filled) == (1, 1)
    assert_books_whole()


def test_declined_then_paid_on_the_same_page(provider, service, carla, farida):
    made, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    provider.click(funding.checkout_url, "decline")
    settle_funding(funding_id=funding.pk)
    made.refresh_from_db()
    assert (made.paid_at, told(farida)) == (None, [])
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    made.refresh_from_db()
    assert made.paid_at is not None


def test_left_and_paid_later_from_the_workroom(provider, service, carla):
    made, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    provider.click(funding.checkout_url, "abandon")
    milestone = made.contract.milestones.get()
    later = fund_milestone(by=carla, milestone_id=milestone.pk, site=SITE)
    provider.pay(later.checkout_url)
    settle_funding(funding_id=later.pk)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.held) == ("funded", usd("65.50"))


def test_a_lost_webhook_is_made_up_for(provider, service, carla, travel):
    provider.plan("drop", times=9)
    made, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    provider.pay(funding.checkout_url)
    provider.deliver()
    travel(timedelta(minutes=10))
    made.refresh_from_db()
    assert made.paid_at is not None


def test_the_provider_is_down_and_the_order_stays(provider, service, carla):
    provider.plan("lost_answer")
    with pytest.raises(ProviderUnavailable):
        order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    made, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    assert (Order.objects.get(), Funding.objects.count()) == (made, 1)
    assert funding.checkout_url


def test_she_may_be_written_to_about_an_order_that_waits(api, service, carla, farida):
    talk = order(service, carla).contract.conversation
    assert api(farida).get(f"/api/v1/conversations/{talk.pk}/messages/").status_code == 404
    post_message(by=carla, conversation_id=talk.pk, text="May I pay tomorrow?")
    assert list(Conversation.objects.visible_to(farida)) == [talk]
    assert not Contract.objects.visible_to(farida).exists()


def test_nobody_pays_and_the_order_lapses_without_a_word_to_her(provider, service, carla, farida, travel):
    made, _funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    travel(timedelta(days=1, hours=1))
    made.contract.refresh_from_db()
    assert made.contract.state == "lapsed"
    assert (told(farida), told(carla)) == ([], ["milestone.lapsed"])
    assert queue_of(service).running == 0
    assert not Contract.objects.visible_to(farida).exists()
    assert order(service, carla) != made


def test_an_unpaid_order_is_cancelled_and_money_of_that_moment_goes_back(provider, service, carla, run_jobs):
    made, funding = order_service(by=carla, service_id=service.pk, choice=choice(service), site=SITE)
    provider.pay(funding.checkout_url)
    cancel_order(by=carla, contract_id=made.contract_id)
    made.contract.refresh_from_db()
    assert made.contract.state == "lapsed"
    run_jobs()
    assert Refund.objects.get().reason == "late_payment"
    made.refresh_from_db()
    assert made.paid_at is None
    assert_books_whole()
    with pytest.raises(OrderNotUnpaid):
        cancel_order(by=carla, contract_id=made.contract_id)


def test_a_paid_order_is_not_cancelled(provider, service, carla, farida, omar):
    made = paid(provider, service, carla)
    with pytest.raises(OrderNotUnpaid):
        cancel_order(by=carla, contract_id=made.contract_id)
    with pytest.raises(NotYourOrder):
        cancel_order(by=farida, contract_id=made.contract_id)
    with pytest.raises(NotFound):
        cancel_order(by=omar, contract_id=made.contract_id)
    with pytest.raises(NotFound):
        cancel_order(by=omar, contract_id=987654)


def test_questions_are_answered_later(provider, service, carla, farida, omar):
    made = paid(provider, service, carla, a0="Tea")
    assert made.unanswered == [1]
    for person, refusal in ((farida, NotYourOrder), (omar, NotFound)):
        with pytest.raises(refusal):
            answer_questions(by=person, contract_id=made.contract_id, answers={1: "Red"})
    with pytest.raises(Invalid):
        answer_questions(by=carla, contract_id=made.contract_id, answers={1: "a" * 2001})
    answer_questions(by=carla, contract_id=made.contract_id, answers={0: "Coffee", 1: " Red "})
    answer_questions(by=carla, contract_id=made.contract_id, answers={1: "Blue"})
    made.refresh_from_db()
    assert [each["answer"] for each in made.answers] == ["Tea", "Red"]
    assert Message.objects.filter(code="order.answered").count() == 1
    Contract.objects.update(state="completed")
    with pytest.raises(OrderOver):
        answer_questions(by=carla, contract_id=made.contract_id, answers={1: "Blue"})


def test_to_its_end_and_into_her_numbers(provider, service, carla, farida):
    made = paid(provider, service, carla)
    milestone = made.contract.milestones.get()
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
    farida.profile.refresh_from_db()
    assert farida.profile.jobs_done == 1


def test_nothing_is_proposed_on_an_order_that_she_does_not_know_of(service, carla, farida):
    made = order(service, carla)
    with pytest.raises(OrderNotPaid):
        end_contract(by=carla, contract_id=made.contract_id)
    assert told(farida) == []
