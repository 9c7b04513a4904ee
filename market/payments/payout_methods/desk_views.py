"""Operators' pages: accounts whose holder has another name than the certificate."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.payments.models import PayoutMethod
from market.payments.payout_methods.decision_actions import DECISIONS
from market.payments.payout_methods.forms import DecideForm
from market.payments.payout_methods.queries import names_to_check

operators_only = with_role(User.Role.OPERATOR)


@operators_only
def payout_names(request: MemberRequest) -> HttpResponse:
    """Names that wait to be compared, the oldest first."""
    page = Paginator(names_to_check(), 20).get_page(request.GET.get("page"))
    return render(request, "payments/payout_names.html", {"page": page})


@operators_only
def decide_payout_method(request: MemberRequest, method_id: int) -> HttpResponse:
    """One account beside the certificate, and the decision. That it was opened is logged."""
    rows = PayoutMethod.objects.visible_to(request.user).select_related("user__certificate", "decided_by")
    method = fetch(rows, method_id)
    log_access("payout_method.seen", by=request.user, on=method)
    form = DecideForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            decide = DECISIONS[form.cleaned_data["go"]]
            decide(by=request.user, method_id=method_id, reason=form.cleaned_data["reason"])
            messages.success(request, _("Decided. The freelancer is notified."))
            return redirect("payout_names")
    return render(request, "payments/payout_name.html", {"method": method, "form": form}, status=form.status)
