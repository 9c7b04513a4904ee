"""The moderators' desk: one queue of reports and flags, the page of a case, appeals, and the list of phrases."""

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
from market.moderation.appeals import actions as appeals_actions
from market.moderation.cases import actions as cases_actions
from market.moderation.cases.reading import read_case
from market.moderation.cases.rules import known_phrase
from market.moderation.cases.subjects import Thing, find_thing
from market.moderation.forms import NoteForm, PhraseForm, ReasonForm, StepForm, TryForm, UndoForm, VerdictForm
from market.moderation.measures import actions as measures_actions
from market.moderation.measures import reversal_actions
from market.moderation.measures.grounds import GROUNDS
from market.moderation.measures.preview import ban_of
from market.moderation.models import Case, Measure, Phrase
from market.moderation.phrases import actions as phrases_actions
from market.moderation.queries import (
    alike,
    appeals_waiting,
    deeds_in,
    earlier_of,
    other_cases,
    talk_around,
    undoings_waiting,
)
from market.safety.kinds import is_open_to, label_of

MODERATORS = (User.Role.MODERATOR, User.Role.LEAD)
APPEALS, UNDOINGS = "appeals", "undoings"


@with_role(*MODERATORS)
def case_desk(request: MemberRequest) -> HttpResponse:
    """What is to be looked at, by its clock; what is kept in sight; appeals; what is closed, the last closed first."""
    asked = request.GET.get("tab", "")
    tab = asked if asked in (*Case.State.values, APPEALS, UNDOINGS) else Case.State.OPEN
    cases = Case.objects.on_desk(request.user)
    others: dict[str, Any] = {APPEALS: appeals_waiting(request.user), UNDOINGS: undoings_waiting(request.user)}
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
    """All of a case, and the form of a step."""
    found = fetch(Case.objects.on_desk(request.user).select_related("about", "keeper"), case_id)
    if request.method != "POST":
        return _show(request, found)
    form = StepForm(request.POST, can_hide=True, about=found.about)
    if form.is_valid() and "change" not in request.POST:
        with form.refusing():
            known: dict[str, Any] = {"case_id": case_id, "step": form.step, "seen": form.cleaned_data["seen"] or 0}
            if form.step.level == Measure.Level.BAN and "sure" not in request.POST:
                _found, person, _step = measures_actions.check_measure(by=request.user, **known)
                return render(
                    request,
                    "moderation/sure.html",
                    {"case": found, "form": form, "ground": GROUNDS[form.step.ground].name, **ban_of(person)},
                )
            measures_actions.impose_measure(by=request.user, **known)
            messages.success(request, _("It holds from now on. The person is told why, and how to appeal."))
            return redirect("case", case_id)
    return _show(request, found, form)


@require_POST
@with_role(*MODERATORS)
def open_case(request: MemberRequest, what: str, thing_id: int) -> HttpResponse:
    """The case of something that a moderator came upon."""
    return redirect(cases_actions.open_case(by=request.user, kind=what, thing_id=thing_id))


