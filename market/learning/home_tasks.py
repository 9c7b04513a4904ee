"""Tasks from courses: versions that are read before they are published, and questions at lessons."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source
from market.core.text.bangla import clip
from market.learning.courses.models import CourseVersion
from market.learning.lesson_questions.queries import waiting_for
from market.learning.versions.actions import ROLES

SHOWN_LENGTH = 120  # of a question


@task_source(order=89, roles=ROLES)
def version_tasks(home: Home) -> list[Task]:
    """Versions that somebody else submitted, and the user's own that were sent back."""
    state = CourseVersion.State
    waiting = CourseVersion.objects.filter(state=state.SUBMITTED).exclude(written_by=home.user)
    returned = CourseVersion.objects.filter(state=state.RETURNED, written_by=home.user)
    rows = [*waiting.order_by("written_at")[: MOST + 1], *returned]
    texts = {
        state.SUBMITTED: _("Read a version of a course, and publish it or send it back"),
        state.RETURNED: _("Mend your version of a course"),
    }
    kinds = {state.SUBMITTED: "review_course", state.RETURNED: "mend_course"}
    return [
        Task(
            kinds[state(row.state)],
            STAFF,
            texts[state(row.state)],
            row.title,
            row.get_absolute_url(),
            mark="edit",
            since=row.written_at,
            desk=reverse("course_desk"),
        )
        for row in rows
    ]


@task_source(order=92, roles=(User.Role.TRAINER,))
def lesson_question_tasks(home: Home) -> list[Task]:
    """Questions at lessons that nobody has answered: of the trainer's trainees, and of whoever is in no batch."""
    text = _("Answer a question at a lesson")
    return [
        Task(
            "lesson_question",
            STAFF,
            text,
            clip(row.text, SHOWN_LENGTH),
            row.get_absolute_url(),
            mark="message",
            since=row.written_at,
        )
        for row in waiting_for(home.user)[: MOST + 1]
    ]
