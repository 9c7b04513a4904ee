"""The page to give released money back: first the amount, then each sum before it is done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.models import Milestone
from market.contracts.workroom.actions import NotTheFreelancer
from market.core.base.db import fetch
from market.core.base.money import Money
from market.payments.give_backs import actions as give_backs_actions
from market.payments.give_backs.actions import AllOnItsWay, require_giveable
from market.payments.give_backs.forms import GiveBackForm
from market.payments.give_backs.queries import GiveBackPlan, most_now, returnable_of


@signed_in
def give_back(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Give back what was released for a milestone, or a part of it."""
    milestone = fetch(
        Milestone.everything.visible_to(request.user).select_related("contract__freelancer", "contract__client"),
        milestone_id,
    )
    if milestone.contract.freelancer_id != request.user.pk:
        raise NotTheFreelancer
    form = GiveBackForm(request.POST if request.method == "POST" else None)
    form.in_currency = milestone.currency
    plan: GiveBackPlan | None = None
    if form.is_valid():
        amount = Money(form.cleaned_data["amount"], milestone.currency)
        with form.refusing():
            plan = require_giveable(request.user, milestone, amount)
            if "confirm" in request.POST:
                give_backs_actions.give_back(
                    by=request.user, milestone_id=milestone_id, **{**form.cleaned_data, "amount": amount}
                )
                messages.success(request, _("You give it back. The client is notified."))
                return redirect(milestone)
    context = {
        "form": form,
        "milestone": milestone,
        "plan": plan,
        "has_any": returnable_of(milestone).all,
        "most": Money(most_now(milestone), milestone.currency),
        "on_its_way": AllOnItsWay.sentence,
    }
    return render(request, "payments/give_back_released.html", context, status=form.status)
