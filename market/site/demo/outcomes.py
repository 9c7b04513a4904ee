"""What became of graduates: rounds of the tracer with their answers, and the public figures of every programme."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from django.conf import settings

from market.core.base import clock
from market.training.figures.actions import count_figures
from market.training.models import Certificate, Programme, TracerAnswer, TracerRound
from market.training.plans.calendar import day_start
from market.training.tracer.opening_actions import AT, months_later, open_rounds, write_results

DAY = timedelta(days=1)
ASKED = "farida@demo.test"
ANSWERED = {3: 0.7, 6: 0.6, 12: 0.5}  # how many answer, by months
# Of each question the answers and their weights, in the order of the model.
WEIGHTS: dict[str, tuple[int, ...]] = {
    "work": (40, 15, 12, 10, 23),
    "elsewhere": (45, 25, 18, 9, 3),
    "hours": (20, 30, 28, 17, 5),
    "hindrance": (12, 30, 18, 12, 14, 5, 7, 2),
    "advice": (80, 6, 14),
}
CHOICES = {
    "work": TracerAnswer.Work.values,
    "elsewhere": TracerAnswer.Elsewhere.values,
    "hours": TracerAnswer.Hours.values,
    "hindrance": TracerAnswer.Hindrance.values,
    "advice": TracerAnswer.Advice.values,
}


def make_outcomes() -> None:
    """Rounds that are over, with answers; those that are open now; and the figures."""
    if TracerRound.objects.exists():
        return
    rounds = TracerRound.objects.bulk_create(_rounds_over())
    TracerAnswer.objects.bulk_create(_answer(each) for each in rounds if each.answered_at)
    _ask(ASKED)
    for programme in Programme.objects.order_by("pk"):
        open_rounds(programme)
        write_results(programme)
        count_figures(programme_id=programme.pk, again=True)


def _ask(email: str) -> None:
    """Somebody of the cast is asked today already, by mail with the link, and on their home page."""
    starts_at = day_start(clock.local(clock.now()).date()) + AT
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(days=settings.LIFECYCLE.tracer_days)}
    certificate = Certificate.objects.valid().filter(holder__email=email).first()
    if certificate is not None and not certificate.tracer_rounds.exists():
        TracerRound.objects.create(certificate=certificate, months=TracerRound.MONTHS[0], tell_at=starts_at, **times)


def _rounds_over() -> Iterator[TracerRound]:
    valid = Certificate.objects.valid().filter(batch__phase__isnull=False).order_by("pk")
    for pk, issued_on in valid.values_list("pk", "issued_on"):
        for months in TracerRound.MONTHS:
            starts_at = day_start(months_later(issued_on, months)) + AT
            ends_at, chance = starts_at + timedelta(days=settings.LIFECYCLE.tracer_days), Random(pk * 100 + months)  # noqa: S311  # for show
            if ends_at <= clock.now():
                answered_at = starts_at + chance.randrange(1, 29) * DAY if chance.random() < ANSWERED[months] else None
                times = {"starts_at": starts_at, "ends_at": ends_at, "answered_at": answered_at}
                yield TracerRound(certificate_id=pk, months=months, **times)


def _answer(row: TracerRound) -> TracerAnswer:
    chance = Random(row.pk)  # noqa: S311  # for show
    chosen = {name: chance.choices(CHOICES[name], weights)[0] for name, weights in WEIGHTS.items()}
    return TracerAnswer(tracer_round=row, way=TracerAnswer.Way.LINK, at=row.answered_at or row.starts_at, **chosen)
