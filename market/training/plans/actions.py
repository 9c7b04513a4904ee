"""Officers plan: programmes, the template of batches, phases with their batches, and places of face-to-face classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, require_length
from market.core.base.events import emit
from market.core.text.bangla import nfc
from market.training.certificates.actions import require_officer
from market.training.classes.bookings import Conflict, booked, in_short
from market.training.classes.reminders import set_reminders
from market.training.models import Batch, ClassSession, District, Phase, PlanTemplate, Programme, Venue
from market.training.plans.events import BatchPlanned
from market.training.plans.planning import BatchPreview, PhasePlan, preview_phase
from market.training.selection.actions import commit_when_planned

NAME_LENGTH, ADDRESS_LENGTH = 120, 300
WEEKDAYS = range(7)
# The bounds of a template's numbers.
BOUNDS = {
    "seats": (1, 500),
    "class_count": (1, 60),
    "class_minutes": (15, 480),
    "in_person_count": (0, 30),
    "in_person_minutes": (15, 480),
    "project_months": (0, 12),
}
OUT_OF_BOUNDS = _("Choose a number from %(least)s to %(most)s.")


class PhaseHasConflicts(DomainError):
    """Trainers or places would have two classes at a time: `previews` says of each batch which."""

    help = "programme#conflicts"
    code = "double_booked"
    sentence = _("A trainer or a place would have two classes at the same time. Nothing is saved.")

    def __init__(self, previews: Sequence[BatchPreview]) -> None:
        met = {row: each.conflicts for row, each in enumerate(previews) if each.conflicts}
        super().__init__(errors={f"batches.{row}.{_field(met[row])}": in_short(met[row]) for row in met})


def _field(conflicts: Sequence[Conflict]) -> str:
    return conflicts[0].what if conflicts[0].what in ("trainer", "venue") else "district"


@atomic
def add_programme(*, by: User, name_en: str, name_bn: str, starts_on: date, ends_on: date) -> Programme:
    """A programme of some months. Raises NotAllowed to others than officers, Invalid at each field."""
    require_officer(by)
    names = _names(name_en, name_bn)
    if ends_on <= starts_on:
        raise Invalid(errors={"ends_on": [_("The last day comes after the first.")]})
    columns = {"starts_on": starts_on, "ends_on": ends_on, "added_by": by, "added_at": clock.now()}
    programme = Programme.objects.create(**names, **columns)
    audit("programme.added", by=by, on=programme, name=programme.name_en)
    return programme


def _names(name_en: str, name_bn: str) -> dict[str, str]:
    names = {"name_en": nfc(name_en).strip(), "name_bn": nfc(name_bn).strip()}
    missing = {field: [_("Write the name in both languages.")] for field, name in names.items() if not name}
    if missing:
        raise Invalid(errors=missing)
    for field, name in names.items():
        require_length(field, name, NAME_LENGTH)
    return names


@atomic
def add_template(*, by: User, **fields: object) -> PlanTemplate:
    """Another template of batches. Raises NotAllowed to others than officers, Invalid at each field."""
    require_officer(by)
    template = PlanTemplate(**fields)
    _check_template(template)
    template.save()
    audit("template.added", by=by, on=template, name=template.name_en)
    return template


@atomic
def edit_template(*, by: User, template_id: int, **changes: object) -> PlanTemplate:
    """Change the template of batches: those that are planned keep their calendar.

    Raises NotAllowed to others than officers, NotFound, Invalid at each field.
    """
    require_officer(by)
    template = lock(PlanTemplate.objects.all(), template_id)
    for field, value in changes.items():
        setattr(template, field, value)
    _check_template(template)
    template.save()
    audit("template.changed", by=by, on=template, name=template.name_en)
    return template


def _check_template(template: PlanTemplate) -> None:
    """Its names and weekdays cleaned. Raises Invalid at each field."""
    names = _names(template.name_en, template.name_bn)
    template.name_en, template.name_bn = names["name_en"], names["name_bn"]
    if errors := _template_errors(template):
        raise Invalid(errors=errors)
    template.class_weekdays, template.in_person_weekdays = (
        sorted({*template.class_weekdays}),
        sorted({*template.in_person_weekdays}),
    )


def _template_errors(template: PlanTemplate) -> dict[str, list[object]]:
    errors: dict[str, list[object]] = {}
    for field, (least, most) in BOUNDS.items():
        if not least <= getattr(template, field) <= most:
            errors[field] = [OUT_OF_BOUNDS % {"least": least, "most": most}]
    for field in ("class_weekdays", "in_person_weekdays"):
        if not getattr(template, field) or not {*getattr(template, field)} <= {*WEEKDAYS}:
            errors[field] = [_("Choose at least one day of the week.")]
    return errors


@atomic
def plan_phase(*, by: User, plan: PhasePlan) -> Phase:
    """Save a phase with its batches and all their classes, commit the seed of its selection, and tell the trainers.

    Raises NotAllowed to others than officers, Invalid at each field, NoRoomInCalendar, and PhaseHasConflicts or
    DoubleBooked while two classes would need the same trainer, place or batch at a time.
    """
    require_officer(by)
    lock(Programme.objects.all(), plan.programme.pk)  # another phase waits here: numbers and codes are given once
    previews = preview_phase(plan)
    if any(each.conflicts for each in previews):
        raise PhaseHasConflicts(previews)
    opens_at, closes_at = plan.applications
    columns = {"starts_on": plan.first_day, "opens_at": opens_at, "closes_at": closes_at}
    with booked([each for preview in previews for each in preview.bookings], field="batches"):
        phase = Phase.objects.create(
            programme=plan.programme,
            number=plan.number,
            template=plan.template,
            planned_by=by,
            planned_at=clock.now(),
            **columns,
        )
        batches = [_save_batch(phase, preview) for preview in previews]
    audit("phase.planned", by=by, on=phase, number=phase.number, batches=" ".join(each.code for each in batches))
    commit_when_planned(phase)
    for batch in batches:
        _tell_trainer(by, batch)
    return phase


def _save_batch(phase: Phase, preview: BatchPreview) -> Batch:
    plan, slots = preview.plan, preview.calendar.slots
    batch = Batch.objects.create(
        code=preview.code,
        topic=plan.topic,
        district=plan.district,
        trainer=plan.trainer,
        phase=phase,
        seats=phase.template.seats,
        class_at=plan.class_at,
        in_person_at=plan.in_person_at,
        started_on=clock.local(slots[0].starts_at).date(),
        ended_on=preview.calendar.last_day,
    )
    columns = ("kind", "number", "starts_at", "ends_at", "trainer_id", "venue_id")
    sessions = [
        ClassSession(batch=batch, **{name: getattr(each, name) for name in columns}) for each in preview.bookings
    ]
    for each in sessions:
        set_reminders(each)
    ClassSession.objects.bulk_create(sessions)
    return batch


def _tell_trainer(by: User, batch: Batch) -> None:
    planned = BatchPlanned(
        batch=batch.code,
        topic={"en": batch.topic.name_en, "bn": batch.topic.name_bn},
        district={"en": batch.district.name_en, "bn": batch.district.name_bn},
        first_day=batch.started_on,
    )
    emit(planned, on=batch, by=by, to=[batch.trainer] if batch.trainer else [])


@dataclass(frozen=True, slots=True)
class VenueDetails:
    """A place of face-to-face classes, as an officer typed it."""

    district: District
    name_en: str
    name_bn: str
    address: str
    seats: int


@atomic
def save_venue(*, by: User, details: VenueDetails, venue_id: int | None = None) -> Venue:
    """Add a place of face-to-face classes, or change one. Raises NotAllowed, NotFound, Invalid at each field."""
    require_officer(by)
    venue = Venue(added_by=by, added_at=clock.now()) if venue_id is None else lock(Venue.objects.all(), venue_id)
    names, address, seats = _names(details.name_en, details.name_bn), nfc(details.address).strip(), details.seats
    if not address:
        raise Invalid(errors={"address": [_("Write where it is.")]})
    require_length("address", address, ADDRESS_LENGTH)
    least, most = BOUNDS["seats"]
    if not least <= seats <= most:
        raise Invalid(errors={"seats": [OUT_OF_BOUNDS % {"least": least, "most": most}]})
    same = Venue.objects.filter(district=details.district, name_en=names["name_en"]).first()
    if same is not None and same.pk != venue_id:
        raise Invalid(errors={"name_en": [_("There is a place of this name in the district.")]})
    venue.district, venue.address, venue.seats = details.district, address, seats
    venue.name_en, venue.name_bn = names["name_en"], names["name_bn"]
    venue.save()
    audit("venue.added" if venue_id is None else "venue.changed", by=by, on=venue, name=venue.name_en)
    return venue
