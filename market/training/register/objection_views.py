"""Pages of objections to the register: an applicant's, and the officers'."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.core.web.uploads import takes_files
from market.training.issuing.desk_views import officers_only
from market.training.models import Application, RegisterObjection
from market.training.register import objection_actions
from market.training.register.forms import DecideObjectionForm, ObjectionForm, first_reading
from market.training.register.objection_actions import CertificateInUse, judges, may_object
from market.training.register.queries import numbered_certificate

OF_OBJECTION = ("application__applicant", "application__phase", "application__district", "application__certificate")


@takes_files
@signed_in
def object_to_register(request: MemberRequest, application_id: int) -> HttpResponse:
    """Where an applicant objects that the register lacks their certificate, and reads what became of it."""
    rows = Application.objects.filter(applicant=request.user).select_related("phase", "certificate")
    application = fetch(rows, application_id)
    objection = RegisterObjection.objects.filter(application=application).first()
    form = ObjectionForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusing():
            form.keep(request.user)
            objection_actions.object_to_register(
                by=request.user, application_id=application_id, text=form.cleaned_data["text"], uploads=form.upload_ids
            )
            messages.success(request, _("Your objection is on its way. An officer looks at it."))
            return redirect("object_to_register", application_id)
    context = {
        "application": application,
        "objection": objection,
        "decisions": objection.decisions.all() if objection else (),
        "photos": objection.photos.all() if objection else (),
        "form": form,
        "kept": form.attached(request.user),
        "is_possible": may_object(application),
        "days": settings.LIFECYCLE.register_objection_days,
    }
    return render(request, "training/object_to_register.html", context, status=form.status)


@require_POST
@signed_in
def ask_second_officer(request: MemberRequest, application_id: int) -> HttpResponse:
    """Have another officer look at a refused objection."""
    with pressing(request, _("Another officer looks at it.")):
        objection_actions.ask_second_officer(by=request.user, application_id=application_id)
    return redirect("object_to_register", application_id)


@officers_only
def register_objections(request: MemberRequest) -> HttpResponse:
    """The objections: those that wait first, the most urgent on top; then the newest."""
    rows = RegisterObjection.objects.visible_to(request.user).select_related(*OF_OBJECTION)
    waiting = RegisterObjection.objects.waiting().select_related(*OF_OBJECTION).order_by("due_at")
    others = rows.exclude(pk__in=waiting.values("pk")).order_by("-pk")
    context = {"waiting": waiting[:100], "page": Paginator(others, 20).get_page(request.GET.get("page"))}
    return render(request, "training/register_objections.html", context)


@officers_only
def register_objection(request: MemberRequest, objection_id: int) -> HttpResponse:
    """One objection: what the applicant typed and sent, what the register has, and the decision."""
    objection = fetch(RegisterObjection.objects.visible_to(request.user).select_related(*OF_OBJECTION), objection_id)
    log_access("register_objection.seen", by=request.user, on=objection)
    form = DecideObjectionForm(request.POST or None, initial=first_reading(objection))
    if form.is_valid():
        with form.refusing():
            grant, reason = form.cleaned_data["grant"] == "yes", form.cleaned_data["reason"]
            objection_actions.decide_objection(
                by=request.user, objection_id=objection_id, grant=grant, reason=reason, certificate=form.details()
            )
            messages.success(request, _("Decided. The applicant hears of it."))
            return redirect("register_objections")
    return render(request, "training/register_objection.html", _context(objection, form), status=form.status)


def _context(objection: RegisterObjection, form: DecideObjectionForm) -> dict[str, Any]:
    refusal = form.refusal
    return {
        "objection": objection,
        "application": objection.application,
        "registered": numbered_certificate(objection.application.certificate_number),
        "photos": objection.photos.all(),
        "decisions": objection.decisions.select_related("decided_by", "certificate"),
        "judges": set(judges(objection).values_list("pk", flat=True)),
        "is_waiting": RegisterObjection.objects.waiting().filter(pk=objection.pk).exists(),
        "other": refusal.other if isinstance(refusal, CertificateInUse) else None,
        "form": form,
    }
