"""Pages of grievances for everybody: to make one, to read the answer, and what the public reads of them all."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, is_member, signed_in
from market.core.base.db import fetch
from market.core.base.errors import DomainError
from market.core.web.anonymous_cache import same_for_all
from market.core.web.buttons import pressing
from market.core.web.open_web import PublicPage
from market.core.web.uploads import takes_files
from market.safety.lines import help_lines
from market.training.grievances import person_actions
from market.training.grievances.forms import GrievanceCodeForm, GrievanceForm, GrievanceTextForm
from market.training.grievances.person_actions import find_by_code
from market.training.grievances.queries import grievance_years
from market.training.models import Grievance

RELATED = ("batch__topic", "batch__district", "session")


@takes_files
def new_grievance(request: HttpRequest) -> HttpResponse:
    """Where anybody complains to the office. Without a name the page that answers has the number and the code, once."""
    by = request.user if is_member(request) else None
    about = {name: request.GET.get(name) for name in ("batch", "session") if request.GET.get(name, "").isascii()}
    form = GrievanceForm(request.POST or None, request.FILES or None, by=by, initial=about)
    if form.is_valid():
        with form.refusing():
            grievance = form.submit()
            if form.is_anonymous:
                context = {"grievance": grievance, "code": form.cleaned_data["code"], "help": help_lines()}
                return _secret(render(request, "training/grievance_code.html", context))
            messages.success(request, _("Your grievance is with the office. You hear from it here."))
            return redirect(grievance.persons_page)
    kept = form.attached(by) if by else ()
    context = {"form": form, "help": help_lines(), "numbers": settings.LIFECYCLE, "kept": kept}
    return _secret(render(request, "training/new_grievance.html", context, status=form.status))


def _secret(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
def grievances(request: MemberRequest) -> HttpResponse:
    """The grievances that somebody made with a name, the newest first."""
    rows = Grievance.objects.filter(reporter=request.user)
    context = {"page": Paginator(rows, 20).get_page(request.GET.get("page"))}
    return render(request, "training/grievances.html", context)


@signed_in
def grievance(request: MemberRequest, grievance_id: int) -> HttpResponse:
    """One's own grievance: what was written, and how to go on."""
    row = fetch(Grievance.objects.filter(reporter=request.user).select_related(*RELATED), grievance_id)
    return render(request, "training/grievance.html", person_context(row))


def person_context(row: Grievance, form: GrievanceTextForm | None = None) -> dict[str, Any]:
    """What the person's page shows."""
    return {
        "grievance": row,
        "written": row.messages.all(),
        "files": row.files.all(),
        "form": form or GrievanceTextForm(),
        "numbers": settings.LIFECYCLE,
        "help": help_lines(),
    }


def _pressed(request: MemberRequest, grievance_id: int, done: str, action: Callable[..., object]) -> HttpResponse:
    with pressing(request, done):
        action(by=request.user, grievance_id=grievance_id)
    return redirect("grievance", grievance_id)


@require_POST
@signed_in
def write_to_grievance(request: MemberRequest, grievance_id: int) -> HttpResponse:
    """Write to the office."""
    text = request.POST.get("text", "")
    return _pressed(request, grievance_id, _("Sent."), lambda **at: person_actions.write_to_grievance(**at, text=text))


@require_POST
@signed_in
def reopen_grievance(request: MemberRequest, grievance_id: int) -> HttpResponse:
    """Ask for another officer."""
    text, done = request.POST.get("text", ""), _("Another officer looks at it.")
    return _pressed(request, grievance_id, done, lambda **at: person_actions.reopen_grievance(**at, text=text))


@require_POST
@signed_in
def close_grievance(request: MemberRequest, grievance_id: int) -> HttpResponse:
    """Be content with the answer."""
    return _pressed(request, grievance_id, _("Thank you. It is closed."), person_actions.close_grievance)


def grievance_by_code(request: HttpRequest) -> HttpResponse:
    """Where somebody without a name comes back, by number and code, which each form of the page sends again."""
    form = GrievanceCodeForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            return _secret(_by_code(request, form.cleaned_data["number"], form.cleaned_data["code"]))
    return _secret(render(request, "training/grievance_by_code.html", {"form": form}, status=form.status))


def _by_code(request: HttpRequest, number: str, code: str) -> HttpResponse:
    act, text, status = request.POST.get("act", ""), request.POST.get("text", ""), 200
    form, refusal = GrievanceTextForm(), ""
    try:
        row = act_by_code(number, code, act, text) if act else find_by_code(number=number, code=code)
    except DomainError as wrong:
        if isinstance(wrong, person_actions.WrongCode):
            raise
        row, status = find_by_code(number=number, code=code), wrong.status
        refusal = " ".join([str(wrong), *(str(each) for faults in wrong.errors.values() for each in faults)])
        form = GrievanceTextForm(initial={"text": text})
    context = {**person_context(row, form), "code": code, "refusal": refusal, "is_done": bool(act) and not refusal}
    return render(request, "training/grievance.html", context, status=status)


def act_by_code(number: str, code: str, act: str, text: str) -> Grievance:
    """Write ("write"), ask for another officer ("reopen"), or be content ("close"). Raises as these."""
    changes: dict[str, Callable[[Grievance, User | None], None]] = {
        "write": lambda row, by: person_actions.write(row, by, text),
        "reopen": lambda row, by: person_actions.reopen(row, by, text),
        "close": person_actions.close,
    }
    if act not in changes:
        return find_by_code(number=number, code=code)
    return person_actions.by_code(number, code, changes[act])


@same_for_all
def grievance_counts(request: HttpRequest) -> HttpResponse:
    """How many grievances there were each year, of which kind, and how long the answers took."""
    page = PublicPage(
        path=reverse("grievance_counts"),
        title=_("Grievances about the programme"),
        description=_("How many reached the office, of which kind, and how long answers took."),
    )
    return render(request, "training/grievance_counts.html", {"years": grievance_years(), "open_web": page})
