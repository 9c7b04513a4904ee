"""Pages of funding: to the Checkout and back."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.models import Contract, Milestone
from market.core.base.db import fetch
from market.core.base.errors import DomainError, ProviderUnavailable, filled
from market.core.base.money import Money, total
from market.core.web.site_address import site_of
from market.payments.funding import actions as funding_actions
from market.payments.funding.checkout_actions import settle_funding
from market.payments.funding.outcome_actions import AmountsDiffer, charge_of, group_of
from market.payments.models import Funding
from market.payments.provider.port import ProviderRefused
from market.payments.provider.rails import RAILS
from market.payments.views import find_milestone

POLL_SECONDS = 3


@require_POST
@signed_in
def fund_milestone(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """To the page where the client pays."""
    milestone = find_milestone(request, milestone_id)
    try:
        funding = funding_actions.fund_milestone(by=request.user, milestone_id=milestone_id, **_way(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(milestone)
    return HttpResponseRedirect(funding.checkout_url)


@require_POST
@signed_in
def fund_several(request: MemberRequest, contract_id: int) -> HttpResponse:
    """To the page where the client pays several milestones at once. `milestones` holds their ids, with commas."""
    contract = fetch(Contract.objects.visible_to(request.user), contract_id)
    values = request.POST.get("milestones", "").split(",")
    ids = [int(each) for each in values if each.isascii() and each.isdigit() and len(each) < 19]
    try:
        funding = funding_actions.fund_several(
            by=request.user, contract_id=contract_id, milestone_ids=ids, **_way(request)
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(contract)
    return HttpResponseRedirect(funding.checkout_url)


def _way(request: MemberRequest) -> dict[str, str]:
    """Where the client comes back to, and the rail they chose."""
    return {"site": site_of(request), "rail": request.POST.get("rail", "")}


@signed_in
def funded(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Back from the Checkout. The provider's webhook may come before or after this. While the payment is not known the
    page says that it waits, and reloads itself."""
    milestone = fetch(Milestone.everything.visible_to(request.user).select_related("contract"), milestone_id)
    funding = milestone.fundings.exclude(checkout_id=None, together_with=None, state="paid").order_by("-pk").first()
    if milestone.contract.client_id != request.user.pk or funding is None:
        return redirect(milestone)
    is_known = True
    try:
        is_over = _came_back_unpaid(request) and not RAILS[funding.rail].reopens_pages
        funding = settle_funding(funding_id=funding.pk, closing=is_over)
    except (ProviderUnavailable, ProviderRefused, AmountsDiffer):  # of the latter a job tells operators
        funding.refresh_from_db()
        is_known = False
    milestone.refresh_from_db()
    counts = milestone.held_value or (milestone.is_bonus and milestone.released_value)
    surplus = _surplus(funding)
    if funding.state == Funding.State.PAID and counts:
        messages.success(request, _thanks(milestone, surplus))
        return redirect(milestone)
    if funding.state != Funding.State.PAID and is_known and not surplus and _came_back_unpaid(request):
        if milestone.is_bonus:
            messages.info(request, _("Nothing was paid. You can still say thank you whenever you like."))
            return redirect("give_bonus", milestone.contract_id)
        messages.info(request, _("Nothing was paid. You can pay as long as this milestone waits for its money."))
        return redirect(milestone)
    return _render_unpaid(request, milestone, funding, surplus)


def _render_unpaid(
    request: MemberRequest, milestone: Milestone, funding: Funding, surplus: Money | None
) -> HttpResponse:
    """What became of a payment of which nothing is held: it waits, came too late, or did not come about."""
    is_waiting = funding.state in Funding.LIVE
    context = {
        "milestone": milestone,
        "funding": funding,
        "is_waiting": is_waiting,
        "charge": charge_of(list(group_of(funding.pk))),
        "surplus": surplus,
        "company": RAILS[funding.rail].company,
        "again": reverse("give_bonus", args=[milestone.contract_id])
        if milestone.is_bonus
        else milestone.get_absolute_url(),
    }
    response = render(request, "payments/funded.html", context)
    if is_waiting:
        response["Refresh"] = str(POLL_SECONDS)
    return response


def _place_to_pay(milestone: Milestone) -> str:
    if milestone.is_bonus:
        return reverse("give_bonus", args=[milestone.contract_id])
    return milestone.get_absolute_url()


def _thanks(milestone: Milestone, surplus: Money | None) -> str:
    if milestone.is_bonus:
        thanks = _("Your thanks arrived: the money is released to the freelancer.")
    else:
        thanks = _("Your payment arrived. The money is held until you approve the work.")
    if surplus is None:
        return thanks
    return thanks + " " + filled(_("You paid more than once: %(amount)s goes back to you."), amount=surplus)


def _surplus(funding: Funding) -> Money | None:
    """What came beside what was asked for since this payment began, and goes back; None for nothing."""
    rows = Funding.objects.filter(milestone=funding.milestone_id, pk__gt=funding.pk, state=Funding.State.PAID)
    amounts = [each.amount_value for each in rows if each.is_surplus]
    return Money(total(amounts), funding.currency) if amounts else None


def _came_back_unpaid(request: MemberRequest) -> bool:
    """Whether the provider sent the client back by the way of those who do not pay. It only changes what is shown."""
    return "unpaid" in request.GET or request.GET.get("status") in ("cancel", "failure")
