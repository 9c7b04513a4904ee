"""Pages of support: the button that opens the conversation, and who waits in a batch."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.coaching.support import actions as support_actions
from market.coaching.support.queries import figures_in, support_in
from market.core.base.db import fetch
from market.training.classes.people import acting_trainers_of
from market.training.models import Batch, Enrolment


@require_POST
@signed_in
def open_support(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """To the conversation of a trainee with the trainers, opened if need be."""
    return redirect(support_actions.open_support(by=request.user, enrolment_id=enrolment_id))


@signed_in
def support(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """Where the conversation leads: the trainee to the course, others to the batch."""
    place = fetch(Enrolment.objects.visible_to(request.user).select_related("batch"), enrolment_id)
    return redirect("my_course") if place.trainee_id == request.user.pk else redirect("batch_support", place.batch_id)


@signed_in
def batch_support(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Who of a batch waits for an answer, and how long answers take: for its trainers and officers."""
    if not request.user.has_role(User.Role.OFFICER, User.Role.TRAINER):
        raise Http404
    batch = fetch(Batch.objects.visible_to(request.user).select_related("topic", "district", "trainer"), batch_id)
    context = {
        "batch": batch,
        "places": support_in(batch),
        "figures": figures_in(batch),
        "hours": settings.LIFECYCLE.support_hours,
        "teaches": request.user in acting_trainers_of(batch),
    }
    return render(request, "coaching/batch_support.html", context)
