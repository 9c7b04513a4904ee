"""Exams as those see them who may sit them: which there are, and their rules before they begin."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.db import fetch
from market.learning.exams.actions import ROLES
from market.learning.exams.models import Exam, ExtraTime
from market.learning.exams.own_queries import OwnExam, own_exams
from market.learning.exams.queries import exams_with_rules
from market.learning.sittings.actions import can_begin


@require_GET
@signed_in
def exams(request: MemberRequest) -> HttpResponse:
    """The exams of the reader."""
    return render(request, "learning/exams.html", {"exams": own_exams(request.user)})


@require_GET
@signed_in
def exam(request: MemberRequest, exam_id: int) -> HttpResponse:
    """The rules of an exam, and the way into it."""
    rows = Exam.objects.visible_to(request.user) | Exam.objects.filter(sittings__user=request.user)
    row = fetch(exams_with_rules(rows).distinct(), exam_id)
    sittings = list(row.sittings.of(request.user).real().order_by("number"))
    for each in sittings:
        each.exam = row
    extra = ExtraTime.objects.filter(exam=row, user=request.user).first()
    context = {
        "own": OwnExam(row, sittings),
        "exam": row,
        "extra": extra,
        "refusal": can_begin(row, request.user, sittings),
        "may_sit": Exam.objects.for_user(request.user).filter(pk=row.pk).exists(),
        "runs": request.user.has_role(*ROLES) and Exam.objects.run_by(request.user).filter(pk=row.pk).exists(),
        "now": clock.now(),
    }
    return render(request, "learning/exam.html", context)
