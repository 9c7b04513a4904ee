"""Webhook endpoints, their deliveries and delivery attempts."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Model, OuterRef
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock, one_at_a_time
from market.core.base.errors import DomainError, Invalid
from market.core.base.events import Webhook, emit
from market.core.base.jobs import defer
from market.core.base.limits import spend
from market.core.base.sealing import resealed
from market.integrations.addresses import check_url
from market.integrations.events import EndpointTurnedOff
from market.integrations.models import SECRETS, Attempt, Delivery, Endpoint, derived_secret
from market.integrations.sending import Outcome
from market.integrations.webhook_events import TEST, choices

MOST = 10
HOUR = timedelta(hours=1)
SLOW = 2_000  # milliseconds
LEASE = timedelta(minutes=2)  # how long one try may wait and take before it counts as lost
SLOW_LEASE = timedelta(minutes=30)
# How long after each failed try the next one comes: four days in all.
WAITS = [
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 6, 12, 24, 24, 24)),
]
GONE = 410  # "never again"
State = Delivery.State


class TooManyEndpoints(DomainError):
    help = "programs#webhooks"
    code = "too_many_endpoints"
    sentence = _("You have %(most)s addresses. Take one away first.")


class EventsWrong(Invalid):
    help = "programs#webhooks"
    code = "events_wrong"
    sentence = _("Choose the events.")


class EndpointOff(DomainError):
    help = "programs#webhooks"
    code = "endpoint_off"
    sentence = _("This address is turned off. Turn it on first.")


def _checked(events: Sequence[str]) -> list[str]:
    chosen = [code for code, _about in choices() if code in set(events)]
    if not chosen or len(chosen) < len(set(events)):
        raise EventsWrong(errors={"events": [EventsWrong.sentence]})
    return chosen


@atomic
def create_endpoint(*, by: User, url: str, events: Sequence[str]) -> Endpoint:
    """Register an address for some events. Raises AddressNotAllowed, EventsWrong, TooManyEndpoints."""
    spend("endpoint", by.pk, times=30, per=HOUR)
    one_at_a_time(by)
    if Endpoint.objects.filter(user=by).count() >= MOST:
        raise TooManyEndpoints(most=MOST)
    User.objects.filter(pk=by.pk, has_programs=False).update(has_programs=True)
    endpoint = Endpoint(user=by, url=check_url(url), events=_checked(events), created_at=clock.now())
    endpoint.give_secret()
    endpoint.save()
    audit("endpoint.created", by=by, on=endpoint)
    return endpoint


@atomic
def change_endpoint(*, by: User, endpoint_id: int, **changes: Any) -> Endpoint:
    """Change `url`, `events` or `is_on` of an endpoint of the user. What waited while it was off stays given up.

    Raises NotFound, AddressNotAllowed, EventsWrong.
    """
    endpoint = lock(Endpoint.objects.visible_to(by), endpoint_id)
    if "url" in changes:
        endpoint.url = check_url(changes["url"])
    if "events" in changes:
        endpoint.events = _checked(changes["events"])
    if "is_on" in changes and endpoint.is_on != changes["is_on"]:
        endpoint.is_on, endpoint.failing_since = changes["is_on"], None
        endpoint.turned_off_at = None if endpoint.is_on else clock.now()
        if not endpoint.is_on:
            _give_up(endpoint)
    endpoint.save(update_fields=["url", "events", "is_on", "failing_since", "turned_off_at"])
    audit("endpoint.changed", by=by, on=endpoint, fields=", ".join(changes))
    return endpoint


@atomic
def renew_secret(*, by: User, endpoint_id: int) -> Endpoint:
    """Give an endpoint of the user another secret; the old one signs nothing from now on. Raises NotFound."""
    endpoint = lock(Endpoint.objects.visible_to(by), endpoint_id)
    endpoint.give_secret()
    endpoint.save(update_fields=["sealed", "salt"])
    audit("endpoint.secret_renewed", by=by, on=endpoint)
    return endpoint


@atomic
def reseal_endpoint(*, endpoint_id: int) -> bool:
    """Seal an endpoint's secret by the site's SECRET_KEY of now. False where it was. Raises SecretKeyLost."""
    endpoint = Endpoint.objects.select_for_update(no_key=True).filter(pk=endpoint_id).first()
    if endpoint is None:
        return False
    text = resealed(endpoint.sealed or derived_secret(endpoint.salt), SECRETS)
    if text == endpoint.sealed:
        return False
    endpoint.sealed = text
    endpoint.save(update_fields=["sealed"])
    return True


def seal_secrets() -> None:
    """Seal what a process of an earlier version has not."""
    for pk in Endpoint.objects.filter(sealed="").values_list("pk", flat=True):
        reseal_endpoint(endpoint_id=pk)


@atomic
def replace_secret(*, endpoint_id: int) -> None:
    """Another secret for one that no key of the site opens any more; its owner finds it on the endpoint's page."""
    endpoint = lock(Endpoint.objects.all(), endpoint_id)
    endpoint.give_secret()
    endpoint.save(update_fields=["sealed", "salt"])
    audit("endpoint.secret_renewed", by=None, on=endpoint)