@require_POST
@with_role(*MODERATORS)
def settle_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """Keep a case in sight ("keep" in the form), or close it without a step."""
    found = fetch(Case.objects.on_desk(request.user).select_related("about", "keeper"), case_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        with form.refusing():
            act = cases_actions.keep_case if "keep" in request.POST else cases_actions.close_case
            act(by=request.user, case_id=case_id, **form.cleaned_data)
            messages.success(request, _("Noted."))
            return redirect("case_desk")
    return _show(request, found, form)


@require_POST
@with_role(*MODERATORS)
def case_conversation(request: MemberRequest, case_id: int) -> HttpResponse:
    """Open what was written to somebody alone, with a reason that is kept."""
    found = fetch(Case.objects.on_desk(request.user).select_related("about", "keeper"), case_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with form.refusing():
            cases_actions.open_case_talk(by=request.user, case_id=case_id, **form.cleaned_data)
            return _show(request, found, is_opened=True)
    return _show(request, found, form)


@with_role(*MODERATORS)
def desk_measure(request: MemberRequest, measure_id: int) -> HttpResponse:
    """Leads to the case in which it was imposed."""
    return redirect("case", fetch(Measure.objects.on_desk(request.user), measure_id).case_id)


@require_POST
@with_role(*MODERATORS)
def undo_measure(request: MemberRequest, measure_id: int) -> HttpResponse:
    """Take a measure back; of a ban one asks and another one confirms."""
    desk_measures = Measure.objects.on_desk(request.user)
    measure = fetch(desk_measures.select_related("case__about", "case__keeper"), measure_id)
    form = UndoForm(request.POST, measure=measure)
    if form.is_valid():
        with form.refusing():
            done = reversal_actions.undo_measure(by=request.user, measure_id=measure_id, **form.cleaned_data)
            waits = _("You asked. It is taken back once another moderator confirms it.")
            messages.success(request, _("It is taken back. The person is told.") if done.ended_at else waits)
            return redirect("case", measure.case_id)
    return _show(request, measure.case, form, undoing=measure)


@require_POST
@with_role(*MODERATORS)
def decide_measure_appeal(request: MemberRequest, measure_id: int) -> HttpResponse:
    """Decide on an appeal."""
    measure = fetch(Measure.objects.on_desk(request.user).select_related("case__about", "case__keeper"), measure_id)
    form = VerdictForm(request.POST)
    if form.is_valid():
        with form.refusing():
            appeals_actions.decide_measure_appeal(by=request.user, measure_id=measure_id, **form.cleaned_data)
            messages.success(request, _("The appeal is decided. The person is told."))
            return redirect("case", measure.case_id)
    return _show(request, measure.case, form)


@with_role(*MODERATORS)
def phrases(request: MemberRequest) -> HttpResponse:
    """The list of words known from scams: to add to, and to try a text with."""
    is_try = "text" in request.POST
    form = PhraseForm(request.POST if request.method == "POST" and not is_try else None)
    trial = TryForm(request.POST if is_try else None)
    rows = Phrase.objects.in_use().select_related("added_by")
    if not is_try and form.is_valid():
        with form.refusing():
            added = phrases_actions.add_phrase(by=request.user, **form.cleaned_data)
            messages.success(request, _("“%(words)s” is in the list.") % {"words": added.words})
            return redirect("phrases")
    hits = None
    if trial.is_valid():
        hits = [each for each in rows if known_phrase(trial.cleaned_data["text"], [each.words])]
    context = {"phrases": rows, "form": form, "trial": trial, "hits": hits}
    return render(request, "moderation/phrases.html", context, status=form.status)


@require_POST
@with_role(*MODERATORS)
def remove_phrase(request: MemberRequest, phrase_id: int) -> HttpResponse:
    """Take words off the list."""
    phrases_actions.remove_phrase(by=request.user, phrase_id=phrase_id)
    messages.success(request, _("The words are off the list."))
    return redirect("phrases")


def _page_of(user: User, person: User | None) -> str:
    """The page of a person that the moderator can open, if there is one."""
    if person is None:
        return ""
    pages = [("client", person.pk)] + ([("profile", person.profile.pk)] if hasattr(person, "profile") else [])
    found = [thing.url for kind, pk in pages if is_open_to(user, kind, pk) and (thing := find_thing(kind, pk))]
    return found[-1] if found else ""


def _has_page(user: User, found: Case, thing: Thing | None) -> bool:
    """Whether she can open its page; an invitation stands on that of its job."""
    if thing is not None and isinstance(thing.row, Invitation):
        return is_open_to(user, "job", thing.row.job_id)
    return is_open_to(user, found.kind, found.thing)


def _show(
    request: MemberRequest,
    found: Case,
    form: Form | None = None,
    *,
    is_opened: bool = False,
    undoing: Measure | None = None,
) -> HttpResponse:
    user, about, read = request.user, found.about, read_case(by=request.user, case=found, is_opened=is_opened)
    thing, measures = read.thing, list(earlier_of(found)[:30])
    can_hide = thing is not None and thing.is_hidden is not None and thing.person == about
    seen = {"seen": found.measures.count()}
    since = clock.now() - timedelta(days=settings.LIFECYCLE.hint_days)
    context = {
        "case": found,
        "thing": thing,
        "kind_label": label_of(found.kind),
        "words": read.words,
        "has_talk": thing is not None and thing.talk is not None,
        "said": talk_around(thing) if thing and thing.talk and is_opened else None,
        "is_closed": read.is_closed,
        "can_open": _has_page(user, found, thing),
        "reports": read.reports,
        "flags": [(flag, flag.other and find_thing(*flag.other)) for flag in found.flags.all()],
        "others": list(other_cases(found, user)[:10]),
        "person_page": _page_of(user, about),
        "label_of": label_of,
        "measures": measures,
        "undo_forms": {each.pk: form if each == undoing else UndoForm(measure=each) for each in measures},
        "appeals": set(appeals_waiting(user).filter(measure__in=measures).values_list("measure", flat=True)),
        "alike": alike(about, since),
        "deeds": list(deeds_in(found)[:20]),
        "is_tied": read.is_tied,
        "can_measure": about is not None and not about.is_staff,
        "step_form": form if isinstance(form, StepForm) else StepForm(initial=seen, can_hide=can_hide, about=about),
        "note_form": form if isinstance(form, NoteForm) else NoteForm(initial={"note": found.note}),
        "talk_form": form if isinstance(form, ReasonForm) else ReasonForm(),
        "verdict_form": form if isinstance(form, VerdictForm) else VerdictForm(),
    }
    return render(request, "moderation/case.html", context, status=form.status if form else 200)
