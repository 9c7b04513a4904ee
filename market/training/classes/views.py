"""Pages of a class and of a batch's calendar: for officers, trainers and trainees of the batch."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.db import fetch
from market.core.web.forms import Form
from market.training.classes import actions as classes_actions
from market.training.classes.feeds import file_of
from market.training.classes.forms import (
    AssignClassForm,
    CancelClassForm,
    DescribeClassForm,
    MoveCalendarForm,
    MoveClassForm,
)
from market.training.classes.queries import additions_of
from market.training.issuing.desk_views import officers_only
from market.training.models import Batch, ClassSession
from market.training.questions.actions import may_ask
from market.training.rooms.queries import opens_at, room_state

FORMS: dict[str, Callable[[ClassSession, Any], Form]] = {
    "move": lambda session, data: MoveClassForm.of(session, data),
    "cancel": lambda _session, data: CancelClassForm(data),
    "describe": lambda session, data: DescribeClassForm(
        data, initial={"title_en": session.title_en, "title_bn": session.title_bn, "room": session.room}
    ),
    "assign": lambda session, data: AssignClassForm(data, session=session),
}


@signed_in
def class_session(request: MemberRequest, session_id: int) -> HttpResponse:
    """A class: when, what, where, who, its moves, and the forms of those who may change it."""
    return _show(request, _session(request, session_id))


def _session(request: MemberRequest, session_id: int) -> ClassSession:
    rows = ClassSession.objects.visible_to(request.user)
    return fetch(rows.select_related("batch__topic", "batch__district", "trainer", "venue"), session_id)


def _show(request: MemberRequest, session: ClassSession, **bound: Form) -> HttpResponse:
    now = clock.now()
    may_change = classes_actions.may_change(request.user, session.batch)
    context = {
        "session": session,
        "batch": session.batch,
        "moves": session.moves.select_related("moved_by").order_by("-pk"),
        "forms": {name: bound.get(name) or form(session, None) for name, form in FORMS.items()},
        "open": next(iter(bound), ""),
        "has_begun": session.starts_at <= now,
        "now": now,
        "room": room_state(request.user, session),
        "opens_at": opens_at(session),
        "sees_batch": Batch.objects.visible_to(request.user).filter(pk=session.batch_id).exists(),
        "may_ask": may_ask(request.user, session),
        **additions_of(session, request.user),
        "may_change": may_change and (session.is_cancelled or session.starts_at > now),
        "may_describe": classes_actions.may_describe(request.user, session) and session.ends_at > now,
    }
    status = next((form.status for form in bound.values()), 200)
    return render(request, "training/class_session.html", context, status=status)


def _change(request: MemberRequest, session_id: int, name: str, done: str) -> HttpResponse:
    """Take one of the forms; its action is called with what it gives."""
    session = _session(request, session_id)
    form = FORMS[name](session, request.POST)
    if form.is_valid():
        with form.refusing():
            ACTIONS[name](by=request.user, session_id=session_id, **_fields(form))
            messages.success(request, done)
            return redirect(session)
    return _show(request, session, **{name: form})


def _fields(form: Form) -> dict[str, Any]:
    if isinstance(form, MoveClassForm):
        return {"starts_at": form.starts_at, "reason": form.cleaned_data["reason"]}
    return {"venue": None} | form.cleaned_data if isinstance(form, AssignClassForm) else form.cleaned_data


ACTIONS: dict[str, Callable[..., ClassSession]] = {
    "move": classes_actions.move_class,
    "cancel": classes_actions.cancel_class,
    "describe": classes_actions.describe_class,
    "assign": classes_actions.assign_class,
}


@require_POST
@signed_in
def move_class(request: MemberRequest, session_id: int) -> HttpResponse:
    """Another time."""
    return _change(request, session_id, "move", _("The class has another time. Everybody of the batch is told."))


@require_POST
@signed_in
def cancel_class(request: MemberRequest, session_id: int) -> HttpResponse:
    """It will not be."""
    return _change(request, session_id, "cancel", _("The class is cancelled. Everybody of the batch is told."))


@require_POST
@signed_in
def describe_class(request: MemberRequest, session_id: int) -> HttpResponse:
    """What it is about, and its live room."""
    return _change(request, session_id, "describe", _("Saved."))


@require_POST
@signed_in
def assign_class(request: MemberRequest, session_id: int) -> HttpResponse:
    """Who gives it, and where."""
    return _change(request, session_id, "assign", _("Saved. Everybody of the batch is told."))


@officers_only
def move_calendar(request: MemberRequest, batch_id: int) -> HttpResponse:
    """All classes that are still to come, from another day on."""
    batch = fetch(Batch.objects.visible_to(request.user).exclude(phase=None).select_related("topic"), batch_id)
    hours = {"class_at": batch.class_at, "in_person_at": batch.in_person_at}
    form = MoveCalendarForm(request.POST or None, initial=hours)
    if form.is_valid():
        with form.refusing():
            first_day, reason = form.cleaned_data["first_day"], form.cleaned_data["reason"]
            at = {"first_day": first_day, "reason": reason, "hours": form.hours}
            classes_actions.move_calendar(by=request.user, batch_id=batch_id, **at)
            messages.success(request, _("The calendar has moved. Everybody of the batch is told."))
            return redirect(batch)
    coming = batch.sessions.planned().filter(starts_at__gt=clock.now())
    context = {"batch": batch, "form": form, "count": coming.count(), "next": coming.first()}
    return render(request, "training/move_calendar.html", context, status=form.status)


@signed_in
def batch_calendar(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The classes of a batch as a file for calendars."""
    batch = fetch(Batch.objects.visible_to(request.user), batch_id)
    if not batch.sessions.exists():
        raise Http404
    response = HttpResponse(file_of(batch), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{batch.code}.ics"'
    response["Cache-Control"] = "private, max-age=600"
    return response
