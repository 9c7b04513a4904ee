"""Short ways to a planned phase."""

from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from market.accounts.models import User
from market.core.base import clock
from market.training.applications.actions import begin_application, submit_application
from market.training.applications.step_actions import (
    save_certificate,
    save_consent,
    save_device,
    save_district,
    save_topics,
)
from market.training.models import (
    Application,
    Batch,
    District,
    EarlierCertificate,
    Enrolment,
    EnrolmentChange,
    Phase,
    PlanTemplate,
    Programme,
    Topic,
    Venue,
)
from market.training.plans.actions import VenueDetails, add_programme, plan_phase, save_venue
from market.training.plans.planning import BatchPlan, PhasePlan
from tests import make

_number = count(1)


def today() -> date:
    return clock.local(clock.now()).date()


def in_dhaka(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Asia/Dhaka"))


def programme(officer: User) -> Programme:
    """One that began a month ago."""
    starts_on = today() - timedelta(days=30)
    names = {"name_en": "Amar Internet Amar Ay", "name_bn": "আমার ইন্টারনেট আমার আয়"}
    return add_programme(by=officer, **names, starts_on=starts_on, ends_on=starts_on + timedelta(days=730))


def batch_plan(district: str = "rangpur", trainer: User | None = None, venue: Venue | None = None) -> BatchPlan:
    topic = Topic.objects.get(slug="graphics-design")
    return BatchPlan(District.objects.get(slug=district), topic, trainer, venue)


def phase_plan(officer: User, *batches: BatchPlan, **changes) -> PhasePlan:
    """Phase 1, from a month hence, with applications in the next two weeks."""
    fields = {
        "programme": changes.pop("programme", None) or Programme.objects.first() or programme(officer),
        "number": 1,
        "template": PlanTemplate.objects.earliest("pk"),
        "first_day": today() + timedelta(days=30),
        "opens_on": today(),
        "closes_on": today() + timedelta(days=14),
        "batches": batches or (batch_plan(),),
    }
    return PhasePlan(**{**fields, **changes})


def planned(officer: User, *batches: BatchPlan, **changes) -> Phase:
    return plan_phase(by=officer, plan=phase_plan(officer, *batches, **changes))


def planned_batch(officer: User, number: int = 1, first_day=None, closes_on=None, **fields) -> Batch:
    days = {name: day for name, day in (("first_day", first_day), ("closes_on", closes_on)) if day}
    return planned(officer, batch_plan(**fields), number=number, **days).batches.get()


def open_phase(officer: User) -> Phase:
    """One with two topics in Rangpur and one in Dhaka, for which people apply now."""
    other = BatchPlan(District.objects.get(slug="rangpur"), Topic.objects.get(slug="data-entry"))
    return planned(officer, batch_plan(), other, batch_plan("dhaka"))


def venue(officer: User, district: str = "rangpur", name: str = "Town hall") -> Venue:
    where = District.objects.get(slug=district)
    details = VenueDetails(where, name, "টাউন হল", "Station Road", 40)
    return save_venue(by=officer, details=details)


def trainer(name: str = "") -> User:
    return make.make_person(name or f"Trainer{next(_number)}", roles=[User.Role.TRAINER])


def enrolled(batch: Batch, trainee: User, seat: int = 1) -> Enrolment:
    """A place that was taken, without an application."""
    columns = {"name_en": trainee.display_name, "name_bn": "", "offered_at": clock.now()}
    row = Enrolment.objects.create(batch=batch, trainee=trainee, seat=seat, state=Enrolment.State.ACCEPTED, **columns)
    EnrolmentChange.objects.create(enrolment=row, state=row.state, at=clock.now())
    return row


def earlier_certificate(
    name: str = "Nasrin Akter", number: str = "", district: str = "rangpur", year: int = 2016
) -> EarlierCertificate:
    """One of the earlier project; without a number it has one that no test writes out."""
    columns = {"name_en": name, "district": District.objects.get(slug=district), "year": year, "added_at": clock.now()}
    return EarlierCertificate.objects.create(number=number or f"WCTP-2015-{next(_number):04}", **columns)


def complete_draft(by: User, phase: Phase, certificate: EarlierCertificate | None = None) -> Application:
    """An application with every step done, not sent yet."""
    certificate = certificate or earlier_certificate()
    batch = phase.batches.select_related("district", "topic").first()
    application = begin_application(by=by, phase_id=phase.pk)
    at = {"by": by, "application_id": application.pk}
    save_district(**at, district=batch.district)
    save_certificate(**at, number=certificate.number, name=certificate.name_en)
    save_topics(**at, topics=[batch.topic])
    save_device(**at, device="phone", connection="mobile", weekly_hours=10)
    save_consent(**at, agrees=True)
    return application


def submitted(by: User, phase: Phase, certificate: EarlierCertificate | None = None) -> Application:
    """An application that was sent."""
    return submit_application(by=by, application_id=complete_draft(by, phase, certificate).pk)
