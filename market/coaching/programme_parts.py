"""What support and coaching add to the pages of the programme."""

from typing import Any

from django.conf import settings

from market.accounts.models import User
from market.coaching.mentoring.queries import figures_of_batch, open_coaching_of
from market.coaching.support.queries import figures_in, figures_of, goal, support_of
from market.training.models import Batch, Enrolment, Phase
from market.training.page_parts import page_part


@page_part("course", "coaching/parts/course.html", order=15)
def support_on_course(user: User, place: Enrolment) -> dict[str, Any] | None:
    """The way to the trainers, and since when they owe an answer."""
    if place.state not in Enrolment.STUDYING:
        return None
    support = support_of(place)
    since = support.waits_since if support else None
    answer_by = since + goal() if since else None
    return {"place": place, "support": support, "answer_by": answer_by, "hours": settings.LIFECYCLE.support_hours}


@page_part("batch", "coaching/parts/figures.html", order=50)
def support_on_batch(user: User, batch: Batch) -> dict[str, Any] | None:
    """How long trainees of the batch wait."""
    figures = figures_in(batch)
    return {"figures": figures, "batch": batch} if batch.phase_id else None


@page_part("phase", "coaching/parts/figures.html", order=50)
def support_on_phase(user: User, phase: Phase) -> dict[str, Any] | None:
    """How long trainees of the phase wait."""
    return {"figures": figures_of(phase.batches.order_by()), "batch": None}


@page_part("course", "coaching/parts/course_coach.html", order=55)
def coach_on_course(user: User, place: Enrolment) -> dict[str, Any] | None:
    """The way to the own coach."""
    return {"coaching": open_coaching_of(user)} if place.state in Enrolment.STUDYING else None


@page_part("batch", "coaching/parts/batch_coaching.html", order=55)
def coaching_on_batch(user: User, batch: Batch) -> dict[str, Any] | None:
    """How many people of the batch have a coach, and what became of them: counts only."""
    figures = figures_of_batch(batch)
    return {"figures": figures} if figures else None
