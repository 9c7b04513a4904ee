"""What exams add to the page of a batch."""

from typing import Any

from market.accounts.models import User
from market.learning.courses.models import Course
from market.learning.exams.desk_queries import exams_of_batch
from market.learning.exams.queries import with_titles
from market.training.models import Batch
from market.training.page_parts import page_part


@page_part("batch", "learning/parts/batch_exams.html", order=56)
def batch_exams(user: User, batch: Batch) -> dict[str, Any] | None:
    """The exams of the batch, and the way to set one."""
    course = Course.objects.filter(topic=batch.topic_id).values_list("slug", flat=True).first()
    return {"exams": with_titles(exams_of_batch(user, batch)), "course": course}
