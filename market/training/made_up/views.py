"""Pages of making up a class: a trainee answers check questions, trainers write them."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.db import fetch
from market.training.attendance.attending import own_place
from market.training.classes.adding_actions import taught
from market.training.made_up import actions as made_up_actions
from market.training.made_up.forms import AnswersForm, ChecksForm
from market.training.made_up.queries import MakeUp, asked_in, make_up_of
from market.training.models import ClassSession, Recording


@signed_in
def make_up(request: MemberRequest, session_id: int) -> HttpResponse:
    """The recording of a class that a trainee missed, and three questions about it."""
    session = fetch(ClassSession.objects.visible_to(request.user).select_related("batch__topic"), session_id)
    place = own_place(request.user, session)
    form = AnswersForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            row = made_up_actions.answer_checks(
                by=request.user,
                session_id=session_id,
                check_set_id=form.cleaned_data["check_set"],
                number=form.cleaned_data["number"],
                answers=form.answers,
            )
            if row.is_right:
                messages.success(request, _("All three answers are right: the class is made up."))
            return redirect("make_up", session_id)
    standing = make_up_of(place, session)
    context = {"session": session, "batch": session.batch, "form": form, **_shown(standing, session)}
    return render(request, "training/make_up.html", context, status=form.status)


def _shown(standing: MakeUp | None, session: ClassSession) -> dict[str, object]:
    now = clock.now()
    is_open = standing is not None and session.ends_at <= now and standing.is_open(now)
    waits = standing is not None and standing.waits(now)
    last = standing.tries[-1] if standing and standing.tries else None
    return {
        "make_up": standing,
        "is_open": is_open,
        "waits": waits,
        "is_late": standing is not None and now >= standing.check_set.until,
        "asked": asked_in(standing) if standing and is_open and not waits else [],
        "wrong": [each for each in standing.check_set.questions.all() if each.position in last.wrong]
        if standing and last
        else [],
        "tries": settings.LIFECYCLE.made_up_tries,
        "minutes": settings.LIFECYCLE.made_up_wait_minutes,
    }


@signed_in
def write_checks(request: MemberRequest, recording_id: int) -> HttpResponse:
    """The three check questions of a recording."""
    recording = taught(Recording, request.user, recording_id)
    current = recording.check_sets.prefetch_related("questions").order_by("pk").last()
    form = ChecksForm.of(current, request.POST or None)
    if form.is_valid():
        with form.refusing():
            made_up_actions.write_checks(by=request.user, recording_id=recording_id, questions=form.details())
            messages.success(request, _("Saved. Who missed the class can make it up by these questions."))
            return redirect(recording)
    context = {
        "recording": recording,
        "session": recording.session,
        "batch": recording.session.batch,
        "current": current,
        "is_answered": current is not None and current.tries.exists(),
        "form": form,
    }
    return render(request, "training/write_checks.html", context, status=form.status)
