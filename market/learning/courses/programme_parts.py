"""What lessons add to the pages of a course and a batch."""

from typing import Any

from market.accounts.models import User
from market.learning.courses.queries import outlines
from market.learning.progress.batch_queries import lessons_of_batch
from market.training.models import Batch, Enrolment
from market.training.page_parts import page_part


@page_part("course", "learning/parts/course_lessons.html", order=20)
def course_lessons(user: User, place: Enrolment) -> dict[str, Any] | None:
    """The lessons of the topic and of working as a freelancer, with how far the trainee is."""
    topics = {None, place.batch.topic_id}
    rows = [each for each in outlines(user) if each.version.course.topic_id in topics]
    rows.sort(key=lambda each: each.version.course.topic_id is None)
    return {"outlines": rows} if rows else None


@page_part("batch", "learning/parts/batch_lessons.html", order=55)
def batch_lessons(user: User, batch: Batch) -> dict[str, Any] | None:
    """How far the trainees are in the lessons of the topic, and where many go wrong."""
    lessons = lessons_of_batch(batch)
    return {"lessons": lessons} if lessons else None
