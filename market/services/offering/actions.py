"""What its freelancer does with a service."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.conf import settings

from market.accounts.people.restraint_actions import require_unlimited
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid
from market.core.base.signals import service_changed
from market.core.text.bangla import nfc
from market.profiles.models import Profile
from market.services.models import Question, Service
from market.services.offering.details import ExtraDetails, PackageDetails, ServiceChanges, ServiceDetails
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


def own_service(by: "User", service_id: int) -> Service:
    """Her own service, locked. Raises NotFound to who may not see it, NotYourService to who may."""
    service = lock(Service.objects.visible_to(by).select_related("freelancer", "topic"), service_id)
    if service.freelancer_id != by.pk:
        raise NotYourService
    return service


@atomic
def create_service(*, by: "User", details: ServiceDetails) -> Service:
    """Keep a draft, which only she sees; it may still lack what everybody is to see.

    Raises NoShownProfile, TooManyServices, and Invalid at the fields.
    """
    profile = Profile.objects.public().filter(user=by).values_list("pk", flat=True).first()
    if profile is None:
        raise NoShownProfile
    lock(Profile.objects.filter(user=by), profile)  # one after the other, so that the count holds
    most = settings.LIFECYCLE.services_per_freelancer
    if Service.objects.filter(freelancer=by).count() >= most:
        raise TooManyServices(most=most)
    topic, skills = details.check(whole=False)
    service = Service(freelancer=by, topic=topic, created_at=clock.now())
    _write(service, details)
    service.skills.set(skills)
    audit("service.created", by=by, on=service)
    return service


@atomic
def change_service(*, by: "User", service_id: int, changes: ServiceChanges) -> Service:
    """Change what is named; orders made before stay as they were. A live service stays complete.

    New questions have no text in the other language unless that is named too.

    Raises NotFound, NotYourService, and Invalid at the fields.
    """
    service = own_service(by, service_id)
    if "questions" in changes:
        changes = {"other_questions": (), **changes}
    details = replace(ServiceDetails.of(service), **changes)
    topic, skills = details.check(whole=service.state != State.DRAFT)
    service.topic = topic
    _write(service, details)
    service.skills.set(skills)
    audit("service.changed", by=by, on=service, fields=", ".join(sorted(changes)))
    service_changed.send(Service, service_id=service.pk)
    return service


def _write(service: Service, details: ServiceDetails) -> None:
    for name in ("title_en", "title_bn", "description_en", "description_bn"):
        setattr(service, name, nfc(getattr(details, name)).strip())
    service.currency, service.queue_limit = details.currency, details.queue_limit
    service.price_from_value = min((each.price.amount for each in details.packages), default=None)
    service.days_from = min((each.days for each in details.packages), default=None)
    service.updated_at = clock.now()
    service.save()
    _write_packages(service, details.packages)
    _write_extras(service, details.extras)
    texts = zip_longest(details.questions, details.other_questions, fillvalue="")
    service.questions.all().delete()
    Question.objects.bulk_create(
        Question(service=service, position=position, text=nfc(text).strip(), other_text=nfc(other).strip())
        for position, (text, other) in enumerate(texts, 1)
    )
    service._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # what was read of it before is old


def _write_packages(service: Service, wanted: Sequence[PackageDetails]) -> None:
    names = ("name", "other_name", "includes", "other_includes", "price_value", "days", "revisions")
    _write_parts(service.packages, names, wanted)


def _write_extras(service: Service, wanted: Sequence[ExtraDetails]) -> None:
    _write_parts(service.extras, ("name", "other_name", "price_value", "days"), wanted)


def _write_parts(rows: Any, names: Sequence[str], wanted: Sequence[PackageDetails | ExtraDetails]) -> None:
    """A part that stays as it is keeps its row; one that changes gets another, which old pages do not know."""
    held = {(each.position, *(getattr(each, name) for name in names)): each.pk for each in rows.all()}
    for position, each in enumerate(wanted, 1):
        said = {name: each.price.amount if name == "price_value" else getattr(each, name) for name in names}
        said |= {name: nfc(text).strip() for name, text in said.items() if isinstance(text, str)}
        if held.pop((position, *said.values()), None) is None:
            rows.create(position=position, **said)
    rows.filter(pk__in=held.values()).delete()


@atomic
def publish_service(*, by: "User", service_id: int) -> Service:
    """Show a draft, or a paused service, to everybody. Live already, it stays as it is.

    Raises NotFound, NotYourService, Limited, NoShownProfile, ServiceIncomplete with what is missing.
    """
    service = own_service(by, service_id)
    if service.state == State.LIVE:
        return service
    require_unlimited(by)
    if not Profile.objects.public().filter(user=by).exists():
        raise NoShownProfile
    try:
        ServiceDetails.of(service).check(whole=True)
    except Invalid as missing:
        raise ServiceIncomplete(errors=missing.errors) from missing
    service.published_at = service.published_at or clock.now()
    _enter(service, State.LIVE, "service.published", by)
    return service


@atomic
def pause_service(*, by: "User", service_id: int) -> Service:
    """Take no orders for a while: nobody sees the service; orders made before go on. Paused already, it stays so.

    Raises NotFound, NotYourService.
    """
    service = own_service(by, service_id)
    if service.state == State.LIVE:
        _enter(service, State.PAUSED, "service.paused", by)
    return service


@atomic
def discard_service(*, by: "User", service_id: int) -> None:
    """Throw a draft away for good. Raises NotFound, NotYourService, ServiceNotDraft."""
    service = own_service(by, service_id)
    if service.state != State.DRAFT:
        raise ServiceNotDraft
    audit("service.discarded", by=by, on=service, title=service.title)
    service.delete()


def _enter(service: Service, state: State, code: str, by: "User") -> None:
    service.state, service.updated_at = state, clock.now()
    service.save(update_fields=["state", "updated_at", "published_at"])
    audit(code, by=by, on=service)
    service_changed.send(Service, service_id=service.pk)
