"""Pages of safety: reports, keeping a person away, and all of it in one place."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.errors import DomainError
from market.core.web.returning import page_before
from market.safety import actions
from market.safety.evidence import choosable_messages
from market.safety.forms import ReportForm
from market.safety.kinds import label_of, subject_of
from market.safety.lines import help_lines
from market.safety.models import Block, Report, blocked_ids, is_blocked_between


@signed_in
def report(request: MemberRequest, what: str, thing_id: int) -> HttpResponse:
    """Where somebody says what is wrong with a thing."""
    target = subject_of(what, request.user, thing_id)
    own = thing_id if what == "message" else None  # it is copied by itself
    choosable = [each for each in choosable_messages(what, request.user, thing_id) if each.message != own]
    form = ReportForm(request.POST or None, choosable=choosable)
    if form.is_valid():
        with form.refusing():
            new_report = actions.report_thing(by=request.user, kind=what, thing_id=thing_id, **form.cleaned_data)
            messages.success(request, _("Thank you. A moderator looks at it. Nobody else learns that it was you."))
            return redirect(f"{reverse('reports')}?made={new_report.pk}")
    about = _to_block(request.user, target.about)
    context = {"form": form, "subject": target, "what": what, "kind_label": label_of(what), "about": about}
    limits = settings.LIFECYCLE
    context |= {"help": help_lines(), "hours": (limits.harassment_answer_hours, limits.case_answer_hours)}
    return render(request, "safety/report.html", context, status=form.status)


@signed_in
def reports(request: MemberRequest) -> HttpResponse:
    """What the person reported, and what became of it."""
    rows = Report.objects.filter(reporter=request.user).prefetch_related("messages__sender").order_by("-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    latest = next((each for each in page if str(each.pk) == request.GET.get("made")), None)
    about = _to_block(request.user, latest.about_id) if latest else None
    context = {"page": page, "labels": _labels(page), "about": about, "apart": blocked_ids(request.user)}
    return render(request, "safety/reports.html", context)


def _somebody(user_id: int) -> User | None:
    """Whom one may block: names are public."""
    return User.objects.filter(pk=user_id, is_active=True).first()  # for all: see above


def _to_block(by: User, person_id: int | None) -> User | None:
    """Whom a report is about, if the reporter can block that user and has not done so."""
    person = _somebody(person_id) if person_id else None
    if person is None or Block.objects.filter(blocker=by, blocked=person).exists():
        return None
    try:
        return actions.blockable(by, person)
    except DomainError:
        return None


def _labels(page: object) -> dict[str, str]:
    return {each.kind: label_of(each.kind) for each in page}  # type: ignore[attr-defined]  # a Page of reports


@signed_in
def block_person(request: MemberRequest, user_id: int) -> HttpResponse:
    """Blocking a user: what that does stands here before it is done, and it can be undone at once."""
    if request.method == "POST":
        actions.block_person(by=request.user, person_id=user_id)
        return redirect(f"{reverse('blocked_people')}?now={user_id}")
    if Block.objects.filter(blocker=request.user, blocked=user_id).exists():
        return redirect("blocked_people")
    person = actions.blockable(request.user, _somebody(user_id))
    return render(request, "safety/block.html", {"person": person})


@signed_in
def blocked_people(request: MemberRequest) -> HttpResponse:
    """The blocked users, with the button to unblock; the newest of this moment stands above."""
    rows = Block.objects.filter(blocker=request.user).select_related("blocked").order_by("-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    now = next((each for each in page if str(each.blocked_id) == request.GET.get("now")), None)
    return render(request, "safety/blocked.html", {"page": page, "now": now})


@require_POST
@signed_in
def unblock_person(request: MemberRequest, user_id: int) -> HttpResponse:
    """Take it back."""
    actions.unblock_person(by=request.user, person_id=user_id)
    messages.success(request, _("You can meet each other here again, unless you were blocked too."))
    still_apart = is_blocked_between(request.user, user_id)
    return redirect("blocked_people" if still_apart else page_before(request) or "blocked_people")


@signed_in
def your_safety(request: MemberRequest) -> HttpResponse:
    """Everything about safety, in one place."""
    waiting = Report.objects.filter(reporter=request.user, state__in=Report.WAITING).count()
    context = {
        "blocked": Block.objects.filter(blocker=request.user).count(),
        "waiting": waiting,
        "help": help_lines(),
    }
    return render(request, "safety/safety.html", context)
