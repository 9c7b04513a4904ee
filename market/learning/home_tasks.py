"""Tasks from courses: of trainers and officers who read a version before it is published."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source
from market.learning.bank.models import QuestionSet
from market.learning.courses.models import CourseVersion
from market.learning.versions.actions import ROLES


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


@task_source(order=90, roles=ROLES)
def question_set_tasks(home: Home) -> list[Task]:
    """Questions that somebody else submitted."""
    waiting = QuestionSet.objects.visible_to(home.user).waiting().exclude(author=home.user).select_related("course")
    titles = {each.course_id: each.title for each in CourseVersion.objects.current()}
    return [
        Task(
            "review_questions",
            STAFF,
            _("Read questions, and bring them into use or send them back"),
            titles.get(row.course_id, row.course.slug),
            row.get_absolute_url(),
            mark="edit",
            since=row.submitted_at,
            desk=reverse("course_desk"),
        )
        for row in waiting.order_by("submitted_at")[: MOST + 1]
    ]
