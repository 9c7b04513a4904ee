"""Tasks of those who run exams: time, marks and remarks that wait."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source
from market.learning.exams.actions import ROLES
from market.learning.exams.models import Exam
from market.learning.exams.queries import titles_of
from market.learning.marking.models import Remark, SittingMark
from market.learning.sittings.models import Interruption


@task_source(order=22, roles=ROLES)
def lost_time_tasks(home: Home) -> list[Task]:
    """Reports of lost time that the user decides about: the exam waits for it."""
    rows = Interruption.objects.run_by(home.user).waiting().select_related("sitting__exam__course")
    rows = rows.order_by("reported_at", "pk")[: MOST + 1]
    exams = titles_of([each.sitting.exam for each in rows])
    return [
        Task(
            "decide_lost_time",
            STAFF,
            _("Decide about lost time in an exam"),
            exams[each.sitting.exam_id],
            each.get_absolute_url(),
            since=each.reported_at,
            is_urgent=True,
            desk=reverse("exam_desk"),
        )
        for each in rows
    ]


@task_source(order=90, roles=ROLES)
def release_tasks(home: Home) -> list[Task]:
    """Exams that are closed: their answers are marked, then their results are released."""
    rows = list(Exam.objects.run_by(home.user).in_state(Exam.State.CLOSED).order_by("closes_at")[: MOST + 1])
    titles = titles_of(rows)
    return [
        Task(
            "release_exam",
            STAFF,
            _("Mark what waits, and release the results"),
            titles[each.pk],
            reverse("exam_sittings", args=[each.pk]),
            mark="certificate",
            since=each.closes_at,
            desk=reverse("exam_desk"),
        )
        for each in rows
    ]


@task_source(order=91, roles=ROLES)
def remark_tasks(home: Home) -> list[Task]:
    """Answers that are to be looked at again, but for those that the user marked."""
    rows = Remark.objects.run_by(home.user).waiting().select_related("sitting__exam__course")
    own = SittingMark.objects.filter(sitting=OuterRef("sitting"), question=OuterRef("question"), by=home.user)
    rows = rows.exclude(Exists(own)).order_by("requested_at", "pk")[: MOST + 1]
    titles = titles_of([each.sitting.exam for each in rows])
    return [
        Task(
            "decide_remark",
            STAFF,
            _("Look at an answer in an exam again"),
            titles[each.sitting.exam_id],
            each.get_absolute_url(),
            mark="eye",
            since=each.requested_at,
            desk=reverse("exam_desk"),
        )
        for each in rows
    ]
