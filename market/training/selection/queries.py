"""What a draw reads, and what pages and the API show of one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from market.core.base import clock
from market.training.models import (
    Application,
    Batch,
    Enrolment,
    Phase,
    RegisterObjection,
    Selection,
    SelectionPlace,
    Topic,
)
from market.training.selection.drawing import Entry, Seats
from market.training.selection.scoring import Answers, points_of

Outcome = SelectionPlace.Outcome


@dataclass(frozen=True, slots=True)
class Field:
    """Who is in a draw: entries by application, and those who take no part, each with the outcome that says why."""

    entries: dict[Application, Entry]
    others: dict[Application, Outcome]


def field_of(phase: Phase, applications: Iterable[Application], rule: int) -> Field:
    """The entries of these applications, with their points by the rule. Wishes, certificates and districts are read."""
    rows = list(applications)
    people = [each.applicant_id for each in rows]
    seated, waited = _with_a_place(phase, people), _waited_before(phase, people)
    in_use = _certificates_of_places(phase, rows)
    year = clock.local(phase.last_moment).year
    field = Field({}, {})
    for row in rows:
        if row.certificate is None:
            field.others[row] = Outcome.NO_CERTIFICATE
        elif row.applicant_id in seated or row.certificate_id in in_use:
            field.others[row] = Outcome.HAS_PLACE
        else:
            years = max(0, year - row.certificate.year)
            answers = Answers(row.device, row.connection, row.weekly_hours or 0, years, row.applicant_id in waited)
            field.entries[row] = Entry(row.number or "", row.district.slug, points_of(answers, rule), wishes_of(row))  # type: ignore[union-attr]  # what is submitted has a district
    return field


def wishes_of(application: Application) -> tuple[str, ...]:
    """The topics wanted, by their slugs, the first wish first."""
    return tuple(each.topic.slug for each in sorted(application.wishes.all(), key=lambda wish: wish.rank))


def _with_a_place(phase: Phase, people: list[int]) -> set[int]:
    """Those who hold a seat of the programme already."""
    rows = Enrolment.objects.seated().filter(trainee__in=people, batch__phase__programme=phase.programme_id)
    return set(rows.values_list("trainee_id", flat=True))


def _certificates_of_places(phase: Phase, applications: list[Application]) -> set[int | None]:
    """Their certificates by which somebody, perhaps with another account, holds a seat of the programme already."""
    certificates = [each.certificate_id for each in applications]
    rows = Enrolment.objects.seated().filter(application__certificate__in=certificates)
    rows = rows.filter(batch__phase__programme=phase.programme_id)
    return set(rows.values_list("application__certificate_id", flat=True))


def _waited_before(phase: Phase, people: list[int]) -> set[int]:
    """Those whom an earlier draw of the programme left without a seat, and to whom none was offered since."""
    earlier = SelectionPlace.objects.filter(
        selection__state=Selection.State.PUBLISHED,
        selection__phase__programme=phase.programme_id,
        outcome=Outcome.WAITING,
        application__applicant__in=people,
    )
    offered = Enrolment.objects.filter(trainee__in=people, batch__phase__programme=phase.programme_id)
    waited = set(earlier.exclude(selection__phase=phase).values_list("application__applicant_id", flat=True))
    return waited - set(offered.values_list("trainee_id", flat=True))


def free_seats(phase: Phase) -> list[Seats]:
    """The free seats of each batch of the phase, by its code."""
    batches = list(phase.batches.select_related("district", "topic").order_by("code"))
    rows = Enrolment.objects.seated().filter(batch__in=batches)
    seated = Counter(rows.values_list("batch_id", flat=True))
    return [
        Seats(each.code, each.district.slug, each.topic.slug, max(0, each.seats - seated[each.pk])) for each in batches
    ]


def open_objections(phase: Phase) -> int:
    """How many objections of this phase may still change who takes part: until it is zero, nothing is drawn.

    They wait for a decision, or were refused in the last days, in which the applicant may ask another officer.
    """
    rows = RegisterObjection.objects.filter(application__phase=phase, application__state=Application.State.SUBMITTED)
    since = clock.now() - timedelta(days=settings.LIFECYCLE.register_objection_days)
    return rows.waiting().count() + rows.refused_since(since).count()


def listed(selection: Selection) -> QuerySet[SelectionPlace]:
    """The list of a draw: by district and rank, at the end of each those who took no part."""
    rows = SelectionPlace.objects.filter(selection=selection).select_related("application", "district", "batch__topic")
    return rows.order_by("district__name_en", "rank", "application__number")


def topics_of(phase: Phase) -> dict[str, Topic]:
    """The topics that are taught in the phase, by their slugs."""
    return {each.slug: each for each in Topic.objects.filter(batches__phase=phase)}


def batches_by_code(phase: Phase) -> dict[str, Batch]:
    """The batches of the phase, by their codes."""
    return {each.code: each for each in phase.batches.select_related("topic", "district")}
