"""The moderators' desk: the queue of cases with appeals and bans to take back, and the page of a case."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base import clock
from market.core.base.db import fetch
from market.core.web.forms import Form
from market.jobs.models import Invitation
from market.messaging.attachments import files_of
from market.messaging.models import Message
from market.messaging.reading import text_for_reader
from market.moderation.appeals.queries import appeals_waiting
from market.moderation.cases import actions as cases_actions
from market.moderation.cases.queries import audit_entries_of, messages_around, other_cases, similar_accounts
from market.moderation.cases.reading import ReadCase, read_case
from market.moderation.cases.subjects import HIDDEN, Item, find_item
from market.moderation.forms import NoteForm, ReasonForm, StepForm, UndoForm, VerdictForm
from market.moderation.measures import actions as measures_actions
from market.moderation.measures.grounds import GROUNDS
from market.moderation.measures.preview import ban_preview
from market.moderation.measures.queries import earlier_of, undo_requests_waiting
from market.moderation.models import Case, Measure
from market.safety.kinds import is_open_to, label_of

MODERATORS = (User.Role.MODERATOR, User.Role.LEAD)
APPEALS, UNDOINGS = "appeals", "undoings"


@with_role(*MODERATORS)
def case_desk(request: MemberRequest) -> HttpResponse:
    """The queue: cases by state, appeals, and requests to take bans back, one tab each."""
    requested = request.GET.get("tab", "")
    tab = requested if requested in (*Case.State.values, APPEALS, UNDOINGS) else Case.State.OPEN
    cases = Case.objects.on_desk(request.user)
    others: dict[str, Any] = {APPEALS: appeals_waiting(request.user), UNDOINGS: undo_requests_waiting(request.user)}
    rows: Any = others[tab] if tab in others else cases.queue(tab)
    page: Any = Paginator(rows, 20).get_page(request.GET.get("page"))
    counts = dict(cases.filter(state__in=Case.WAITING).values_list("state").annotate(count=Count("pk")).order_by())
    context = {
        "page": page,
        "here_tab": tab,
        "counts": {**counts, **{name: waiting.count() for name, waiting in others.items()}},
        "label_of": label_of,
    }
    return render(request, "moderation/desk.html", context)


@with_role(*MODERATORS)
def case(request: MemberRequest, case_id: int) -> HttpResponse:
    """The page of a case. POST imposes a measure; a ban needs a confirmation ("sure" in the form)."""
    moderated = fetch(Case.objects.on_desk(request.user).select_related("about", "keeper"), case_id)
    if request.method != "POST":
        return render_case(request, moderated)
    form = StepForm(request.POST, can_hide=True, about=moderated.about)
    if form.is_valid() and "change" not in request.POST:
        with form.refusing():
            arguments: dict[str, Any] = {"case_id": case_id, "step": form.step, "seen": form.cleaned_data["seen"] or 0}
            if form.step.level == Measure.Level.BAN and "sure" not in request.POST:
                _case, person, _step = measures_actions.check_measure(by=request.user, **arguments)
                return render(
                    request,
                    "moderation/sure.html",
                    {"case": moderated, "form": form, "ground": GROUNDS[form.step.ground].name, **ban_preview(person)},
                )
            measures_actions.impose_measure(by=request.user, **arguments)
            messages.success(request, _("It holds from now on. The person reads why, and how to appeal."))
            return redirect("case", case_id)
    return render_case(request, moderated, form)


@require_POST
@with_role(*MODERATORS)
def open_case(request: MemberRequest, what: str, thing_id: int) -> HttpResponse:
    """POST: open the case of an item that the moderator found."""
    return redirect(cases_actions.open_case(by=request.user, kind=what, thing_id=thing_id))


@require_POST
@with_role(*MODERATORS)
def settle_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """POST: take a case on ("keep" in the form), or close it without a measure."""
    moderated = fetch(Case.objects.on_desk(request.user).select_related("about", "keeper"), case_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        with form.refusing():
            action = cases_actions.take_on_case if "keep" in request.POST else cases_actions.close_case
            action(by=request.user, case_id=case_id, **form.cleaned_data)
            messages.success(request, _("Noted."))
            return redirect("case_desk")
    return render_case(request, moderated, form)


@require_POST
@with_role(*MODERATORS)
def case_conversation(request: MemberRequest, case_id: int) -> HttpResponse:
    """POST: show private words of a case, with a reason for the audit log."""
    moderated = fetch(Case.objects.on_desk(request.user).select_related("about", "keeper"), case_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with form.refusing():
            cases_actions.open_case_conversation(by=request.user, case_id=case_id, **form.cleaned_data)
            return render_case(request, moderated, is_opened=True)
    return render_case(request, moderated, form)


def _person_page(user: User, person: User | None) -> str:
    """The address of a user's page that the moderator can open, or ""."""
    if person is None:
        return ""
    pages = [("client", person.pk)] + ([("profile", person.profile.pk)] if hasattr(person, "profile") else [])
    addresses = [item.url for kind, pk in pages if is_open_to(user, kind, pk) and (item := find_item(kind, pk))]
    return addresses[-1] if addresses else ""


