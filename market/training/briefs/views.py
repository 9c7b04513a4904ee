"""Pages of the bank of briefs: trainees of the programme read it, trainers and officers keep it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.base.errors import NotAllowed
from market.core.web.buttons import pressing
from market.training.briefs import actions as briefs_actions
from market.training.briefs.forms import BriefForm, TopicFilter
from market.training.models import Brief


def _require_reader(user: User) -> bool:
    """Whether the user keeps the bank; trainees read it. Raises 404 for all others."""
    if not briefs_actions.may_read(user):
        raise Http404
    return briefs_actions.may_keep(user)


@signed_in
def briefs(request: MemberRequest) -> HttpResponse:
    """Briefs by topic; retired ones are shown to those who keep the bank."""
    keeps = _require_reader(request.user)
    form = TopicFilter(request.GET)
    topic = form.cleaned_data["topic"] if form.is_valid() else None
    rows = Brief.objects.visible_to(request.user).select_related("topic").order_by("topic__position", "state", "hours")
    context = {"form": form, "topic": topic, "keeps": keeps, "briefs": rows.filter(topic=topic) if topic else rows}
    return render(request, "training/briefs.html", context)


@signed_in
def brief(request: MemberRequest, brief_id: int) -> HttpResponse:
    """One brief, with the button to choose it."""
    keeps = _require_reader(request.user)
    row = fetch(Brief.objects.visible_to(request.user).select_related("topic", "author"), brief_id)
    may_change = keeps and Brief.objects.kept_by(request.user).filter(pk=brief_id).exists()
    context = {"brief": row, "may_change": may_change, "may_choose": not keeps and row.state == "active"}
    return render(request, "training/brief.html", context)


@signed_in
def add_brief(request: MemberRequest) -> HttpResponse:
    """A new brief."""
    _require_keeper(request.user)
    form = BriefForm(request.POST or None, by=request.user)
    if form.is_valid():
        with form.refusing():
            row = briefs_actions.add_brief(by=request.user, details=form.details)
            messages.success(request, _("Added. Trainees of the topic can choose it."))
            return redirect(row)
    return render(request, "training/brief_form.html", {"form": form, "brief": None}, status=form.status)


def _require_keeper(user: User) -> None:
    if not _require_reader(user):
        raise NotAllowed


@signed_in
def change_brief(request: MemberRequest, brief_id: int) -> HttpResponse:
    """A brief as it is, to be changed."""
    _require_reader(request.user)
    row = fetch(Brief.objects.visible_to(request.user), brief_id)
    if not Brief.objects.kept_by(request.user).filter(pk=brief_id).exists():
        raise NotAllowed
    form = BriefForm(request.POST or None, by=request.user, brief=row)
    if form.is_valid():
        with form.refusing():
            briefs_actions.change_brief(by=request.user, brief_id=brief_id, details=form.details)
            messages.success(request, _("Saved."))
            return redirect(row)
    return render(request, "training/brief_form.html", {"form": form, "brief": row}, status=form.status)


@require_POST
@signed_in
def retire_brief(request: MemberRequest, brief_id: int) -> HttpResponse:
    """Let nobody choose it any more."""
    row = fetch(Brief.objects.visible_to(request.user), brief_id)
    with pressing(request, _("Retired. Projects that have it go on.")):
        briefs_actions.retire_brief(by=request.user, brief_id=brief_id)
    return redirect(row)


@require_POST
@signed_in
def restore_brief(request: MemberRequest, brief_id: int) -> HttpResponse:
    """Let it be chosen again."""
    row = fetch(Brief.objects.visible_to(request.user), brief_id)
    with pressing(request, _("It can be chosen again.")):
        briefs_actions.restore_brief(by=request.user, brief_id=brief_id)
    return redirect(row)
