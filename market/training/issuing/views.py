"""Officers' pages of issuing by two: one prepares a list or a name, another releases it and prints the letters."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest
from market.core.base.db import fetch
from market.core.base.errors import Invalid
from market.core.text.qr_codes import qr_image
from market.core.web.uploads import takes_files
from market.training.certificates.of_places import is_of_erased
from market.training.certificates.queries import with_batch
from market.training.issuing import actions as issuing_actions
from market.training.issuing import release_actions
from market.training.issuing.checks import find_row_errors, waiting_twin
from market.training.issuing.csv_import import TEMPLATE, Graduate, GraduateList, decode_file, parse_list
from market.training.issuing.desk_views import officers_only
from market.training.issuing.forms import ImportForm, IssueForm, RefuseForm
from market.training.letters import actions as letters_actions
from market.training.letters.printing_actions import MAX_IMMEDIATE_SHEETS, MAX_SHEETS
from market.training.letters.queries import letter_of
from market.training.letters.steps import help_line, steps
from market.training.models import Issuance, PreparedName, Printing

MAX_ERRORS_SHOWN = 100  # on a page: beyond that it is mostly one error many times


@officers_only
def issue_certificate(request: MemberRequest) -> HttpResponse:
    """Prepare one certificate for another officer to release."""
    form = IssueForm(request.POST or None, initial={"batch": request.GET.get("batch")})
    row_errors = []
    if form.is_valid():
        fields = form.cleaned_data
        graduate = Graduate(fields["name_en"], fields["name_bn"], fields["serial"])
        row_errors = find_row_errors(fields["batch"], [graduate])
        different = fields["different"]
        existing = waiting_twin(fields["batch"], [graduate])
        if existing is None and [error for error in row_errors if not (error.is_question and different)]:
            form.add_error(None, _("Please look at this first."))
            return render(request, "training/issue.html", {"form": form, "row_errors": row_errors}, status=400)
        with form.refusing():
            issuance = issuing_actions.prepare_certificates(
                by=request.user, batch=fields["batch"], graduates=[graduate], different_people=different
            )
            messages.success(request, _("Prepared. Another officer must release it."))
            return redirect(issuance)
    return render(request, "training/issue.html", {"form": form, "row_errors": row_errors}, status=form.status)


@takes_files
@officers_only
def import_graduates(request: MemberRequest) -> HttpResponse:
    """Read a list of graduates, show what is wrong with it, and prepare their certificates once nothing is."""
    form = ImportForm(
        request.POST or None, request.FILES or None, initial={"batch": request.GET.get("batch")}, by=request.user
    )
    context: dict[str, Any] = {"form": form, "shown": MAX_ERRORS_SHOWN}
    if form.is_valid():
        with form.refusing():
            form, graduate_list = _read_list(form, request.user)
            fields = form.cleaned_data
            row_errors = graduate_list.errors + find_row_errors(fields["batch"], graduate_list.graduates)
            row_errors.sort(key=lambda error: error.line)
            open_errors = [error for error in row_errors if not (error.is_question and fields["different"])]
            context |= {"form": form, "graduate_list": graduate_list, "row_errors": open_errors}
            context |= {"batch": fields["batch"], "asks": any(error.is_question for error in row_errors)}
            existing = waiting_twin(fields["batch"], graduate_list.graduates)
            if request.POST.get("go") == "prepare" and (existing or not open_errors):
                issuance = issuing_actions.prepare_certificates(
                    by=request.user,
                    batch=fields["batch"],
                    graduates=graduate_list.graduates,
                    different_people=fields["different"],
                )
                messages.success(request, _("Prepared. Another officer must release it."))
                return redirect(issuance)
    status = 400 if context.get("row_errors") else form.status
    return render(request, "training/import.html", context, status=status)


def _read_list(form: ImportForm, by: User) -> tuple[ImportForm, GraduateList]:
    """The parsed list, and a form that has the text of the file in its text box. Raises Invalid."""
    upload = form.cleaned_data["file"]
    text = decode_file(upload.read()) if upload else form.cleaned_data["text"]
    if not text.strip():
        sentence = (
            _("This file is empty. Choose the one with the names.")
            if upload
            else _("Choose a file, or paste the list below.")
        )
        raise Invalid(errors={"file": [sentence]})
    if upload:
        form.forget_sent()
        typed = {name: form.data.get(name, "") for name in ("batch", "different")}
        form = ImportForm({**typed, "text": text}, by=by)
        form.is_valid()
    return form, parse_list(text)


@officers_only
def import_template(request: MemberRequest) -> HttpResponse:
    """An empty list with the head line, to fill in."""
    response = HttpResponse(TEMPLATE, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="graduates.csv"'
    return response


@officers_only
def issuances(request: MemberRequest) -> HttpResponse:
    """What was prepared: what waits on top, then the newest."""
    rows = Issuance.objects.visible_to(request.user).select_related("batch", "prepared_by", "decided_by")
    rows = rows.annotate(count=Count("names")).order_by(F("decided_at").desc(nulls_first=True), "-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "training/issuances.html", {"page": page})


def _fetch_issuance(request: MemberRequest, issuance_id: int) -> Issuance:
    rows = Issuance.objects.visible_to(request.user)
    return fetch(rows.select_related("batch__topic", "batch__district", "prepared_by", "decided_by"), issuance_id)


def _issuance_page(request: MemberRequest, issuance: Issuance, form: RefuseForm) -> HttpResponse:
    names = Paginator(issuance.names.select_related("certificate"), 20).get_page(request.GET.get("page"))
    count = names.paginator.count
    prints = bool(issuance.sealed_codes and issuance.sealed_until) and issuance.decided_by_id == request.user.pk
    one = names.object_list[0] if issuance.purpose != Issuance.Purpose.NEW and count else None
    context = {
        "issuance": issuance,
        "page": names,
        "form": form,
        "made": issuance.made_count(),
        "is_mine": issuance.prepared_by_id == request.user.pk,
        "has_emergency_role": not request.user.has_own_role(request.user.Role.OFFICER),
        "prints": prints,
        "parts": range(1, -(-count // MAX_SHEETS) + 1),
        "at_once": count <= MAX_IMMEDIATE_SHEETS,
        "printings": Printing.objects.visible_to(request.user).filter(issuance=issuance)[:3],
        "one": one,
        "is_of_erased": issuance.is_waiting and _opens_erased(issuance, one),
    }
    return render(request, "training/issuance.html", context, status=form.status)


def _opens_erased(issuance: Issuance, one: PreparedName | None) -> bool:
    """Whether somebody else than who attended can take the certificate with the letter."""
    is_letter = issuance.purpose == Issuance.Purpose.LETTER
    return is_letter and one is not None and one.certificate is not None and is_of_erased(one.certificate)


@officers_only
def issuance(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """What was prepared, name by name, and the decision on it."""
    return _issuance_page(request, _fetch_issuance(request, issuance_id), RefuseForm())


@require_POST
@officers_only
def release_issuance(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """Release what another officer prepared."""
    released = release_actions.release_issuance(by=request.user, issuance_id=issuance_id)
    messages.success(request, _release_message(released))
    return redirect(released)


def _release_message(released: Issuance) -> str:
    if released.is_under_way:
        return _("Released. The certificates are being made.")
    if released.is_revocation:
        return _("The certificate is revoked. Her profile is out of sight, and she is told the reason.")
    return _("Released. Print the letters now.") if released.sealed_codes else _("Released.")


@require_POST
@officers_only
def refuse_issuance(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """Send back what another officer prepared, with the reason."""
    issuance = _fetch_issuance(request, issuance_id)
    form = RefuseForm(request.POST)
    if form.is_valid():
        with form.refusing():
            issuing_actions.refuse_issuance(by=request.user, issuance_id=issuance_id, **form.cleaned_data)
            messages.success(request, _("Refused. Who prepared it is told the reason."))
            return redirect(issuance)
    return _issuance_page(request, issuance, form)


@require_POST
@officers_only
def withdraw_issuance(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """Take back what one prepared."""
    issuance = issuing_actions.withdraw_issuance(by=request.user, issuance_id=issuance_id)
    messages.success(request, _("Withdrawn. Nothing happened."))
    return redirect(issuance)


@require_POST
@officers_only
def confirm_printed(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """Confirm that the letters are printed: the claim codes are erased."""
    issuance = letters_actions.confirm_printed(by=request.user, issuance_id=issuance_id)
    messages.success(request, _("The claim codes are erased here. They stand on the letters only."))
    return redirect(issuance)


@officers_only
def certificate_letter(request: MemberRequest, certificate_id: int) -> HttpResponse:
    """The letter with the claim code, to print, for the officer who released it, while the code is stored."""
    certificate = fetch(with_batch(), certificate_id)
    issuance_id, claim_code = letter_of(request.user, certificate)
    address = f"{settings.SITE_URL}{reverse('claim')}"
    context: dict[str, Any] = {
        "certificate": certificate,
        "claim_code": claim_code,
        "issuance_id": issuance_id,
        "address": address,
    }
    context |= {"steps": steps, "help_line": help_line, "qr": qr_image(address)}
    response = render(request, "training/letter.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
