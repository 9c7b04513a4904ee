"""Graduating: a seal and signatures, and a batch that has just been looked through, with trainees in every state."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import F
from PIL import Image, ImageDraw

from market.accounts.models import User
from market.core.base import clock
from market.profiles.freelancers.actions import create_profile
from market.profiles.portfolio.project_actions import add_project_case
from market.training.graduation.actions import take_certificate
from market.training.graduation.exception_actions import confirm_exception, propose_exception
from market.training.graduation.queries import Readiness, readiness_of
from market.training.issuing.actions import prepare_certificates
from market.training.issuing.csv_import import Graduate
from market.training.issuing.release_actions import release_issuance
from market.training.models import (
    AttendanceMark,
    Batch,
    ClassSession,
    Enrolment,
    Issuance,
    Programme,
    Project,
    Signatories,
)
from market.training.signatories.pictures import as_png

DAY = timedelta(days=1)
INK, GREEN = (24, 46, 110), (15, 106, 91)
FIRST_DAY = date(2018, 1, 1)
FIRST = {
    "en": ("Demonstration Director", "Project director (demonstration)"),
    "bn": ("নমুনা পরিচালক", "প্রকল্প পরিচালক (নমুনা)"),
}
SECOND = {"en": ("Demonstration Chair", "Chair (demonstration)"), "bn": ("নমুনা সভাপতি", "চেয়ারপারসন (নমুনা)")}
FLOOD = "বন্যায় তিন সপ্তাহ বিদ্যুৎ ও ইন্টারনেট ছিল না, জেলা প্রশাসনের চিঠি আছে।"
ILL = "দুই মাস হাসপাতালে ছিলেন, কাগজ দেখা হয়েছে।"


def make_signatories(people: dict[str, User]) -> None:
    """Those that all demonstration certificates carry, and others that wait for a second officer."""
    if Signatories.objects.exists():
        return
    texts = {
        f"{which}_{what}_{of}": said[of][at]
        for which, said in (("first", FIRST), ("second", SECOND))
        for of in ("en", "bn")
        for at, what in enumerate(("name", "post"))
    }
    drawn = {"seal": _seal(), "first_signature": _signature(3), "second_signature": _signature(5)}
    now = clock.now()
    columns = {**texts, **drawn, "proposed_by": people["oli"], "proposed_at": now}
    Signatories.objects.create(
        valid_from=FIRST_DAY, state=Signatories.State.CONFIRMED, decided_by=people["onu"], decided_at=now, **columns
    )
    columns["second_signature"] = _signature(4)
    Signatories.objects.create(valid_from=clock.local(now).date() + 30 * DAY, **columns)


def _seal() -> bytes:
    image = Image.new("RGBA", (360, 360), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    for edge, width in ((6, 8), (30, 3), (72, 3)):
        draw.ellipse((edge, edge, 360 - edge, 360 - edge), outline=GREEN, width=width)
    draw.text((180, 165), "DEMONSTRATION", fill=GREEN, anchor="mm", font_size=20)
    draw.text((180, 195), "SEAL", fill=GREEN, anchor="mm", font_size=20)
    return as_png(image)


def _signature(waves: int) -> bytes:
    """A line that could be a name, with the word that it is none."""
    image = Image.new("RGBA", (420, 130), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    points = [(20 + at * 380 / (waves * 2), 25 if at % 2 else 85) for at in range(waves * 2 + 1)]
    draw.line(points, fill=INK, width=5, joint="curve")
    draw.text((210, 112), "demonstration", fill=INK, anchor="mm", font_size=20)
    return as_png(image)


def graduating_batch() -> Batch | None:
    """The batch of the plan that has ended last by now, also for what is made in a past."""
    today = clock.local(clock.wall()).date()
    programme = Programme.objects.filter(starts_on__lte=today).order_by("-starts_on").first()
    rows = Batch.objects.filter(phase__programme=programme, ended_on__lt=today).order_by("-ended_on", "code")
    return rows.select_related("topic", "district", "trainer").first()


def make_graduation(people: dict[str, User]) -> None:
    """Of one batch some have their certificates, some wait for them, some are ready, and some lack something."""
    batch = graduating_batch()
    if batch is None or batch.certificates.exists() or batch.issuances.exists():
        return
    places = list(batch.enrolments.filter(state=Enrolment.State.ACCEPTED).order_by("seat"))
    _call_rolls(batch, places, batch.trainer or people["tahmina"])
    oli, onu = people["oli"], people["onu"]
    for each, reason in zip(_without_project(batch), (FLOOD, ILL), strict=False):
        row = propose_exception(by=oli, enrolment_id=each.place.pk, requirement="project", reason=reason)
        if reason == FLOOD:
            confirm_exception(by=onu, exception_id=row.pk)
    ready = [each for each in readiness_of(batch) if each.is_to_prepare]
    if issued := ready[:5]:
        release_issuance(by=onu, issuance_id=_prepare(oli, batch, issued).pk)
        _begin_profile(batch)
    if waiting := ready[5:8]:
        _prepare(oli, batch, waiting)


def _without_project(batch: Batch) -> list[Readiness]:
    """Those who are in the batch and lack nothing but a project."""
    here = [each for each in readiness_of(batch) if each.place.state == Enrolment.State.ACCEPTED]
    return [each for each in here if [needed.code for needed in each.lacking] == ["project"]]


def _begin_profile(batch: Batch) -> None:
    """Somebody has taken the certificate, and shows the project in the portfolio."""
    project = Project.objects.done().filter(enrolment__batch=batch, enrolment__certificate__isnull=False).last()
    if project is None:
        return
    trainee = project.enrolment.trainee
    take_certificate(by=trainee, enrolment_id=project.enrolment_id)
    create_profile(by=trainee)
    add_project_case(by=trainee, project_id=project.pk)


def _prepare(by: User, batch: Batch, ready: list[Readiness]) -> Issuance:
    graduates = [
        Graduate(each.place.name_en, each.place.name_bn, line=line, enrolment=each.place.pk)
        for line, each in enumerate(ready, start=1)
    ]
    return prepare_certificates(by=by, batch=batch, graduates=graduates, different_people=True)


def _call_rolls(batch: Batch, places: list[Enrolment], by: User) -> None:
    sessions = list(batch.sessions.planned().order_by("starts_at"))
    ClassSession.objects.filter(batch=batch).update(rolled_at=F("ends_at"))
    marked = set(AttendanceMark.objects.filter(session__batch=batch).values_list("enrolment", flat=True))
    marks = [mark for place in places if place.pk not in marked for mark in _marks(place, sessions, by)]
    AttendanceMark.objects.bulk_create(marks, batch_size=1000)


def _marks(place: Enrolment, sessions: list[ClassSession], by: User) -> Iterator[AttendanceMark]:
    """Most were there but once or twice; every seventh missed each second class."""
    every = 2 if (place.seat or 0) % 7 == 0 else 9
    for at, session in enumerate(sessions, start=place.seat or 0):
        value = "absent" if at % every == 0 else "late" if at % 11 == 0 else "present"
        columns = {"source": "roll", "value": value, "by": by, "at": session.ends_at}
        yield AttendanceMark(session=session, enrolment=place, **columns)
