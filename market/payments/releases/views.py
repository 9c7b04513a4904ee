"""Buttons of the workroom that release money."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.money import Money
from market.core.base.payloads import render_payload, serialize_payload
from market.core.web.buttons import pressing
from market.core.web.returning import redirect_back
from market.payments.releases import actions as releases_actions
from market.payments.releases.forms import ReleasePartForm
from market.payments.views import find_milestone


@require_POST
@signed_in
def approve_milestone(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Approve and release."""
    milestone = find_milestone(request, milestone_id)
    with pressing(request, _("Approved: the money is released to her.")):
        releases_actions.approve_milestone(by=request.user, milestone_id=milestone_id)
    return redirect_back(request, milestone)


@require_POST
@signed_in
def release_part(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Release a part."""
    milestone = find_milestone(request, milestone_id)
    form = ReleasePartForm(request.POST)
    form.in_currency = milestone.currency
    if form.is_valid():
        with form.refusing():
            amount = Money(form.cleaned_data["amount"], milestone.currency)
            rest = releases_actions.release_part(by=request.user, milestone_id=milestone_id, amount=amount).held
            amounts = render_payload(serialize_payload({"amount": amount, "rest": rest}))
            messages.success(request, _("%(amount)s is released to her; %(rest)s stays held.") % amounts)
            return redirect(milestone)
    context = {"form": form, "milestone": milestone}
    return render(request, "payments/release_part.html", context, status=form.status)
