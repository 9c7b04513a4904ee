"""Pages of objections to attendance: a trainee's, and the officers'."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.core.web.uploads import takes_files
from market.training.attendance.attending import own_place
from market.training.attendance.own_queries import rows_of
from market.training.attendance_objections import actions as attendance_objection_actions
from market.training.attendance_objections.actions import barred, judges, may_object
from market.training.attendance_objections.forms import AttendanceObjectionForm, DecideAttendanceForm
from market.training.issuing.desk_views import officers_only
from market.training.models import AttendanceObjection, ClassSession

RELATED = ("session__batch__topic", "enrolment__trainee")


@takes_files
@signed_in
def object_to_attendance(request: MemberRequest, session_id: int) -> HttpResponse:
    """Where a trainee objects to what counts of a class, and reads what became of it."""
    session = fetch(ClassSession.objects.visible_to(request.user).select_related("batch__topic"), session_id)
    place = own_place(request.user, session)
    form = AttendanceObjectionForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusing():
            form.keep(request.user)
            attendance_objection_actions.object_to_attendance(
                by=request.user, session_id=session_id, text=form.cleaned_data["text"], file_ids=form.upload_ids
            )
            messages.success(request, _("Your objection is on its way. An officer looks at it."))
            return redirect("object_to_attendance", session_id)
    (row,) = rows_of(place, [session])
    context = {
        "session": session,
        "batch": session.batch,
        "row": row,
        "objection": row.objection,
        "decisions": row.objection.decisions.all() if row.objection else (),
        "files": row.objection.files.all() if row.objection else (),
        "form": form,
        "kept": form.attached(request.user),
        "is_possible": may_object(session, clock.now()),
        "days": settings.LIFECYCLE.attendance_objection_answer_days,
        "possible_days": settings.LIFECYCLE.attendance_objection_days,
    }
    return render(request, "training/object_to_attendance.html", context, status=form.status)


@require_POST
@signed_in
def ask_second_about_attendance(request: MemberRequest, session_id: int) -> HttpResponse:
    """Have another officer look at a refused objection."""
    with pressing(request, _("Another officer looks at it.")):
        attendance_objection_actions.ask_second_about_attendance(by=request.user, session_id=session_id)
    return redirect("object_to_attendance", session_id)


@officers_only
def attendance_objections(request: MemberRequest) -> HttpResponse:
    """The objections: those that wait first, the most urgent on top; then the newest."""
    rows = AttendanceObjection.objects.visible_to(request.user).select_related(*RELATED)
    waiting = rows.filter(pk__in=AttendanceObjection.objects.waiting().values("pk")).order_by("due_at")
    others = rows.exclude(state=AttendanceObjection.State.OPEN).order_by("-pk")
    context = {"waiting": waiting[:100], "page": Paginator(others, 20).get_page(request.GET.get("page"))}
    return render(request, "training/attendance_objections.html", context)


@officers_only
def attendance_objection(request: MemberRequest, objection_id: int) -> HttpResponse:
    """One objection: what the trainee wrote, what each source says and by whom, and the decision."""
    objection = fetch(AttendanceObjection.objects.visible_to(request.user).select_related(*RELATED), objection_id)
    log_access("attendance_objection.seen", by=request.user, on=objection)
    (row,) = rows_of(objection.enrolment, [objection.session])
    form = DecideAttendanceForm(request.POST or None, row=row)
    if form.is_valid():
        with form.refusing():
            attendance_objection_actions.decide_attendance(by=request.user, objection_id=objection_id, **form.decision)
            messages.success(request, _("Decided. The trainee hears of it."))
            return redirect("attendance_objections")
    context = {
        "objection": objection,
        "session": objection.session,
        "batch": objection.session.batch,
        "row": row,
        "files": objection.files.all(),
        "decisions": objection.decisions.select_related("decided_by"),
        "is_barred": request.user.pk in barred(objection),
        "judges": judges(objection),
        "form": form,
    }
    return render(request, "training/attendance_objection.html", context, status=form.status)