@atomic
def delete_webhook(*, by: User, endpoint_id: int) -> None:
    """Delete an endpoint of the user with its log. Raises NotFound."""
    one_at_a_time(by)  # a new one that is added meanwhile waits, and says again that there is one
    endpoint = lock(Endpoint.objects.visible_to(by), endpoint_id)
    audit("endpoint.deleted", by=by, on=endpoint)
    endpoint.delete()
    if not Endpoint.objects.filter(user=by).exists():
        User.objects.filter(pk=by.pk).update(has_programs=False)


def raise_event(webhook: Webhook, event_code: str, on: Model) -> None:
    """Put a webhook event down for the endpoints that asked for it, of the users whom `on` concerns.

    `event_code` is the declared event behind it: several may raise the same webhook.
    """
    user_ids = {each.pk for each in webhook.users(on) if each.has_programs and each.is_active}
    if not user_ids:  # as with nearly everybody: nothing is looked up
        return
    endpoints = Endpoint.objects.filter(user_id__in=user_ids, is_on=True, events__contains=[webhook.code])
    if subscribed := list(endpoints):
        _put(subscribed, webhook.code, {**webhook.payload(on), "act": event_code})


def _put(endpoints: Sequence[Endpoint], code: str, facts: dict[str, Any]) -> list[Delivery]:
    instant = clock.now()
    deliveries = Delivery.objects.bulk_create(
        Delivery(endpoint=each, key=uuid.uuid4(), kind=code, facts=facts, created_at=instant, due_at=instant)
        for each in endpoints
    )
    for delivery in deliveries:
        _defer(delivery)
    return deliveries


def _defer(delivery: Delivery) -> None:
    """To the queue of its kind: what is slow holds up nothing that answers at once."""
    name = "send_slowly" if delivery.endpoint.is_slow else "send_delivery"
    defer(f"market.integrations.tasks.{name}", delivery_id=delivery.pk, tries=delivery.tries)


def step_aside(*, delivery_id: int, tries: int) -> bool:
    """Whether a delivery was put into the other queue, since its endpoint has turned out to be slow meanwhile."""
    waiting = Delivery.objects.filter(pk=delivery_id, state=State.WAITING, tries=tries, endpoint__is_slow=True)
    for delivery in waiting.select_related("endpoint"):
        _defer(delivery)
        return True
    return False


@atomic
def test_endpoint(*, by: User, endpoint_id: int) -> Delivery:
    """Send a test event. Raises NotFound, EndpointOff, TooMany."""
    endpoint = lock(Endpoint.objects.visible_to(by), endpoint_id)
    spend("webhook_test", by.pk, times=60, per=HOUR)
    if not endpoint.is_on:
        raise EndpointOff
    return _put([endpoint], TEST, {"endpoint": endpoint.pk})[0]


@atomic
def replay_delivery(*, by: User, delivery_id: int) -> Delivery:
    """Send a delivery again, under the same id. Raises NotFound, EndpointOff, TooMany."""
    delivery = lock(Delivery.objects.visible_to(by).select_related("endpoint"), delivery_id)
    spend("webhook_replay", by.pk, times=120, per=HOUR)
    if not delivery.endpoint.is_on:
        raise EndpointOff
    delivery.state, delivery.tries, delivery.due_at, delivery.ended_at = State.WAITING, 0, clock.now(), None
    delivery.save(update_fields=["state", "tries", "due_at", "ended_at"])
    _defer(delivery)
    return delivery


