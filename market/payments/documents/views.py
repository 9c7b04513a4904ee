"""Pages on which users ask for documents."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.documents.models import Document
from market.payments.documents import contract_actions, income_actions
from market.payments.documents.forms import AskIncomeCertificateForm, AskYearlyStatementForm


def _issued(request: MemberRequest, document: Document) -> HttpResponse:
    messages.success(request, _("Issued. You can read it at once, and are notified when its PDF is ready."))
    return redirect(document)


@signed_in
def ask_income_certificate(request: MemberRequest) -> HttpResponse:
    """Ask for the certificate of a period."""
    form = AskIncomeCertificateForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            return _issued(request, income_actions.issue_income_certificate(by=request.user, **form.cleaned_data))
    return render(request, "payments/ask_income_certificate.html", {"form": form}, status=form.status)


@signed_in
def ask_yearly_statement(request: MemberRequest) -> HttpResponse:
    """Ask for the statement of a year."""
    form = AskYearlyStatementForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            return _issued(request, income_actions.issue_yearly_statement(by=request.user, **form.cleaned_data))
    return render(request, "payments/ask_yearly_statement.html", {"form": form}, status=form.status)


@require_POST
@signed_in
def ask_contract_file(request: MemberRequest, contract_id: int) -> HttpResponse:
    """Ask for the contract and the proof of work as one file."""
    return _issued(request, contract_actions.issue_contract_file(by=request.user, contract_id=contract_id))
