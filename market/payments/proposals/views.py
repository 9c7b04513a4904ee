"""Operators' pages of what two of them do together."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.accounts.people.ties import ties_between
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.payments.models import StaffProposal
from market.payments.proposals import actions as proposals_actions
from market.payments.proposals.forms import ProposalForm, ReasonForm
from market.payments.proposals.kinds import KINDS
from market.payments.proposals.queries import facts_of, proposals_at

operators_only = with_role(User.Role.OPERATOR)
TABS = ("open", "ended")


@operators_only
def staff_proposals(request: MemberRequest) -> HttpResponse:
    """What waits, what has ended, and what can be proposed."""
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    page = Paginator(proposals_at(request.user, tab), 20).get_page(request.GET.get("page"))
    count = proposals_at(request.user, "open").count()
    context = {"page": page, "here_tab": tab, "count": count, "kinds": KINDS}
    return render(request, "payments/staff_proposals.html", context)


@operators_only
def new_staff_proposal(request: MemberRequest, kind: str) -> HttpResponse:
    """The form of a kind."""
    if kind not in KINDS:
        raise Http404
    form = ProposalForm(request.POST or None, kind=KINDS[kind], initial=request.GET.dict())
    if form.is_valid():
        with form.refusing():
            row = proposals_actions.propose(
                by=request.user, kind=kind, parameters=form.parameters, reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("Proposed. The other operators are notified."))
            return redirect(row)
    context = {"form": form, "kind": KINDS[kind]}
    return render(request, "payments/new_staff_proposal.html", context, status=form.status)


@operators_only
def staff_proposal(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """One proposal, and what can be done with it."""
    return _render_proposal(request, proposal_id)


def _render_proposal(request: MemberRequest, proposal_id: int, form: ReasonForm | None = None) -> HttpResponse:
    rows = StaffProposal.objects.visible_to(request.user).select_related("proposed_by", "decided_by")
    row = fetch(rows, proposal_id)
    is_own, is_open = row.proposed_by_id == request.user.pk, row.state == StaffProposal.State.OPEN
    context = {
        "proposal": row,
        "kind": KINDS[row.kind],
        "facts": facts_of(row),
        "is_own": is_own,
        "ties": ties_between(row.proposed_by, request.user) if is_open and not is_own else [],
        "form": form or ReasonForm(),
    }
    return render(request, "payments/staff_proposal.html", context, status=form.status if form else 200)


@require_POST
@operators_only
def approve_staff_proposal(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Approve it: it is carried out."""
    with pressing(request, _("Approved. It is done.")):
        proposals_actions.approve_staff_proposal(by=request.user, proposal_id=proposal_id)
    return redirect("staff_proposal", proposal_id)


@require_POST
@operators_only
def refuse_staff_proposal(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Refuse it, with a reason."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        with form.refusing():
            proposals_actions.refuse_staff_proposal(
                by=request.user, proposal_id=proposal_id, reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("Refused. Nothing was done, and who proposed it is notified."))
            return redirect("staff_proposal", proposal_id)
    return _render_proposal(request, proposal_id, form)


@require_POST
@operators_only
def withdraw_staff_proposal(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Take an own one back."""
    with pressing(request, _("Withdrawn. Nothing was done.")):
        proposals_actions.withdraw_staff_proposal(by=request.user, proposal_id=proposal_id)
    return redirect("staff_proposal", proposal_id)
