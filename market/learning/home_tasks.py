"""Tasks from courses and exams: versions and questions to read, questions at lessons, exams to sit."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.home_tasks import MOST, STAFF, TRAINEE, Home, Task, task_source
from market.core.text.bangla import clip
from market.learning.bank.models import QuestionSet
from market.learning.courses.models import CourseVersion
from market.learning.exams import home_tasks  # noqa: F401  # registers its own
from market.learning.exams.own_queries import OwnExam, has_exam_now, own_exams
from market.learning.lesson_questions.queries import waiting_for
from market.learning.versions.actions import ROLES
from market.learning.vivas import home_tasks as viva_home_tasks  # noqa: F401  # the same

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


@task_source(order=21, facts=("trainee", "certificate"))
def exam_tasks(home: Home) -> list[Task]:
    """Exams that run, and those that are open and not begun."""
    rows = own_exams(home.user) if has_exam_now(home.user) else []
    return [_exam_task(each) for each in rows if each.running or each.is_to_begin]


def _exam_task(own: OwnExam) -> Task:
    running = own.running
    kind, text = ("exam_running", _("Go on with your exam")) if running else ("exam_open", _("Sit your exam"))
    due = running.ends_at if running else own.exam.closes_at
    page = running.get_absolute_url() if running else own.exam.get_absolute_url()
    return Task(kind, TRAINEE, text, own.exam.title, page, mark="edit", due=due, is_urgent=running is not None)


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
