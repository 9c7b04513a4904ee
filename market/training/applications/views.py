"""Pages of applicants: what applying is, the five steps, the review, and their application afterwards."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, is_member, signed_in
from market.core.base import clock
from market.core.base.db import fetch
from market.core.web.forms import Form
from market.core.web.open_web import text_page
from market.core.web.returning import page_before
from market.core.web.sign_in_reasons import sign_in_to
from market.training.applications import actions as applications_actions
from market.training.applications import step_actions
from market.training.applications.forms import FORMS, step_line
from market.training.applications.progress import next_steps, outcome_of
from market.training.applications.queries import (
    applications_of,
    coming_phase,
    offers_of,
    open_phases,
    running_application,
    seats_of,
)
from market.training.applications.steps import Step, has_open_objection, missing_steps, objection_of
from market.training.models import Application, Phase

SAVE: dict[Step, Callable[..., Application]] = {
    Step.CERTIFICATE: step_actions.save_certificate,
    Step.TOPICS: step_actions.save_topics,
    Step.DEVICE: step_actions.save_device,
    Step.CONSENT: step_actions.save_consent,
}


def apply(request: HttpRequest) -> HttpResponse:
    """What applying is and who may; the open phases with their districts and seats; the user's own applications."""
    lead = _("Women with a certificate of the earlier project apply here for a free course. Nobody ever pays.")
    context = {
        "offers": offers_of(open_phases()),
        "coming": offers_of([each for each in [coming_phase()] if each]),
        "own": applications_of(request.user) if is_member(request) else [],
        "own_seats": seats_of(request.user) if is_member(request) else {},
        "open_web": text_page(request, _("Apply for a course"), lead),
    }
    return render(request, "training/apply.html", context)


@sign_in_to(_lazy("To apply, sign in first, or create an account."))
@signed_in
def apply_step(request: MemberRequest, phase_id: int, step: str) -> HttpResponseBase:
    """A step. Sent, it is saved, and the next one follows; the first one begins the application."""
    if step not in Step.values:
        raise Http404
    here, phase = Step(step), _phase(phase_id)
    applications_actions.require_open(phase)
    applications_actions.require_applicant(request.user, phase)
    application = running_application(request.user, phase)
    if application is None and here != Step.DISTRICT or here == Step.TOPICS and not _has_district(application):
        return redirect("apply_step", phase_id, Step.DISTRICT)
    form = FORMS[here](request.POST if request.method == "POST" else None, phase=phase, application=application)
    if form.is_valid():
        with form.refusing():
            if application is None or here == Step.DISTRICT:
                begun = step_actions.begin_in_district(by=request.user, phase_id=phase_id, **form.values)
            else:
                begun = SAVE[here](by=request.user, application_id=application.pk, **form.values)
            return redirect(page_before(request) or _page_after(here, begun))
    application = running_application(request.user, phase)
    context = {
        "phase": phase,
        "step": here,
        "steps": step_line(here, missing_steps(application) if application else list(Step)),
        "count": len(Step),
        "form": form,
        "application": application,
        **_objection(here, application),
    }
    return render(request, "training/apply_step.html", context, status=form.status)


def _phase(phase_id: int) -> Phase:
    return fetch(Phase.objects.select_related("programme", "template"), phase_id)


def _has_district(application: Application | None) -> bool:
    return application is not None and application.district_id is not None


def _page_after(step: Step, application: Application) -> str:
    if application.state == Application.State.SUBMITTED:
        topics = reverse("apply_step", args=[application.phase_id, Step.TOPICS])  # another district has other topics
        return topics if step == Step.DISTRICT else application.get_absolute_url()
    if step.after is None:
        return reverse("review_application", args=[application.phase_id])
    return reverse("apply_step", args=[application.phase_id, step.after])


def _objection(step: Step, application: Application | None) -> dict[str, Any]:
    """Whether the applicant can object to what the register says of the certificate, or has."""
    if step != Step.CERTIFICATE or application is None or application.certificate_id is not None:
        return {}
    is_open = has_open_objection(application)
    return {"has_objected": is_open, "may_object": bool(application.certificate_number) and not is_open}


@sign_in_to(_lazy("To apply, sign in first, or create an account."))
@signed_in
def review_application(request: MemberRequest, phase_id: int) -> HttpResponseBase:
    """All answers before they are sent."""
    phase = _phase(phase_id)
    application = running_application(request.user, phase)
    if application is None:
        return redirect("apply_step", phase_id, Step.DISTRICT)
    if application.state == Application.State.SUBMITTED or clock.now() >= phase.closes_at:
        return redirect(application)
    return _review(request, application, Form())


def _review(request: MemberRequest, application: Application, form: Form) -> HttpResponse:
    missing = missing_steps(application)
    context = {"steps": step_line(None, missing), "missing": missing, "form": form, **_answers(application)}
    return render(request, "training/review_application.html", context, status=form.status)


def _answers(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "phase": application.phase,
        "wishes": application.wishes.select_related("topic"),
        "objection": objection_of(application),
        "Step": Step,
    }


@require_POST
@signed_in
def submit_application(request: MemberRequest, phase_id: int) -> HttpResponse:
    """Send the application."""
    application = running_application(request.user, _phase(phase_id))
    if application is None:
        raise Http404
    form = Form(request.POST)
    if form.is_valid():
        with form.refusing():
            applications_actions.submit_application(by=request.user, application_id=application.pk)
            return redirect(application)
    return _review(request, application, form)


@sign_in_to(_lazy("To see your application, sign in first."))
@signed_in
def my_application(request: MemberRequest, application_id: int) -> HttpResponse:
    """An application of the user's own: where it stands, what comes next, and its answers."""
    application = fetch(applications_of(request.user), application_id)
    context = {
        **_answers(application),
        "missing": missing_steps(application),
        "next_steps": next_steps(application),
        **outcome_of(application),
    }
    return render(request, "training/my_application.html", context)


@require_POST
@signed_in
def withdraw_application(request: MemberRequest, application_id: int) -> HttpResponse:
    """Take it back."""
    fetch(Application.objects.filter(applicant=request.user), application_id)
    left = applications_actions.withdraw_application(by=request.user, application_id=application_id)
    if left:
        return redirect(left)  # its page says that it was withdrawn
    messages.success(request, _("The draft is deleted."))
    return redirect("apply")
