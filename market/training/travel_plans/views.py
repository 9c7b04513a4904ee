"""Pages of journeys: a trainer's own, and the officers' list of all."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.audit import audit, log_access
from market.core.base.db import fetch
from market.core.base.errors import NotAllowed
from market.core.text.csv_export import to_csv
from market.core.web.buttons import pressing
from market.training.classes.form_pages import Words
from market.training.issuing.desk_views import officers_only
from market.training.issuing.filters import strict
from market.training.models import ClassSession, TravelPlan
from market.training.travel_plans import actions
from market.training.travel_plans.actions import NothingToTravelTo, classes_to_come
from market.training.travel_plans.filters import filtered
from market.training.travel_plans.forms import TravelForm, first_values, values_of
from market.training.travel_plans.queries import Arrival, arrivals, own_plans, to_come

HEADS = ("class", "begins", "batch", "district", "place", "trainer", "journey", "from", "by", "leaves", "arrives")
MOST_LINES = 5_000


@signed_in
def my_travel(request: MemberRequest) -> HttpResponse:
    """A trainer's face-to-face classes to come with the journeys to them, and the journeys before."""
    if not request.user.has_role(User.Role.TRAINER):
        raise Http404
    coming = arrivals(list(to_come().filter(trainer=request.user)))
    now = clock.now()
    page = Paginator(own_plans(request.user).filter(current__leaves_at__lte=now), 20).get_page(request.GET.get("page"))
    off = [each for each in own_plans(request.user).filter(current__leaves_at__gt=now) if each.is_off]  # type: ignore[attr-defined]  # annotated
    context = {"coming": coming, "page": page, "off": off}
    return render(request, "training/my_travel.html", context)


@signed_in
def plan_travel(request: MemberRequest, session_id: int) -> HttpResponse:
    """Plan the journey to a class, and to those after it."""
    rows = ClassSession.objects.visible_to(request.user).select_related("batch__topic", "batch__district", "venue")
    session = fetch(rows, session_id)
    if not request.user.has_own_role(User.Role.TRAINER):
        raise NotAllowed
    sessions = classes_to_come(request.user, session.batch)
    if session not in sessions:
        raise NothingToTravelTo
    form = TravelForm(request.POST or None, sessions=sessions, initial=first_values(sessions, session))
    if form.is_valid():
        with form.refusing():
            plan = actions.plan_travel(by=request.user, batch_id=session.batch_id, journey=form.journey)
            messages.success(request, _("Saved. Officers see when you arrive."))
            return redirect(plan)
    return _form_page(request, form, Words(_("Plan your journey"), _("Save")), session.get_absolute_url(), session.name)


def _form_page(request: MemberRequest, form: TravelForm, words: Words, back: str, label: str) -> HttpResponse:
    context = {"form": form, "words": words, "back": back, "back_label": label}
    return render(request, "training/travel_form.html", context, status=form.status)


def _plan(request: MemberRequest, plan_id: int) -> TravelPlan:
    rows = TravelPlan.objects.visible_to(request.user).with_fit()
    return fetch(rows.select_related("batch__topic", "batch__district", "trainer", "current"), plan_id)


@signed_in
def travel_plan(request: MemberRequest, plan_id: int) -> HttpResponse:
    """A journey, whether it still fits, and what it was before."""
    plan = _plan(request, plan_id)
    is_own = plan.trainer_id == request.user.pk
    if not is_own:
        log_access("travel.seen", by=request.user, on=plan)
    versions = list(plan.versions.prefetch_related("classes__session", "classes__venue").order_by("-number"))
    context = {
        "plan": plan,
        "version": versions[0],
        "before": versions[1:],
        "changed": [each for each in versions[0].classes.all() if each.is_changed(plan.trainer_id)],
        "is_own": is_own,
        "may_change": is_own and not plan.is_withdrawn and bool(classes_to_come(request.user, plan.batch)),
    }
    return render(request, "training/travel_plan.html", context)


@signed_in
def change_travel(request: MemberRequest, plan_id: int) -> HttpResponse:
    """Change a journey."""
    plan = _plan(request, plan_id)
    if plan.trainer_id != request.user.pk:
        raise NotAllowed
    sessions = classes_to_come(request.user, plan.batch)
    form = TravelForm(request.POST or None, sessions=sessions, initial=values_of(plan, sessions))
    if form.is_valid():
        with form.refusing():
            actions.change_travel(by=request.user, plan_id=plan_id, journey=form.journey)
            messages.success(request, _("Saved. Officers see when you arrive."))
            return redirect(plan)
    words = Words(_("Change your journey"), _("Save"))
    return _form_page(
        request, form, words, plan.get_absolute_url(), _("Journey to %(code)s") % {"code": plan.batch.code}
    )


@require_POST
@signed_in
def withdraw_travel(request: MemberRequest, plan_id: int) -> HttpResponse:
    """Withdraw a journey."""
    plan = _plan(request, plan_id)
    with pressing(request, _("The journey is withdrawn.")):
        actions.withdraw_travel(by=request.user, plan_id=plan_id)
    return redirect(plan)


@officers_only
def travel_desk(request: MemberRequest) -> HttpResponse:
    """The face-to-face classes to come by date, each with the journey of its trainer."""
    matches = filtered(request.GET)
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(matches.qs, 20).get_page(request.GET.get("page"))
    active = sum(bool(value) for name, value in matches.form.data.items() if name in matches.filters)
    context = {
        "page": page,
        "arrivals": arrivals(list(page.object_list)),
        "form": matches.form,
        "query": query.urlencode(),
        "active": active,
    }
    return render(request, "training/travel_desk.html", context)


@officers_only
def export_travel(request: MemberRequest) -> HttpResponse:
    """The same list as CSV, without where trainers stay and how they are reached."""
    rows = strict(filtered(request.GET))[:MOST_LINES]
    audit("travel.exported", by=request.user, on=request.user)
    response = HttpResponse(to_csv([HEADS, *map(_line, arrivals(list(rows)))]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="journeys.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _line(each: Arrival) -> list[str]:
    session = each.session
    version = each.plan.current if each.plan else None
    where = (version.origin, version.means, *map(_plain, (version.leaves_at, version.arrives_at))) if version else ()
    return [
        str(session.number),
        _plain(session.starts_at),
        session.batch.code,
        session.batch.district.name_en,
        session.venue.name_en if session.venue else "",
        session.trainer.display_name if session.trainer else "",
        each.state,
        *(where or ("", "", "", "")),
    ]


def _plain(at: datetime) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}"
