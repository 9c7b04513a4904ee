"""Pages of trainers and officers: answering proposals, more time, and lists of projects."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.text.csv_export import to_csv
from market.core.web.buttons import pressing
from market.training.issuing.desk_views import officers_only
from market.training.models import Batch, Enrolment, Phase, Project
from market.training.projects import actions as projects_actions
from market.training.projects import forms, terms
from market.training.projects.queries import counts_of, places_of_batch, places_of_phase
from market.training.projects.views import act, fetch_project

HEADS = (
    gettext_lazy("Batch"),
    pgettext_lazy("spreadsheet", "Seat"),
    gettext_lazy("Trainee"),
    gettext_lazy("Project"),
    pgettext_lazy("spreadsheet", "State"),
    pgettext_lazy("spreadsheet", "Waits for"),
    pgettext_lazy("spreadsheet", "Last check-in"),
    pgettext_lazy("spreadsheet", "Missed check-ins"),
    pgettext_lazy("spreadsheet", "Submitted by"),
)


@require_POST
@signed_in
def agree_project(request: MemberRequest, project_id: int) -> HttpResponse:
    """Agree to what is proposed."""
    row = fetch_project(request.user, project_id)
    with pressing(request, _("Agreed. The trainee is notified.")):
        projects_actions.agree_project(by=request.user, project_id=project_id)
    return redirect(row)


@require_POST
@signed_in
def return_project(request: MemberRequest, project_id: int) -> HttpResponse:
    """Send back what is proposed."""
    form = forms.ReturnForm(request.POST, auto_id="return_%s")

    def action(by: User, **fields: str) -> Project:
        return projects_actions.return_project(by=by, project_id=project_id, **fields)

    return act(request, project_id, "return", form, _("Sent back. The trainee is notified."), action)


@require_POST
@signed_in
def extend_project(request: MemberRequest, project_id: int) -> HttpResponse:
    """More time."""
    form = forms.ExtendForm(request.POST, auto_id="extend_%s")

    def action(by: User, until: datetime, reason: str) -> Project:
        return projects_actions.extend_project(by=by, project_id=project_id, until=until, reason=reason)

    return act(request, project_id, "extend", form, _("More time. The trainee is notified."), action)


def _require_staff(user: User) -> None:
    if not user.has_role(User.Role.OFFICER, User.Role.TRAINER):
        raise Http404


def _shown(request: MemberRequest) -> tuple[forms.ProjectFilter, str]:
    form = forms.ProjectFilter(request.GET)
    return form, form.cleaned_data["show"] if form.is_valid() else ""


@signed_in
def batch_projects(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Every trainee of a batch with the project: how it stands, the last check-in, since when it waits."""
    _require_staff(request.user)
    rows = Batch.objects.visible_to(request.user).select_related("topic", "district", "trainer")
    batch = fetch(rows, batch_id)
    form, show = _shown(request)
    opens = terms.opens_at(batch)
    context = {
        "batch": batch,
        "form": form,
        "show": show,
        "here": reverse("batch_projects", args=[batch.pk]),
        "page": Paginator(places_of_batch(batch, show), 40).get_page(request.GET.get("page")),
        "query": f"show={show}" if show else "",
        "counts": counts_of(batch.enrolments.all()),
        "opens_at": opens,
        "is_open": opens <= clock.now(),
        "guides": terms.guides(request.user, batch),
        "behind_after": terms.FALLS_BEHIND,
        "now": clock.now(),
    }
    return render(request, "training/batch_projects.html", context)


@require_POST
@signed_in
def open_projects(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Let the batch choose projects from now on."""
    _require_staff(request.user)
    batch = fetch(Batch.objects.visible_to(request.user), batch_id)
    with pressing(request, _("Open. The trainees are notified.")):
        projects_actions.open_projects(by=request.user, batch_id=batch.pk)
    return redirect("batch_projects", batch.pk)


@officers_only
def phase_projects(request: MemberRequest, phase_id: int) -> HttpResponse:
    """Every trainee of a phase with the project."""
    phase = fetch(Phase.objects.visible_to(request.user).select_related("programme"), phase_id)
    form, show = _shown(request)
    context = {
        "phase": phase,
        "form": form,
        "show": show,
        "here": reverse("phase_projects", args=[phase.pk]),
        "page": Paginator(places_of_phase(request.user, phase, show), 40).get_page(request.GET.get("page")),
        "query": f"show={show}" if show else "",
        "counts": counts_of(Enrolment.objects.filter(batch__phase=phase)),
        "behind_after": terms.FALLS_BEHIND,
        "now": clock.now(),
    }
    return render(request, "training/phase_projects.html", context)


@officers_only
def export_projects(request: MemberRequest, phase_id: int) -> HttpResponse:
    """The same list as CSV."""
    phase = fetch(Phase.objects.visible_to(request.user), phase_id)
    _form, show = _shown(request)
    log_access("projects.taken", by=request.user, on=phase)
    with translation.override("en"):
        lines = [[str(each) for each in HEADS], *map(_line, places_of_phase(request.user, phase, show))]
    response = HttpResponse(to_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="projects-{phase.programme_id}-{phase.number}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _line(place: Enrolment) -> list[str]:
    start = [place.batch.code, str(place.seat), place.name_en]
    project: Project | None = getattr(place, "project", None)
    if project is None:
        return [*start, "", "", "", "", "", ""]
    checked: datetime | None = place.checked_in_at  # type: ignore[attr-defined]  # annotated
    instants = [_plain(checked), str(project.missed), _plain(project.due_at)]
    return [*start, project.title, project.state, project.awaits, *instants]


def _plain(at: datetime | None) -> str:
    return str(clock.local(at).replace(tzinfo=None, microsecond=0)) if at else ""
