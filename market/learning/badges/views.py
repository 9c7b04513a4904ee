"""Badges of passed exams: the page for everybody, what verifiers fetch, and what their owner does."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.web.open_web import unlisted
from market.learning.badges import credentials
from market.learning.badges.actions import make_exam_badge as make
from market.learning.badges.actions import revoke_exam_badge as revoke
from market.learning.badges.models import ExamBadge
from market.learning.exams.queries import with_titles
from market.training.badges.answers import JWT, public_answer, public_json
from market.training.badges.credentials import CONTEXT, STATUS_MINUTES, bake_png, public_url
from market.training.badges.forms import BadgeForm
from market.training.models import Topic


def exam_badge(request: HttpRequest, exam_badge_id: UUID) -> HttpResponse:
    """What a badge says and whether it counts, for anybody who has its address."""
    badge = fetch(ExamBadge.objects.with_exam(), exam_badge_id)
    with_titles([badge.sitting.exam])
    context = {
        "badge_row": badge,
        "exam": badge.sitting.exam,
        "is_valid": ExamBadge.objects.valid().filter(pk=badge.pk).exists(),
        "is_own": badge.sitting.user_id == request.user.pk,
        "address": public_url("exam_badge", badge.pk),
    }
    response = render(request, "learning/exam_badge.html", context)
    response["Cache-Control"] = "private, no-store"
    return unlisted(response, unless=False)


def exam_badge_file(request: HttpRequest, exam_badge_id: UUID, kind: str) -> HttpResponse:
    """A badge as signed credential (jwt), picture that holds it (png), or unsigned JSON (json). One that does not
    count has the credential only: its status says so."""
    rows = ExamBadge.objects.all() if kind == "jwt" else ExamBadge.objects.valid()
    badge = fetch(rows.with_exam(), exam_badge_id)
    if kind == "png":
        response = HttpResponse(bake_png(credentials.exam_badge_jwt(badge)), content_type="image/png")
    elif kind == "jwt":
        response = HttpResponse(credentials.exam_badge_jwt(badge), content_type=JWT)
    elif kind == "json":
        text = json.dumps(credentials.build_credential(badge), ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
    else:
        raise NotFound
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = f'attachment; filename="exam-badge.{kind}"'
    return unlisted(response, unless=False)


def exam_badge_achievement(request: HttpRequest, topic: str) -> HttpResponse:
    """The achievement of those who passed the exam of a topic."""
    row = Topic.objects.filter(slug=topic).first()
    if row is None:
        raise NotFound
    return public_json({"@context": CONTEXT, **credentials.achievement(row)}, "application/ld+json")


def exam_badge_status(request: HttpRequest, number: int) -> HttpResponse:
    """The status list that says which badges do not count."""
    if number != 1 and not ExamBadge.objects.filter(list_number=number).exists():
        raise NotFound
    return public_answer(HttpResponse(credentials.exam_status_list_jwt(number), content_type=JWT), STATUS_MINUTES * 20)


@require_POST
@signed_in
def make_exam_badge(request: MemberRequest, sitting_id: int) -> HttpResponse:
    """Make the badge of an own passed paper."""
    form = BadgeForm(request.POST)
    badge = make(by=request.user, sitting_id=sitting_id, with_name=form.is_valid() and form.cleaned_data["with_name"])
    messages.success(request, _("Your badge is ready. Download it below."))
    return redirect(badge)


@require_POST
@signed_in
def revoke_exam_badge(request: MemberRequest, exam_badge_id: UUID) -> HttpResponse:
    """Take an own badge back."""
    badge = revoke(by=request.user, exam_badge_id=exam_badge_id)
    messages.success(request, _("The badge does not count any more."))
    return redirect(badge)
