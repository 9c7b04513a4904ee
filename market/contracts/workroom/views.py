"""The workroom's pages."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.deliveries import actions as delivery_actions
from market.contracts.deliveries.actions import open_deliveries
from market.contracts.deliveries.queries import archive_url, deliveries_in, readable_deliveries
from market.contracts.home_tasks import next_task
from market.contracts.models import Contract, Milestone
from market.contracts.proposals.forms import ExtensionForm, RevisionForm
from market.contracts.queries import contracts_of
from market.contracts.workroom import actions as workroom_actions
from market.contracts.workroom import contract_actions, progress
from market.contracts.workroom.actions import leaves_time
from market.contracts.workroom.forms import (
    AcceptForm,
    ReplaceDeliveryForm,
    RequestChangesForm,
    RequestRefundForm,
    SubmitWorkForm,
)
from market.core.base.db import fetch
from market.core.base.errors import DomainError
from market.core.text.formats import format_number
from market.core.web.buttons import pressing
from market.core.web.clients import is_fetched_ahead
from market.core.web.forms import Form
from market.core.web.returning import redirect_back
from market.core.web.uploads import takes_files
from market.files.forms import AttachingForm
from market.safety.models import blocked_ids

FORMS: dict[str, type[Form]] = {
    "submit": SubmitWorkForm,
    "replace": ReplaceDeliveryForm,
    "changes": RequestChangesForm,
    "refund": RequestRefundForm,
    "extension": ExtensionForm,
    "revision": RevisionForm,
}


@signed_in
def contracts(request: MemberRequest) -> HttpResponse:
    """The user's contracts, active ones first."""
    rows = contracts_of(request.user).order_by(F("ended_at").desc(nulls_first=True), "-started_at", "-id")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(
        request, "contracts/list.html", {"page": page, "progress": progress, "apart": blocked_ids(request.user)}
    )


@signed_in
def contract(request: MemberRequest, contract_id: int) -> HttpResponse:
    """The workroom."""
    return show_contract(request, contract_id)


