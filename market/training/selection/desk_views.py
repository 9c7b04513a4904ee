"""The officers' page of a selection: where it stands, what is next, and the list before it is published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.training.issuing.desk_views import officers_only
from market.training.models import Phase, Selection
from market.training.selection import actions as selection_actions
from market.training.selection.document import json_of
from market.training.selection.forms import RefuseDrawForm
from market.training.selection.overviews import desk_view
from market.training.selection.views import file_answer, list_context


@officers_only
def phase_selection(request: MemberRequest, phase_id: int) -> HttpResponse:
    """The selection of a phase."""
    return _page(request, phase_id, RefuseDrawForm())


def _page(request: MemberRequest, phase_id: int, form: RefuseDrawForm) -> HttpResponse:
    phase = fetch(Phase.objects.visible_to(request.user).select_related("programme"), phase_id)
    view = desk_view(phase)
    row = view.overview.selection if view.overview else None
    context = {"view": view, "phase": phase, "selection": row, "overview": view.overview, "refuse_form": form}
    context["is_mine"] = row is not None and row.drawn_by_id == request.user.pk
    context["has_emergency_role"] = not request.user.has_own_role(request.user.Role.OFFICER)
    if row is not None and row.is_drawn:
        context |= list_context(request, row)
    return render(request, "training/phase_selection.html", context, status=form.status)


@officers_only
def phase_selection_file(request: MemberRequest, phase_id: int) -> HttpResponse:
    """The file of a draw, for who is to confirm it."""
    rows = Selection.objects.visible_to(request.user).select_related("phase__programme")
    row = rows.filter(phase=phase_id).first()
    if row is None or not row.is_drawn:
        raise NotFound
    return file_answer(json_of(row), "application/json", f"selection-{phase_id}.json", "private, no-store")


@require_POST
@officers_only
def commit_selection(request: MemberRequest, phase_id: int) -> HttpResponse:
    """Publish the hash of a new seed."""
    selection_actions.commit_selection(by=request.user, phase_id=phase_id)
    messages.success(request, _("The seed is committed: its hash is public now, and nobody knows the seed."))
    return redirect("phase_selection", phase_id)


@require_POST
@officers_only
def draw_selection(request: MemberRequest, phase_id: int) -> HttpResponse:
    """Draw."""
    selection_actions.draw_selection(by=request.user, phase_id=phase_id)
    messages.success(request, _("Drawn. The other officers are told: one of them confirms it."))
    return redirect("phase_selection", phase_id)


@require_POST
@officers_only
def confirm_selection(request: MemberRequest, phase_id: int) -> HttpResponse:
    """Publish what another officer has drawn."""
    selection_actions.confirm_selection(by=request.user, phase_id=phase_id)
    messages.success(request, _("Published. All applicants are told now."))
    return redirect("phase_selection", phase_id)


@require_POST
@officers_only
def refuse_selection(request: MemberRequest, phase_id: int) -> HttpResponse:
    """Do not confirm a draw, with the reason."""
    form = RefuseDrawForm(request.POST)
    if form.is_valid():
        with form.refusing():
            selection_actions.refuse_selection(by=request.user, phase_id=phase_id, **form.cleaned_data)
            messages.success(request, _("Refused. It is drawn again with the same seed, once that is put right."))
            return redirect("phase_selection", phase_id)
    return _page(request, phase_id, form)
