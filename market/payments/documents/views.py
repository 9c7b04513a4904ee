"""Pages on which users ask for documents."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.web.forms import Form
from market.documents.models import Document
from market.payments.documents import contract_actions, income_actions
from market.payments.documents.forms import AskIncomeCertificateForm, AskYearlyStatementForm


def _issued(request: MemberRequest, document: Document) -> HttpResponse:
    messages.success(request, _("Issued. You can read it at once, and are notified when its PDF is ready."))
    return redirect(document)


def _render_form(request: MemberRequest, form: Form, *, title: str, about: str) -> HttpResponse:
    is_empty = isinstance(form.refusal, income_actions.NoIncome)
    context = {"form": form, "title": title, "about": about, "is_empty": is_empty}
    return render(request, "payments/ask_document.html", context, status=form.status)


def _even_if_empty(request: MemberRequest) -> bool:
    """Whether the warning that there is no income was read."""
    return request.POST.get("empty") == "yes"


@signed_in
def ask_income_certificate(request: MemberRequest) -> HttpResponse:
    """Ask for the certificate of a period."""
    form = AskIncomeCertificateForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            issue = income_actions.issue_income_certificate
            return _issued(request, issue(by=request.user, even_if_empty=_even_if_empty(request), **form.cleaned_data))
    about = _(
        "It lists every release of a period with its contract, client, day and amount, and in taka by the recorded"
        " rate. Banks, tax offices and embassies ask for it. It bears the name and number of your certificate of"
        " training."
    )
    return _render_form(request, form, title=_("Income certificate"), about=about)


@signed_in
def ask_yearly_statement(request: MemberRequest) -> HttpResponse:
    """Ask for the statement of a year."""
    form = AskYearlyStatementForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            issue = income_actions.issue_yearly_statement
            return _issued(request, issue(by=request.user, even_if_empty=_even_if_empty(request), **form.cleaned_data))
    about = _(
        "It sums up what each contract brought you in a year. The tax office in Bangladesh asks for the income year;"
        " others may ask for the calendar year."
    )
    return _render_form(request, form, title=_("Yearly statement"), about=about)


@require_POST
@signed_in
def ask_contract_file(request: MemberRequest, contract_id: int) -> HttpResponse:
    """Ask for the contract and the proof of work as one file."""
    return _issued(request, contract_actions.issue_contract_file(by=request.user, contract_id=contract_id))
