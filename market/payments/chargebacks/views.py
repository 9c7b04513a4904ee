"""The operators' chargeback desk: list, evidence, acceptance, forgiveness."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.errors import Invalid
from market.core.base.money import Money
from market.core.models import AuditEntry
from market.core.text.formats import format_money
from market.core.text.locale import language
from market.core.web.forms import Form
from market.core.web.uploads import takes_files
from market.payments.chargebacks import evidence_actions
from market.payments.chargebacks.evidence import draft_evidence
from market.payments.chargebacks.file_sending import evidence_files
from market.payments.chargebacks.forms import AcceptForm, AnswerForm, EvidenceFileForm, ForgiveForm
from market.payments.chargebacks.queries import chargebacks_at
from market.payments.models import Chargeback
from market.payments.proposals.chargeback_actions import propose_acceptance, propose_forgiveness
from market.payments.proposals.queries import open_proposal

operators_only = with_role(User.Role.OPERATOR)
TABS = ("open", "with_bank", "owed", "decided")


@operators_only
def chargebacks(request: MemberRequest) -> HttpResponse:
    """All of them, by what is to be done."""
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    page = Paginator(chargebacks_at(tab), 20).get_page(request.GET.get("page"))
    counts = {name: chargebacks_at(name).count() for name in TABS[:3]}
    return render(request, "payments/chargebacks.html", {"page": page, "here_tab": tab, "counts": counts})


@takes_files
@operators_only
def answer_chargeback(request: MemberRequest, chargeback_id: int) -> HttpResponse:
    """One chargeback, and the form to answer the bank. Sent is what was confirmed; all else is saved as the draft."""
    row = fetch_chargeback(request.user, chargeback_id)
    if request.method != "POST":
        return render_chargeback(request, row)
    form = AnswerForm(request.POST)
    file_form = _refuse_file(request)
    if form.is_valid():
        with form.refusing():
            is_sent = request.POST.get("go") == "send" and file_form is None
            act = evidence_actions.answer_chargeback if is_sent else evidence_actions.save_answer_draft
            act(by=request.user, chargeback_id=chargeback_id, text=form.cleaned_data["text"])
            if file_form is None:
                done = _("Saved. The bank has not been told yet.")
                messages.success(request, _("The bank has it. It decides within some weeks.") if is_sent else done)
                return redirect("answer_chargeback", chargeback_id)
    return render_chargeback(request, row, form, file_form)


def _refuse_file(request: MemberRequest) -> EvidenceFileForm | None:
    """The form of a file that was chosen and not added: it comes back, so that none is forgotten. None without one."""
    form = EvidenceFileForm(request.POST, request.FILES)
    if not (form.upload_ids or request.FILES):
        return None
    with form.refusing():
        form.is_valid()
        form.keep(request.user)
        raise Invalid(errors={"uploads": [_("Add this file first, or leave it out.")]})
    return form


@require_POST
@operators_only
def accept_chargeback(request: MemberRequest, chargeback_id: int) -> HttpResponse:
    """Propose not to answer it."""
    row, form = fetch_chargeback(request.user, chargeback_id), AcceptForm(request.POST)
    if form.is_valid():
        with form.refusing():
            proposal = propose_acceptance(by=request.user, chargeback_id=chargeback_id, **form.cleaned_data)
            messages.success(request, _("Proposed. The other operators are notified."))
            return redirect(proposal)
    return render_chargeback(request, row, form)


@require_POST
@operators_only
def forgive_chargeback(request: MemberRequest, chargeback_id: int) -> HttpResponse:
    """Propose to turn the freelancer's debt into our loss."""
    row, form = fetch_chargeback(request.user, chargeback_id), ForgiveForm(request.POST)
    if form.is_valid():
        with form.refusing():
            proposal = propose_forgiveness(by=request.user, chargeback_id=chargeback_id, **form.cleaned_data)
            messages.success(request, _("Proposed. The other operators are notified."))
            return redirect(proposal)
    return render_chargeback(request, row, form)


def fetch_chargeback(by: User, chargeback_id: int) -> Chargeback:
    """The chargeback for its page. Raises NotFound, OwnChargeback."""
    return chargebacks_at("all").get(pk=evidence_actions.chargeback_for_operator(by, chargeback_id).pk)


def shown_answer(row: Chargeback) -> str:
    """What the answer says so far."""
    return row.answer or draft_evidence(row)


def render_chargeback(request: MemberRequest, row: Chargeback, *refused: Form | None) -> HttpResponse:
    """The page of a chargeback, with the forms that were refused."""
    forms = {type(form): form for form in refused if form}
    file_form = forms.get(EvidenceFileForm)
    context = {
        "chargeback": row,
        "form": forms.get(AnswerForm) or AnswerForm(initial={"text": shown_answer(row)}),
        "accept_form": forms.get(AcceptForm) or AcceptForm(),
        "forgive_form": forms.get(ForgiveForm) or ForgiveForm(),
        "file_form": file_form or EvidenceFileForm(),
        "files_attached": file_form.attached(request.user) if isinstance(file_form, EvidenceFileForm) else [],
        "files": evidence_files(row),
        "sources": _loss_sources(row),
        "forgiven": _forgiveness_entry(row),
        "proposal": open_proposal(row),
    }
    status = max([form.status for form in forms.values()], default=200)
    return render(request, "payments/chargeback.html", context, status=status)


def _forgiveness_entry(row: Chargeback) -> AuditEntry | None:
    """The audit entry of who forgave the debt, and why."""
    entries = AuditEntry.objects.filter(on_type=Chargeback._meta.label_lower, on_id=row.pk, code="chargeback.forgiven")
    return entries.select_related("by").last()


def _loss_sources(row: Chargeback) -> list[tuple[str, str]]:
    """Where the money of a lost chargeback came from, without empty rows."""
    named = [
        (_("What was held"), row.held_value),
        (_("What had been released to the freelancer"), row.earned_value),
        (_("Owed by the freelancer"), row.owed.amount),
        (_("Taken from later earnings"), row.owed_value - row.owed.amount),
        (_("On its way, to be called back"), row.left_value),
    ]
    named.append((_("Our loss"), row.amount_value - sum(value for _name, value in named)))
    named.append((_("Our fee, given up"), row.fee_value))
    return [(name, format_money(Money(value, row.currency), language())) for name, value in named if value]
