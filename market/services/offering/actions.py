"""Writing, publishing and pausing a service, as its freelancer."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.conf import settings

from market.accounts.people.restraint_actions import require_unlimited
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid
from market.core.base.prepared import drop_held
from market.core.base.signals import service_changed
from market.core.text.bangla import nfc
from market.profiles.models import Profile
from market.services.models import FaqEntry, Question, Service
from market.services.offering.details import ExtraDetails, FaqDetails, PackageDetails, ServiceChanges, ServiceDetails
from market.services.offering.price_actions import update_cheapest_price
from market.services.offering.refusals import (
    NoShownProfile,
    NotYourService,
    ServiceIncomplete,
    ServiceNotDraft,
    TooManyServices,
)

if TYPE_CHECKING:
    from market.accounts.models import User

State = Service.State


def lock_own_service(by: "User", service_id: int) -> Service:
    """The user's own service, locked. Raises NotFound for one they may not see, NotYourService for that of others."""
    service = lock(Service.objects.visible_to(by).select_related("freelancer", "topic"), service_id)
    if service.freelancer_id != by.pk:
        raise NotYourService
    return service


@atomic
def create_service(*, by: "User", details: ServiceDetails) -> Service:
    """Save a draft, which only its freelancer sees and which may be incomplete.

    Raises NoShownProfile, TooManyServices, and Invalid at the fields.
    """
    profile = Profile.objects.public().filter(user=by).values_list("pk", flat=True).first()
    if profile is None:
        raise NoShownProfile
    lock(Profile.objects.filter(user=by), profile)  # parallel requests of a user queue here, so that the count holds
    most = settings.LIFECYCLE.services_per_freelancer
    if Service.objects.filter(freelancer=by).count() >= most:
        raise TooManyServices(most=most)
    topic, skills = details.check(complete=False)
    service = Service(freelancer=by, topic=topic, created_at=clock.now())
    _save_details(service, details)
    service.skills.set(skills)
    audit("service.created", by=by, on=service)
    return service


@atomic
def change_service(*, by: "User", service_id: int, changes: ServiceChanges) -> Service:
    """Change the fields in `changes`; earlier orders stay as they were. A published service must stay complete.

    New questions have no text in the other language unless `other_questions` is given too.

    Raises NotFound, NotYourService, and Invalid at the fields.
    """
    service = lock_own_service(by, service_id)
    if "questions" in changes:
        changes = {"other_questions": (), **changes}
    details = replace(ServiceDetails.of(service), **changes)
    topic, skills = details.check(complete=service.state != State.DRAFT)
    service.topic = topic
    _save_details(service, details)
    service.skills.set(skills)
    update_cheapest_price(freelancer_id=by.pk)
    audit("service.changed", by=by, on=service, fields=", ".join(sorted(changes)))
    service_changed.send(Service, service_id=service.pk)
    return service


def _save_details(service: Service, details: ServiceDetails) -> None:
    for name in ("title_en", "title_bn", "description_en", "description_bn"):
        setattr(service, name, nfc(getattr(details, name)).strip())
    service.currency, service.queue_limit = details.currency, details.queue_limit
    service.price_from_value = min((each.price.amount for each in details.packages), default=None)
    service.days_from = min((each.days for each in details.packages), default=None)
    service.updated_at = clock.now()
    service.save()
    _save_packages(service, details.packages)
    _save_extras(service, details.extras)
    texts = zip_longest(details.questions, details.other_questions, fillvalue="")
    service.questions.all().delete()
    Question.objects.bulk_create(
        Question(service=service, position=position, text=nfc(text).strip(), other_text=nfc(other).strip())
        for position, (text, other) in enumerate(texts, 1)
    )
    _save_faq(service, details.faq)
    drop_held(service)


def _save_faq(service: Service, wanted: Sequence[FaqDetails]) -> None:
    service.faq.all().delete()
    texts = [{name: nfc(text).strip() for name, text in asdict(each).items()} for each in wanted]
    FaqEntry.objects.bulk_create(
        FaqEntry(service=service, position=position, **each) for position, each in enumerate(texts, 1)
    )


def _save_packages(service: Service, wanted: Sequence[PackageDetails]) -> None:
    names = ("name", "other_name", "includes", "other_includes", "price_value", "days", "revisions")
    _save_parts(service.packages, names, wanted)


def _save_extras(service: Service, wanted: Sequence[ExtraDetails]) -> None:
    _save_parts(service.extras, ("name", "other_name", "price_value", "days"), wanted)


def _save_parts(rows: Any, names: Sequence[str], wanted: Sequence[PackageDetails | ExtraDetails]) -> None:
    """Unchanged parts keep their row; changed ones get a new row, so that an old page cannot order them."""
    stored = {(part.position, *(getattr(part, name) for name in names)): part.pk for part in rows.all()}
    for position, part in enumerate(wanted, 1):
        values = {name: part.price.amount if name == "price_value" else getattr(part, name) for name in names}
        values |= {name: nfc(text).strip() for name, text in values.items() if isinstance(text, str)}
        if stored.pop((position, *values.values()), None) is None:
            rows.create(position=position, **values)
    rows.filter(pk__in=stored.values()).delete()


@atomic
def publish_service(*, by: "User", service_id: int) -> Service:
    """Publish a draft, or a paused service. Does nothing for a live one.

    Raises NotFound, NotYourService, Limited, NoShownProfile, ServiceIncomplete with what is missing.
    """
    service = lock_own_service(by, service_id)
    if service.state == State.LIVE:
        return service
    require_unlimited(by)
    if not Profile.objects.public().filter(user=by).exists():
        raise NoShownProfile
    try:
        ServiceDetails.of(service).check(complete=True)
    except Invalid as error:
        raise ServiceIncomplete(errors=error.errors) from error
    service.published_at = service.published_at or clock.now()
    _set_state(service, State.LIVE, "service.published", by)
    return service


@atomic
def pause_service(*, by: "User", service_id: int) -> Service:
    """Pause a live service: nobody else sees or orders it; earlier orders go on. Does nothing for others.

    Raises NotFound, NotYourService.
    """
    service = lock_own_service(by, service_id)
    if service.state == State.LIVE:
        _set_state(service, State.PAUSED, "service.paused", by)
    return service


@atomic
def discard_service(*, by: "User", service_id: int) -> None:
    """Delete a draft. Raises NotFound, NotYourService, ServiceNotDraft."""
    service = lock_own_service(by, service_id)
    if service.state != State.DRAFT:
        raise ServiceNotDraft
    audit("service.discarded", by=by, on=service, title=service.title)
    service.delete()


def _set_state(service: Service, state: State, code: str, by: "User") -> None:
    service.state, service.updated_at = state, clock.now()
    service.save(update_fields=["state", "updated_at", "published_at"])
    update_cheapest_price(freelancer_id=by.pk)
    audit(code, by=by, on=service)
    service_changed.send(Service, service_id=service.pk)
