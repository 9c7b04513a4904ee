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

from market.accounts.people.decorators import MemberRequest
from market.core.base.db import fetch
from market.core.base.errors import Invalid
from market.core.web.uploads import takes_files
from market.training.forms import ImportForm, IssueForm, RefuseForm
from market.training.issuing import actions as issuing_actions
from market.training.issuing import release_actions
from market.training.issuing.checks import made_already, slips
from market.training.issuing.desk_views import officers_only
from market.training.issuing.sheets import TEMPLATE, Graduate, Sheet, decode, read
from market.training.letters import actions as letters_actions
from market.training.letters.printing_actions import AT_ONCE, MOST_SHEETS
from market.training.models import Issuance, Printing
from market.training.queries import letter_of, with_batch

SHOWN = 100  # slips on a page: who has more has one slip many times


@officers_only
def issue_certificate(request: MemberRequest) -> HttpResponse:
    """Prepare one certificate for another officer to release."""
    form = IssueForm(request.POST or None, initial={"batch": request.GET.get("batch")})
    found = []
    if form.is_valid():
        given = form.cleaned_data
        one = Graduate(given["name_en"], given["name_bn"], given["serial"])
        found = slips(given["batch"], [one])
        different = given["different"]
        made = made_already(given["batch"], [one])
        if made is None and [slip for slip in found if not (slip.is_question and different)]:
            form.add_error(None, _("Please look at this first."))
            return render(request, "training/issue.html", {"form": form, "slips": found}, status=400)
        with form.refusing():
            issuance = issuing_actions.prepare_certificates(
                by=request.user, batch=given["batch"], graduates=[one], different_people=different
            )
            messages.success(request, _("Prepared. Another officer must release it."))
            return redirect(issuance)
    return render(request, "training/issue.html", {"form": form, "slips": found}, status=form.status)


@takes_files
@officers_only
def import_graduates(request: MemberRequest) -> HttpResponse:
    """Read a list of graduates, show what is wrong with it, and prepare their certificates once nothing is."""
    form = ImportForm(request.POST or None, request.FILES or None, initial={"batch": request.GET.get("batch")})
    context: dict[str, Any] = {"form": form, "shown": SHOWN}
    if form.is_valid():
        with form.refusing():
            form, sheet = _read(form)
            given = form.cleaned_data
            found = sheet.slips + slips(given["batch"], sheet.graduates)
            found.sort(key=lambda slip: slip.line)
            open_slips = [slip for slip in found if not (slip.is_question and given["different"])]
            context |= {"form": form, "sheet": sheet, "slips": open_slips, "batch": given["batch"]}
            context["asks"] = any(slip.is_question for slip in found)
            made = made_already(given["batch"], sheet.graduates)
            if request.POST.get("go") == "prepare" and (made or not open_slips):
                issuance = issuing_actions.prepare_certificates(
                    by=request.user,
                    batch=given["batch"],
                    graduates=sheet.graduates,
                    different_people=given["different"],
                )
                messages.success(request, _("Prepared. Another officer must release it."))
                return redirect(issuance)
    status = 400 if context.get("slips") else form.status
    return render(request, "training/import.html", context, status=status)


def _read(form: ImportForm) -> tuple[ImportForm, Sheet]:
    """The list of a form, and the form anew with the text of its file in the text box. Raises Invalid."""
    upload = form.cleaned_data["file"]
    text = decode(upload.read()) if upload else form.cleaned_data["text"]
    if not text.strip():
        said = (
            _("This file is empty. Choose the one with the names.")
            if upload
            else _("Choose a file, or paste the list below.")
        )
        raise Invalid(errors={"file": [said]})
    if upload:
        form = ImportForm({**{name: form.data.get(name, "") for name in ("batch", "different")}, "text": text})
        form.is_valid()
    return form, read(text)


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


def _issuance(request: MemberRequest, issuance_id: int) -> Issuance:
    rows = Issuance.objects.visible_to(request.user)
    return fetch(rows.select_related("batch__topic", "batch__district", "prepared_by", "decided_by"), issuance_id)


def _page(request: MemberRequest, found: Issuance, form: RefuseForm) -> HttpResponse:
    names = Paginator(found.names.select_related("certificate"), 20).get_page(request.GET.get("page"))
    count = names.paginator.count
    prints = bool(found.sealed_codes and found.sealed_until) and found.decided_by_id == request.user.pk
    context = {
        "issuance": found,
        "page": names,
        "form": form,
        "made": found.made(),
        "is_mine": found.prepared_by_id == request.user.pk,
        "is_borrowed": not request.user.has_own_role(request.user.Role.OFFICER),
        "prints": prints,
        "parts": range(1, -(-count // MOST_SHEETS) + 1),
        "at_once": count <= AT_ONCE,
        "printings": Printing.objects.visible_to(request.user).filter(issuance=found)[:3],
        "one": names.object_list[0] if found.purpose != Issuance.Purpose.NEW and count else None,
    }
    return render(request, "training/issuance.html", context, status=form.status)


@officers_only
def issuance(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """What was prepared, name by name, and the decision on it."""
    return _page(request, _issuance(request, issuance_id), RefuseForm())


@require_POST
@officers_only
def release_issuance(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """Release what another officer prepared."""
    released = release_actions.release_issuance(by=request.user, issuance_id=issuance_id)
    messages.success(request, _said(released))
    return redirect(released)


def _said(released: Issuance) -> str:
    if released.is_under_way:
        return _("Released. The certificates are being made.")
    if released.is_revocation:
        return _("The certificate is revoked. Her profile is out of sight, and she is told the reason.")
    return _("Released. Print the letters now.") if released.sealed_codes else _("Released.")


@require_POST
@officers_only
def refuse_issuance(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """Send back what another officer prepared, with the reason."""
    found = _issuance(request, issuance_id)
    form = RefuseForm(request.POST)
    if form.is_valid():
        with form.refusing():
            issuing_actions.refuse_issuance(by=request.user, issuance_id=issuance_id, **form.cleaned_data)
            messages.success(request, _("Refused. Who prepared it is told the reason."))
            return redirect(found)
    return _page(request, found, form)


@require_POST
@officers_only
def withdraw_issuance(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """Take back what one prepared."""
    found = issuing_actions.withdraw_issuance(by=request.user, issuance_id=issuance_id)
    messages.success(request, _("Withdrawn. Nothing happened."))
    return redirect(found)


@require_POST
@officers_only
def confirm_printed(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """The letters are on paper: their codes are erased."""
    found = letters_actions.confirm_printed(by=request.user, issuance_id=issuance_id)
    messages.success(request, _("The claim codes are erased here. They stand on the letters only."))
    return redirect(found)


@officers_only
def certificate_letter(request: MemberRequest, certificate_id: int) -> HttpResponse:
    """The letter with the claim code, to print, for the officer who released it and while it is kept."""
    found = fetch(with_batch(), certificate_id)
    issuance_id, claim_code = letter_of(request.user, found)
    address = f"{settings.SITE_URL}{reverse('claim')}"
    context = {"certificate": found, "claim_code": claim_code, "issuance_id": issuance_id, "address": address}
    response = render(request, "training/letter.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
