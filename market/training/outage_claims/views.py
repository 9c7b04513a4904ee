"""Pages of claims of outages: a trainee claims, trainers and officers decide."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.training.attendance.attending import counts_in, own_place
from market.training.models import ClassSession, OutageClaim
from market.training.outage_claims import actions as outage_actions
from market.training.outage_claims.forms import ClaimOutageForm, DecideClaimForm
from market.training.outage_claims.queries import claims_to_decide

RELATED = ("session__batch__topic", "session__batch__trainer", "enrolment__trainee", "decided_by")


@signed_in
def claim_outage(request: MemberRequest, session_id: int) -> HttpResponse:
    """A trainee says that an outage kept them from a class; one claim about a class."""
    session = fetch(ClassSession.objects.visible_to(request.user).select_related("batch__topic"), session_id)
    place = own_place(request.user, session)
    existing = OutageClaim.objects.filter(session=session, enrolment=place).first()
    if existing is not None:
        return redirect(existing)
    form = ClaimOutageForm.of(session, request.POST or None)
    if form.is_valid():
        with form.refusing():
            claim = outage_actions.claim_outage(by=request.user, session_id=session_id, details=form.details(session))
            messages.success(request, _("Your claim is on its way. You are notified when it is decided."))
            return redirect(claim)
    context = {
        "session": session,
        "batch": session.batch,
        "form": form,
        "is_possible": outage_actions.may_claim(session, counts_in(session, place), clock.now()),
    }
    return render(request, "training/claim_outage.html", context, status=form.status)


@signed_in
def outage_claim(request: MemberRequest, claim_id: int) -> HttpResponse:
    """A claim: for its trainee, for the trainers of the batch, and for officers; the form of who may decide."""
    claim = fetch(OutageClaim.objects.visible_to(request.user).select_related(*RELATED), claim_id)
    is_own = claim.enrolment.trainee_id == request.user.pk
    if not is_own:
        log_access("outage_claim.seen", by=request.user, on=claim)
    form = DecideClaimForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            accept = form.cleaned_data["accept"] == "yes"
            outage_actions.decide_claim(
                by=request.user, claim_id=claim_id, accept=accept, reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("Decided. The trainee hears of it."))
            return redirect("outage_claims")
    context = {
        "claim": claim,
        "session": claim.session,
        "batch": claim.session.batch,
        "is_own": is_own,
        "may_decide": claim.is_open and outage_actions.may_decide(request.user, claim),
        "form": form,
    }
    return render(request, "training/outage_claim.html", context, status=form.status)


@signed_in
def outage_claims(request: MemberRequest) -> HttpResponse:
    """What a trainer or an officer has to decide, then all other claims that they see."""
    if not request.user.has_role(User.Role.OFFICER, User.Role.TRAINER):
        raise Http404
    waiting = claims_to_decide(request.user).select_related(*RELATED)
    seen = OutageClaim.objects.visible_to(request.user).select_related(*RELATED)
    others = seen.exclude(pk__in=waiting.order_by().values("pk")).exclude(enrolment__trainee=request.user)
    page = Paginator(others.order_by("-pk"), 20).get_page(request.GET.get("page"))
    return render(request, "training/outage_claims.html", {"waiting": waiting[:100], "page": page})