@signed_in
def milestone(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Leads to its place in the workroom."""
    return redirect(fetch(Milestone.objects.visible_to(request.user), milestone_id))


def auto_id_of(name: str, milestone_id: int) -> str:
    """The `auto_id` of a form: several milestones may show the same form on one page."""
    return f"{name}_{milestone_id}_%s"


def _forms_of(milestone_id: int) -> dict[str, Form]:
    return {name: form(auto_id=auto_id_of(name, milestone_id)) for name, form in FORMS.items()}


def show_contract(
    request: MemberRequest, contract_id: int, form: Form | None = None, milestone_id: int = 0
) -> HttpResponse:
    """The workroom; with a refused `form` and its input, at its milestone."""
    opens = form is None and not is_fetched_ahead(request)
    contract = _opened_contract(request, contract_id) if opens else _as_it_was(request, contract_id)
    milestones = list(contract.milestones.all())
    proposals = list(contract.proposals.open().select_related("milestone"))
    context = {
        "contract": contract,
        "as_client": contract.client_id == request.user.pk,
        "other": contract.other(request.user),
        "milestones": milestones,
        "line": progress.contract_steps(milestones),
        "next_task": next_task(contract, proposals, request.user),
        "progress": progress,
        "leaves_time": leaves_time,
        "archive_url": archive_url,
        "proposals": proposals,
        "asked": {(each.kind, each.milestone_id) for each in proposals},
        "refused": form,
        "refused_at": milestone_id,
        "files_kept": form.attached(request.user) if isinstance(form, AttachingForm) else [],
        "forms": {each.pk: _forms_of(each.pk) for each in milestones},
    }
    return render(request, "contracts/contract.html", context, status=form.status if form else 200)


def _as_it_was(request: MemberRequest, contract_id: int) -> Contract:
    """The contract beside a refused form, without deliveries that the client has not opened yet: a refusal writes
    nothing, so they are for the next view."""
    return fetch(contracts_of(request.user, deliveries=readable_deliveries(request.user)), contract_id)


def _opened_contract(request: MemberRequest, contract_id: int) -> Contract:
    """The contract as it stands when its deliveries are opened: none was replaced before the client sees it."""
    contract = fetch(contracts_of(request.user), contract_id)
    while not open_deliveries(by=request.user, deliveries=deliveries_in(contract)):
        contract = fetch(contracts_of(request.user), contract_id)
    return contract


@takes_files
@require_POST
@signed_in
def submit_work(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Hand work in. Files are kept first, so that a refusal loses none of them."""
    form = SubmitWorkForm(request.POST, request.FILES, auto_id=auto_id_of("submit", milestone_id))
    done = _("Your work is delivered. The client has been notified.")
    return _send_with_files(request, milestone_id, form, workroom_actions.submit_work, done)


@takes_files
@require_POST
@signed_in
def replace_delivery(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Replace what was delivered last, which the client has not opened."""
    form = ReplaceDeliveryForm(request.POST, request.FILES, auto_id=auto_id_of("replace", milestone_id))
    done = _("Your delivery is replaced. The client has been notified.")
    return _send_with_files(request, milestone_id, form, delivery_actions.replace_delivery, done)


def _send_with_files(
    request: MemberRequest, milestone_id: int, form: AttachingForm, act: Callable[..., object], done: str
) -> HttpResponse:
    milestone = _milestone(request, milestone_id)
    with form.refusing():
        form.keep(request.user)
        if form.is_valid():
            values = {name: value for name, value in form.cleaned_data.items() if name != "uploads"}
            act(by=request.user, milestone_id=milestone_id, file_ids=form.upload_ids, **values)
            messages.success(request, done)
            return redirect_back(request, milestone)
    return show_contract(request, milestone.contract_id, form, milestone_id)


@takes_files
@require_POST
@signed_in
def request_changes(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Ask for changes, with files."""
    form = RequestChangesForm(request.POST, request.FILES, auto_id=auto_id_of("changes", milestone_id))
    done = _("You requested changes. She has been notified.")
    return _send_with_files(request, milestone_id, form, workroom_actions.request_changes, done)


@require_POST
@signed_in
def request_refund(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Ask for the held money back."""
    form = RequestRefundForm(request.POST, auto_id=auto_id_of("refund", milestone_id))
    days = settings.LIFECYCLE.refund_answer_days
    message = ngettext(
        "You asked for a refund. She has %(num)s day to answer.",
        "You asked for a refund. She has %(num)s days to answer.",
        days,
    )
    return run_form(
        request,
        milestone_id,
        form,
        workroom_actions.request_refund,
        message % {"num": format_number(days, request.user.language)},
    )


@require_POST
@signed_in
def refuse_refund(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Say no to a refund."""
    milestone = _milestone(request, milestone_id)
    with pressing(request, _("You refused the refund. The money stays held.")):
        workroom_actions.refuse_refund(by=request.user, milestone_id=milestone_id)
    return redirect(milestone)


@require_POST
@signed_in
def withdraw_refund(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Take the own request for a refund back."""
    milestone = _milestone(request, milestone_id)
    with pressing(request, _("You withdrew the request. The money stays held.")):
        workroom_actions.withdraw_refund(by=request.user, milestone_id=milestone_id)
    return redirect(milestone)


@require_POST
@signed_in
def accept_terms(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Accept the terms that were shown. A second click finds the contract that the first one made."""
    form = AcceptForm(request.POST)
    try:
        contract = contract_actions.accept_terms(by=request.user, bid_id=bid_id, number=form.number)
    except DomainError as refusal:
        if standing := Contract.objects.visible_to(request.user).filter(bid=bid_id).first():
            return redirect(standing)
        if refusal.status != 409:
            raise
        messages.error(request, str(refusal))
        return redirect("bid", bid_id)
    messages.success(request, _("The contract stands."))
    return redirect(contract)


def run_form(
    request: MemberRequest, milestone_id: int, form: Form, act: Callable[..., object], done: str
) -> HttpResponse:
    """Run an action with a form's input. If it is refused, the workroom is shown with the form and its input."""
    milestone = _milestone(request, milestone_id)
    if form.is_valid():
        with form.refusing():
            act(by=request.user, milestone_id=milestone_id, **form.cleaned_data)
            messages.success(request, done)
            return redirect_back(request, milestone)
    return show_contract(request, milestone.contract_id, form, milestone_id)


def _milestone(request: MemberRequest, milestone_id: int) -> Milestone:
    return fetch(Milestone.objects.visible_to(request.user), milestone_id)
