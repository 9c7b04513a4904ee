"""The officers' pages of the plan: programmes and phases, templates, places, and trainers of a batch."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest
from market.core.base.db import fetch
from market.training.classes.people import trainers_of
from market.training.issuing.desk_views import officers_only
from market.training.models import Batch, Phase, PlanTemplate, Programme, Venue
from market.training.plans import actions as plans_actions
from market.training.plans import trainer_actions
from market.training.plans.forms import (
    AddTrainerForm,
    PhaseForm,
    ProgrammeForm,
    RemoveTrainerForm,
    TemplateForm,
    VenueForm,
)
from market.training.plans.planning import BatchPreview, preview_phase
from market.training.plans.queries import phase_views, waiting_batches, waiting_classes

FEW = 10


@officers_only
def programme_desk(request: MemberRequest) -> HttpResponse:
    """The newest programme with its phases, or that in `?programme=`; what waits, and the other programmes."""
    programmes = list(Programme.objects.all())
    wanted = request.GET.get("programme")
    shown = next((each for each in programmes if str(each.pk) == wanted), programmes[0] if programmes else None)
    context = {
        "programme": shown,
        "views": phase_views(Phase.objects.visible_to(request.user).filter(programme=shown)),
        "others": [each for each in programmes if each != shown],
        "batches": waiting_batches().select_related("topic", "district")[:FEW],
        "classes": waiting_classes(request.user)[:FEW],
        "class_count": waiting_classes(request.user).count(),
        "templates": PlanTemplate.objects.all(),
    }
    return render(request, "training/programme_desk.html", context)


@officers_only
def add_programme(request: MemberRequest) -> HttpResponse:
    """A new programme."""
    form = ProgrammeForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            plans_actions.add_programme(by=request.user, **form.cleaned_data)
            messages.success(request, _("The programme is added. Plan its first phase now."))
            return redirect("new_phase")
    return render(request, "training/add_programme.html", {"form": form}, status=form.status)


@officers_only
def new_phase(request: MemberRequest) -> HttpResponse:
    """A phase in one form. Its preview shows every calendar and conflict; only what is clean can be saved."""
    programme = Programme.objects.first()
    if programme is None:
        return redirect("add_programme")
    form = PhaseForm(request.POST or None, initial={"programme": programme.pk, "number": programme.phases.count() + 1})
    previews: list[BatchPreview] = []
    if form.is_valid():
        with form.refusing():
            previews = preview_phase(form.plan)
            if "save" in request.POST:
                phase = plans_actions.plan_phase(by=request.user, plan=form.plan)
                messages.success(request, _("The phase is planned. Its trainers are told."))
                return redirect(phase)
    context = {"form": form, "previews": previews, "met": sum(len(each.conflicts) for each in previews)}
    return render(request, "training/new_phase.html", context, status=form.status)


@officers_only
def phase(request: MemberRequest, phase_id: int) -> HttpResponse:
    """A phase with its batches and where each stands."""
    fetch(Phase.objects.visible_to(request.user), phase_id)
    view = phase_views(Phase.objects.visible_to(request.user).filter(pk=phase_id))[0]
    return render(request, "training/phase.html", {"view": view, "phase": view.phase})


@officers_only
def add_plan_template(request: MemberRequest) -> HttpResponse:
    """Another template; it begins as the first one is."""
    first = PlanTemplate.objects.first() or PlanTemplate()
    initial = {name: value for name, value in _values(first, TemplateForm).items() if not name.startswith("name_")}
    form = TemplateForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusing():
            template = plans_actions.add_template(by=request.user, **form.cleaned_data)
            messages.success(request, _("The template is added. Choose it when you plan a phase."))
            return redirect("plan_template", template.pk)
    return render(request, "training/plan_template.html", {"form": form, "template": None}, status=form.status)


@officers_only
def plan_template(request: MemberRequest, template_id: int) -> HttpResponse:
    """The template by which batches are made."""
    template = fetch(PlanTemplate.objects.order_by("pk"), template_id)
    form = TemplateForm(request.POST or None, initial=_values(template, TemplateForm))
    if form.is_valid():
        with form.refusing():
            plans_actions.edit_template(by=request.user, template_id=template_id, **form.cleaned_data)
            messages.success(request, _("Saved. Batches that are planned keep their calendar."))
            return redirect("plan_template", template_id)
    return render(request, "training/plan_template.html", {"form": form, "template": template}, status=form.status)


def _values(row: Any, form: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.base_fields}


@officers_only
def venues(request: MemberRequest) -> HttpResponse:
    """Places of face-to-face classes, and the form for another one."""
    form = VenueForm(request.POST or None, initial={"seats": 36})
    if form.is_valid():
        with form.refusing():
            plans_actions.save_venue(by=request.user, details=form.details)
            messages.success(request, _("The place is added."))
            return redirect("venues")
    rows = Venue.objects.select_related("district").order_by("district__name_en", "name_en")
    return render(request, "training/venues.html", {"rows": rows, "form": form}, status=form.status)


@officers_only
def venue(request: MemberRequest, venue_id: int) -> HttpResponse:
    """Change a place."""
    row = fetch(Venue.objects.select_related("district"), venue_id)
    form = VenueForm(request.POST or None, initial={**_values(row, VenueForm), "district": row.district.slug})
    if form.is_valid():
        with form.refusing():
            plans_actions.save_venue(by=request.user, details=form.details, venue_id=venue_id)
            messages.success(request, _("Saved."))
            return redirect("venues")
    return render(request, "training/venue.html", {"form": form, "venue": row}, status=form.status)


@officers_only
def batch_trainers(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Who teaches a batch, and the form for one more."""
    batch = fetch(Batch.objects.visible_to(request.user).select_related("trainer"), batch_id)
    form = AddTrainerForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            trainer_actions.add_trainer(by=request.user, batch_id=batch_id, **form.cleaned_data)
            messages.success(request, _("Added. The trainer is told."))
            return redirect("batch_trainers", batch_id)
    context = {"batch": batch, "teachers": trainers_of(batch), "form": form}
    return render(request, "training/batch_trainers.html", context, status=form.status)


@officers_only
def remove_trainer(request: MemberRequest, batch_id: int, user_id: int) -> HttpResponse:
    """Somebody teaches a batch no more: who takes over."""
    batch = fetch(Batch.objects.visible_to(request.user).select_related("trainer"), batch_id)
    trainer = next((each for each in trainers_of(batch) if each.pk == user_id), None)
    if trainer is None:
        raise Http404
    form = RemoveTrainerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusing():
            trainer_actions.remove_trainer(by=request.user, batch_id=batch_id, trainer=trainer, **form.cleaned_data)
            messages.success(request, _("Removed. Both are told."))
            return redirect("batch_trainers", batch_id)
    context = {"batch": batch, "trainer": trainer, "form": form}
    return render(request, "training/remove_trainer.html", context, status=form.status)
