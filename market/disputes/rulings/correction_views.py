"""Pages of the correction of a ruling: proposed by one moderator, confirmed by another."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.disputes.models import Correction, Dispute
from market.disputes.queries import whole
from market.disputes.rulings import correction_actions
from market.disputes.rulings.forms import CorrectForm
from market.disputes.rulings.preview import confirmation_context
from market.disputes.rulings.views import MODERATORS, show_ruling


@require_POST
@with_role(*MODERATORS)
def propose_correction(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Propose what should have been ruled; shown once more before it is sent."""
    dispute = fetch(whole(Dispute.objects.on_desk(request.user)), dispute_id)
    form = CorrectForm(request.POST, dispute=dispute)
    if form.is_valid() and "change" not in request.POST:
        with form.refusing():
            arguments: dict[str, Any] = {"by": request.user, "dispute_id": dispute_id, "decision": form.decision}
            if "sure" not in request.POST:
                correction_actions.check_correction(**arguments, why=form.why)
                return render(request, "disputes/sure.html", confirmation_context(dispute, form, "propose_correction"))
            correction_actions.propose_correction(**arguments, why=form.why)
            messages.success(request, _("Your correction waits for a second moderator. Nothing has changed yet."))
            return redirect("rule_dispute", dispute_id)
    return show_ruling(request, dispute, form)


def _answer(request: MemberRequest, correction_id: int, act: Callable[..., Any], done: str) -> HttpResponse:
    rows = Correction.objects.filter(dispute__in=Dispute.objects.on_desk(request.user))
    correction = fetch(rows, correction_id)
    with pressing(request, done):
        act(by=request.user, correction_id=correction_id)
    return redirect("rule_dispute", correction.dispute_id)


@with_role(*MODERATORS)
def correction(request: MemberRequest, correction_id: int) -> HttpResponse:
    """Leads to the record of its dispute."""
    rows = Correction.objects.filter(dispute__in=Dispute.objects.on_desk(request.user))
    return redirect("rule_dispute", fetch(rows, correction_id).dispute_id)


@require_POST
@with_role(*MODERATORS)
def confirm_correction(request: MemberRequest, correction_id: int) -> HttpResponse:
    """Confirm it, as the second moderator."""
    return _answer(
        request,
        correction_id,
        correction_actions.confirm_correction,
        _("The ruling is corrected. Both sides are notified."),
    )


@require_POST
@with_role(*MODERATORS)
def decline_correction(request: MemberRequest, correction_id: int) -> HttpResponse:
    """Let the ruling stand; or take one's own correction back."""
    return _answer(
        request, correction_id, correction_actions.decline_correction, _("The ruling stays as it was given.")
    )