def take_delivery(*, delivery_id: int, tries: int) -> Delivery | None:
    """The delivery for its next try, counted; None if a concurrent job took it, or nothing is to be sent any more."""
    # No join: it would put all into a subquery, which a concurrent job that waited for the row does not look at again.
    is_on = Exists(Endpoint.objects.filter(pk=OuterRef("endpoint"), is_on=True))
    waiting = Delivery.objects.filter(is_on, pk=delivery_id, state=State.WAITING, tries=tries)
    if not waiting.update(tries=F("tries") + 1, due_at=clock.now() + LEASE):
        return None
    return Delivery.objects.select_related("endpoint__user").get(pk=delivery_id)


def give_try_back(*, delivery: Delivery) -> None:
    """Nothing could be sent, for a reason of ours: this try does not count, and comes again."""
    Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries, state=State.WAITING).update(tries=F("tries") - 1)


@atomic
def record_attempt(*, delivery: Delivery, outcome: Outcome) -> None:
    """Note what came of a try; after a failure, when the next one is, or that there is none."""
    endpoint = lock(Endpoint.objects.select_related("user"), delivery.endpoint_id)
    instant = clock.now()
    Attempt.objects.create(
        delivery=delivery,
        at=instant,
        status=outcome.status,
        answer=outcome.answer,
        failure=outcome.failure,
        milliseconds=outcome.milliseconds,
    )
    mine = Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries, state=State.WAITING)
    if outcome.is_good:
        mine.update(state=State.DELIVERED, due_at=None, ended_at=instant)
        endpoint.failing_since = None
    else:
        endpoint.failing_since = endpoint.failing_since or instant
        more = delivery.tries <= len(WAITS)
        mine.update(**_next(delivery, instant) if more else _ended(instant))
    endpoint.is_slow = not outcome.is_good or outcome.milliseconds > SLOW
    endpoint.save(update_fields=["failing_since", "is_slow"])
    if outcome.status == GONE or _is_hopeless(endpoint, instant):
        _turn_off(endpoint)


def _next(delivery: Delivery, instant: datetime) -> dict[str, Any]:
    return {"due_at": instant + WAITS[delivery.tries - 1]}


def _ended(instant: datetime) -> dict[str, Any]:
    return {"state": State.GIVEN_UP, "due_at": None, "ended_at": instant}


def _is_hopeless(endpoint: Endpoint, instant: datetime) -> bool:
    patience = timedelta(days=settings.LIFECYCLE.webhook_failing_days)
    return endpoint.failing_since is not None and instant - endpoint.failing_since >= patience


def _turn_off(endpoint: Endpoint) -> None:
    if not endpoint.is_on:
        return
    endpoint.is_on, endpoint.turned_off_at = False, clock.now()
    endpoint.save(update_fields=["is_on", "turned_off_at"])
    _give_up(endpoint)
    audit("endpoint.turned_off", by=None, on=endpoint)
    emit(EndpointTurnedOff(url=endpoint.url), on=endpoint, by=None, to=[endpoint.user])


def _give_up(endpoint: Endpoint) -> None:
    Delivery.objects.filter(endpoint=endpoint, state=State.WAITING).update(**_ended(clock.now()))


@atomic
def defer_due() -> None:
    """Put every delivery whose time has come into the queue; a try that was lost comes again."""
    due = Delivery.objects.filter(state=State.WAITING, due_at__lte=clock.now()).order_by("due_at")
    for delivery in due.select_related("endpoint").select_for_update(of=("self",), skip_locked=True, no_key=True)[:200]:
        _defer(delivery)
        delivery.due_at = clock.now() + (SLOW_LEASE if delivery.endpoint.is_slow else LEASE)
        delivery.save(update_fields=["due_at"])


def forget_deliveries() -> None:
    """Delete what ended so long ago that the log ends there."""
    old = clock.now() - timedelta(days=settings.LIFECYCLE.webhook_log_days)
    Delivery.objects.filter(created_at__lt=old).exclude(state=State.WAITING).delete()
