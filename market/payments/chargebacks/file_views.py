"""Operators add files to the answer to a bank, and take them away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.web.buttons import pressing
from market.core.web.uploads import takes_files
from market.payments.chargebacks import evidence_actions, file_actions
from market.payments.chargebacks.forms import AnswerForm, EvidenceFileForm
from market.payments.chargebacks.views import fetch_chargeback, render_chargeback, shown_answer
from market.payments.models import Chargeback

operators_only = with_role(User.Role.OPERATOR)


@takes_files
@require_POST
@operators_only
def add_evidence_file(request: MemberRequest, chargeback_id: int) -> HttpResponse:
    """Put a file beside the draft."""
    row = fetch_chargeback(request.user, chargeback_id)
    form = EvidenceFileForm(request.POST, request.FILES)
    with form.refusing():
        form.is_valid()
        form.keep(request.user)
        if form.is_valid():
            _save_typed(request, row)
            kind, ids = form.cleaned_data["kind"], form.upload_ids
            file_actions.add_evidence_file(by=request.user, chargeback_id=chargeback_id, kind=kind, file_ids=ids)
            messages.success(request, _("Added. It goes to the bank with the answer."))
            return redirect("answer_chargeback", chargeback_id)
    if isinstance(form.refusal, file_actions.EvidenceNotTaken):
        form.upload_ids = ()  # the bank takes none of it, and the next one is sent alone
    return render_chargeback(request, row, form, AnswerForm(request.POST) if "text" in request.POST else None)


@require_POST
@operators_only
def remove_evidence_file(request: MemberRequest, chargeback_id: int, file_id: int) -> HttpResponse:
    """Take a file away."""
    row = fetch_chargeback(request.user, chargeback_id)
    with pressing(request, _("Removed. The bank does not get it.")):
        _save_typed(request, row)
        file_actions.remove_evidence_file(by=request.user, chargeback_id=chargeback_id, file_id=file_id)
    return redirect("answer_chargeback", chargeback_id)


def _save_typed(request: MemberRequest, row: Chargeback) -> None:
    """The files stand in the form of the answer: what was typed there and not saved becomes the draft."""
    text = "\n".join(request.POST.get("text", "").splitlines()).strip()
    if text and text != shown_answer(row).strip():
        evidence_actions.save_answer_draft(by=request.user, chargeback_id=row.pk, text=text)
