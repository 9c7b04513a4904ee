"""What trainees are told of the rule: what they lack before the end of the batch, and at its end who is ready."""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.events import emit
from market.training.enrolments.seat_actions import facts
from market.training.graduation import events
from market.training.graduation.queries import Readiness, readiness_of
from market.training.models import Batch, Enrolment

BEFORE, AT_END = 1, 2
LATE = timedelta(days=7)  # after the end; later nobody is told any more


def due_sql() -> str:
    """The next instant at which trainees of some batch are told, as a select."""
    days = int(settings.LIFECYCLE.graduation_notice_days)
    day = f"ended_on - CASE graduation_told WHEN 0 THEN {days} ELSE 0 END"
    of = "FROM training_batch WHERE graduation_told < 2 AND phase_id IS NOT NULL"
    return f"SELECT min(({day})::timestamp AT TIME ZONE 'Asia/Dhaka') {of}"  # noqa: S608  # of a whole number


def due_batches() -> list[int]:
    """The ids of batches whose trainees are to be told now."""
    today = clock.local(clock.now()).date()
    waiting = Batch.objects.filter(graduation_told__lt=AT_END).exclude(phase=None)
    before = Q(graduation_told=0, ended_on__lte=today + _notice())
    return list(waiting.filter(before | Q(ended_on__lte=today)).order_by("ended_on", "pk").values_list("pk", flat=True))


@atomic
def tell_stand(*, batch_id: int) -> None:
    """Tell the trainees of a batch, if that is due: before its end what they lack, at its end who is ready."""
    rows = Batch.objects.filter(pk=batch_id, graduation_told__lt=AT_END).exclude(phase=None)
    batch = rows.select_related("topic", "district").select_for_update(of=("self",), no_key=True).first()
    if batch is None:
        return
    today = clock.local(clock.now()).date()
    is_end = today >= batch.ended_on
    if not is_end and (batch.graduation_told >= BEFORE or today < batch.ended_on - _notice()):
        return
    batch.graduation_told = AT_END if is_end else BEFORE
    batch.save(update_fields=["graduation_told"])
    if today > batch.ended_on + LATE:
        return
    for stand in readiness_of(batch):
        if is_end and stand.is_ready and _is_open(stand):
            emit(events.GraduationReady(**facts(batch)), on=stand.place, by=None, to=[stand.place.trainee])
    if not is_end:
        _tell_lacking(batch)


def _notice() -> timedelta:
    return timedelta(days=settings.LIFECYCLE.graduation_notice_days)


def _is_open(stand: Readiness) -> bool:
    return stand.stand in ("ready", "lacking") and stand.place.state == Enrolment.State.ACCEPTED


def _tell_lacking(batch: Batch) -> None:
    """What each one lacks, in both languages: requirements are written in the one that is active."""
    texts: dict[int, dict[str, str]] = defaultdict(dict)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            stands = [each for each in readiness_of(batch) if each.lacking and _is_open(each)]
            for stand in stands:
                criteria = [each.requirement for each in stand.lacking]
                texts[stand.place.pk][language] = " ".join(f"{each.name}: {each.missing}" for each in criteria)
    for stand in stands:
        event = events.GraduationLacking(**facts(batch), until=batch.ended_on, lacking=texts[stand.place.pk])
        emit(event, on=stand.place, by=None, to=[stand.place.trainee])
