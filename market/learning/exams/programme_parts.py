"""What exams add to the page of a course, and to what a certificate needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.learning.exams.own_queries import own_exams
from market.learning.models import Exam, Sitting
from market.training.graduation.requirements import Requirement, requirement
from market.training.models import Enrolment
from market.training.page_parts import page_part


@page_part("course", "learning/parts/course_exams.html", order=15)
def course_exams(user: User, place: Enrolment) -> dict[str, Any] | None:
    """The exams of the trainee, if there are any."""
    rows = own_exams(user)
    return {"exams": rows} if rows else None


@requirement("exam", order=40)
def exam_passed(places: Sequence[Enrolment]) -> Mapping[int, Requirement]:
    """An exam of the batch was passed, and its results are out; of batches for which one was set."""
    if not settings.LIFECYCLE.graduation_exam:
        return {}
    batches = {each.batch_id for each in places}
    exams = Exam.objects.filter(batch__in=batches, cancelled_at=None)
    examined = set(exams.values_list("batch", flat=True))
    if not examined:
        return {}
    sat = Sitting.objects.real().filter(exam__in=exams.exclude(released_at=None), is_passed=True)
    passed = set(sat.values_list("user", "exam__batch"))
    concerned = [each for each in places if each.batch_id in examined]
    return {each.pk: _requirement((each.trainee_id, each.batch_id) in passed) for each in concerned}


def _requirement(is_met: bool) -> Requirement:
    shown = _("Passed") if is_met else _("Not passed yet, or the results are not out")
    return Requirement(_("Exam passed"), is_met, shown, "" if is_met else _("The exam is not passed."))
