"""Pages of places: an applicant's and a trainee's own, the course, and those of trainers and officers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.web.forms import Form
from market.training.classes.people import trainers_of
from market.training.classes.queries import calendar_of
from market.training.enrolments import actions as enrolment_actions
from market.training.enrolments import offer_actions, terms
from market.training.enrolments.course_queries import MOST_DUE, due_of, step_of
from market.training.enrolments.forms import DecisionForm, DeclineForm, LeaveForm, TransferForm
from market.training.enrolments.queries import course_of, free_seats, trainees_of
from market.training.models import Application, Batch, Certificate, ClassSession, Enrolment

RELATED = ("batch__topic", "batch__district", "batch__trainer", "batch__phase__programme", "trainee", "application")
State = Enrolment.State


@signed_in
def enrolment(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """A place: for whom it is offered to, for its trainee, and for officers."""
    place = _place(request.user, enrolment_id)
    if place.trainee_id != request.user.pk:
        log_access("place.seen", by=request.user, on=place)
    return _show(request, place)


def _place(user: User, enrolment_id: int) -> Enrolment:
    """Trainers read a list of names, no page of each place."""
    rows = Enrolment.objects.visible_to(user)
    if not user.has_role(User.Role.OFFICER):
        rows = rows.filter(trainee=user)
    return fetch(rows.select_related(*RELATED), enrolment_id)


def _forms(place: Enrolment, *, is_own: bool) -> dict[str, Form]:
    if is_own:
        return {"decline": DeclineForm(), "drop_out": LeaveForm()}
    forms: dict[str, Form] = {"drop_out": DecisionForm(), "return": DecisionForm()}
    return forms | {"transfer": TransferForm(place=place)}


def _show(request: MemberRequest, place: Enrolment, **bound: Form) -> HttpResponse:
    is_own, now = place.trainee_id == request.user.pk, clock.now()
    is_open = place.state == State.OFFERED and place.answer_due_at is not None and place.answer_due_at > now
    context = {
        "place": place,
        "batch": place.batch,
        "is_own": is_own,
        "is_open": is_open,
        "changes": place.changes.select_related("by"),
        "forms": {**_forms(place, is_own=is_own), **bound},
        "open": next(iter(bound), ""),
        "is_over": terms.is_over(place.batch),
        "free": len(free_seats(place.batch)),
        "moved_to": Enrolment.objects.filter(moved_from=place).select_related("batch").first(),
        **calendar_of(place.batch),
    }
    status = next((form.status for form in bound.values()), 200)
    return render(request, "training/enrolment.html", context, status=status)


@require_POST
@signed_in
def accept_place(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """Take the seat."""
    place = _place(request.user, enrolment_id)
    form = Form(request.POST)
    if form.is_valid():
        with form.refusing():
            offer_actions.accept_place(by=request.user, enrolment_id=place.pk)
            messages.success(request, _("Your place is certain. Here are your classes."))
            return redirect("my_course")
    return _show(request, place, accept=form)


def _change(
    request: MemberRequest, enrolment_id: int, name: str, act: Callable[..., Enrolment], done: str
) -> HttpResponse:
    """Take one of the forms; of the user's own place its page says what became of it, of others `done`."""
    place = _place(request.user, enrolment_id)
    is_own = place.trainee_id == request.user.pk
    form = _bound(request, place, name, is_own=is_own)
    if form.is_valid():
        with form.refusing():
            changed = act(by=request.user, enrolment_id=place.pk, **_fields(form))
            if not is_own:
                messages.success(request, done)
            return redirect(changed)
    place.refresh_from_db()
    return _show(request, place, **{name: form})


def _bound(request: MemberRequest, place: Enrolment, name: str, *, is_own: bool) -> Form:
    if name == "transfer":
        return TransferForm(request.POST, place=place)
    if name == "decline":
        return DeclineForm(request.POST)
    return (LeaveForm if is_own else DecisionForm)(request.POST)


def _fields(form: Form) -> dict[str, Any]:
    fields = dict(form.cleaned_data)
    if isinstance(form, TransferForm):
        fields["batch_id"] = fields.pop("batch").pk
    return fields


@require_POST
@signed_in
def decline_place(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """Leave the seat to the next."""
    return _change(request, enrolment_id, "decline", offer_actions.decline_place, "")


@require_POST
@signed_in
def drop_out(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """A trainee leaves, or an officer ends the place."""
    done = _("The place has ended. The trainee is told why.")
    return _change(request, enrolment_id, "drop_out", enrolment_actions.drop_out, done)


@require_POST
@signed_in
def return_to_batch(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """An officer gives who has left a seat again."""
    done = _("Returned. The trainee is told.")
    return _change(request, enrolment_id, "return", enrolment_actions.return_to_batch, done)


@require_POST
@signed_in
def transfer(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """An officer moves a trainee to another batch."""
    done = _("Moved. The trainee is told; this is the new place.")
    return _change(request, enrolment_id, "transfer", enrolment_actions.transfer, done)


@signed_in
def my_course(request: MemberRequest) -> HttpResponse:
    """A trainee's course: the next class, all classes, the trainers; or what comes before it."""
    place = course_of(request.user)
    context: dict[str, Any] = {"place": place}
    if place is None:
        sent = Application.objects.filter(applicant=request.user).exclude(state=Application.State.WITHDRAWN)
        context["application"] = sent.order_by("-begun_at").first()
        context["certificate"] = Certificate.objects.valid().filter(holder=request.user).first()
    else:
        context |= {"batch": place.batch, "is_offer": place.state == State.OFFERED, **calendar_of(place.batch)}
        context |= _first_screen(place, context["next_class"]) if place.state in Enrolment.STUDYING else {}
    return render(request, "training/my_course.html", context)


def _first_screen(place: Enrolment, next_class: ClassSession | None) -> dict[str, Any]:
    """What a trainee does next: about the class, and what is due."""
    due = due_of(place.trainee)
    step = step_of(place, next_class) if next_class and place.state == State.ACCEPTED else None
    return {"step": step, "due": due[:MOST_DUE], "more_due": max(0, len(due) - MOST_DUE)}


@signed_in
def batch_trainees(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Who studies in a batch, for its trainers and for officers: names and seats."""
    if not request.user.has_role(User.Role.OFFICER, User.Role.TRAINER):
        raise Http404
    batch = fetch(Batch.objects.visible_to(request.user).select_related("topic", "district"), batch_id)
    context = {"batch": batch, "places": trainees_of(batch), "teachers": trainers_of(batch)}
    return render(request, "training/batch_trainees.html", context)