def _has_page(user: User, case: Case, item: Item | None) -> bool:
    """Whether the moderator can open the item's page; an invitation is on that of its job."""
    if item is not None and isinstance(item.row, Invitation):
        return is_open_to(user, "job", item.row.job_id)
    return is_open_to(user, case.kind, case.thing)


def _private_messages(reader: User, reading: ReadCase, *, is_opened: bool) -> dict[str, Any]:
    """What was written in an opened conversation, what happened in it, which messages were reported, and the files of
    it; None while it is closed."""
    item = reading.item
    if item is None or not item.conversation or not is_opened:
        return {"private_messages": None}
    messages = messages_around(item)
    reported = {each.message for report in reading.reports for each in report.messages.all()}
    if isinstance(item.row, Message):
        reported.add(item.row.pk)
    rows = [
        {
            "message": each,
            "event": text_for_reader(reader.pk, each, is_open=True) if each.code not in ("", HIDDEN) else "",
            "is_reported": each.pk in reported,
        }
        for each in messages
    ]
    return {"private_messages": rows, "files_of_messages": files_of(messages)}


def render_case(
    request: MemberRequest,
    case: Case,
    form: Form | None = None,
    *,
    is_opened: bool = False,
    undoing: Measure | None = None,
) -> HttpResponse:
    user, about, reading = request.user, case.about, read_case(by=request.user, case=case, is_opened=is_opened)
    item, measures = reading.item, list(earlier_of(case)[:30])
    can_hide = item is not None and item.is_hidden is not None and item.person == about
    seen = {"seen": case.measures.count()}
    since = clock.now() - timedelta(days=settings.LIFECYCLE.hint_days)
    context = {
        "case": case,
        "item": item,
        "kind_label": label_of(case.kind),
        "words": reading.words,
        "has_conversation": item is not None and item.conversation is not None,
        **_private_messages(user, reading, is_opened=is_opened),
        "needs_reason": reading.needs_reason,
        "can_open": _has_page(user, case, item),
        "reports": reading.reports,
        "flags": [(flag, flag.other and find_item(*flag.other)) for flag in case.flags.all()],
        "others": list(other_cases(case, user)[:10]),
        "person_page": _person_page(user, about),
        "label_of": label_of,
        "measures": measures,
        "undo_forms": {each.pk: form if each == undoing else UndoForm(measure=each) for each in measures},
        "appeals": set(appeals_waiting(user).filter(measure__in=measures).values_list("measure", flat=True)),
        "similar_accounts": similar_accounts(about, since),
        "audit_entries": list(audit_entries_of(case)[:20]),
        "is_tied": reading.is_tied,
        "can_measure": about is not None and not about.is_staff,
        "step_form": form if isinstance(form, StepForm) else StepForm(initial=seen, can_hide=can_hide, about=about),
        "note_form": form if isinstance(form, NoteForm) else NoteForm(initial={"note": case.note}),
        "talk_form": form if isinstance(form, ReasonForm) else ReasonForm(),
        "verdict_form": form if isinstance(form, VerdictForm) else VerdictForm(),
    }
    return render(request, "moderation/case.html", context, status=form.status if form else 200)
