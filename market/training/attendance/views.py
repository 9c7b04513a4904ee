"""Pages of the roll of a class, for its trainers and officers, and of a trainee's card."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.text.qr_codes import qr_image
from market.core.web.buttons import pressing
from market.core.web.middleware import permissions_policy
from market.training.attendance import cards, countersign_actions, roll_actions
from market.training.attendance.forms import RollForm
from market.training.attendance.roll_queries import closes_at, countersigning_of, is_open, lines_of, settles_late
from market.training.classes.adding_actions import taught_class
from market.training.models import ClassSession, Enrolment

LONGEST = 80  # of what is typed or scanned of a card


@signed_in
def class_roll(request: MemberRequest, session_id: int) -> HttpResponse:
    """Who was there; the same page shows it, takes changes, and settles what sources say differently."""
    session = taught_class(request.user, session_id)
    lines, settles = lines_of(session), settles_late(request.user, session)
    differing = [each for each in lines if each.is_contradicted]
    form = RollForm(
        request.POST or None, lines=differing if settles else lines, all_present=request.GET.get("all") == "present"
    )
    if form.is_valid():
        with form.refusing():
            roll_actions.call_roll(by=request.user, session_id=session_id, marks=form.marks)
            messages.success(request, _("Saved. Who is marked as absent is told."))
            return redirect("class_roll", session_id)
    rows = form.rows
    context = {
        "session": session,
        "batch": session.batch,
        "form": form,
        "contradicted": [each for each in rows if each["line"].is_contradicted],
        "rows": [each for each in rows if not each["line"].is_contradicted],
        "others": [each for each in lines if not each.is_contradicted] if settles else [],
        "rows_key": [(each.value, each.label) for each in roll_actions.VALUES],
        "marked": sum(each["line"].last is not None for each in rows),
        "unmarked": sum(each["line"].last is None for each in rows),
        "is_open": is_open(session),
        "settles": settles,
        "is_off": session.state != ClassSession.State.PLANNED,
        "has_begun": session.starts_at <= clock.now(),
        "closes_at": closes_at(session),
        "countersigning": countersigning_of(session),
    }
    response = render(request, "training/roll.html", context, status=form.status)
    response["Permissions-Policy"] = permissions_policy("camera")  # scans cards
    response.may_stay = True  # type: ignore[attr-defined]  # where there is no line: see core/web/middleware.py
    return response


@require_POST
@signed_in
def countersign_roll(request: MemberRequest, session_id: int) -> HttpResponse:
    """A trainee confirms the roll: on an own device, or by card on the trainer's."""
    session = fetch(ClassSession.objects.visible_to(request.user), session_id)
    card = request.POST.get("card", "").strip()[:LONGEST]
    with pressing(request, _("The roll is confirmed.")):
        countersign_actions.countersign(by=request.user, session_id=session_id, card=card)
    return redirect("class_roll", session_id) if card else redirect(session)


@signed_in
def trainee_card(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """The card of a place: for its trainee, and for officers, who print it."""
    place = fetch(_cards(request), enrolment_id)
    if place.trainee_id != request.user.pk:
        log_access("place.card_seen", by=request.user, on=place)
    context = {"place": place, "batch": place.batch, "code": cards.short_code_of(place)}
    return render(request, "training/trainee_card.html", context | {"qr": qr_image(cards.token_of(place))})


def _cards(request: MemberRequest) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.studying().visible_to(request.user).select_related("batch__topic", "batch__district")
    return rows if request.user.has_role(request.user.Role.OFFICER) else rows.filter(trainee=request.user)
