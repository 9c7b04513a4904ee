"""Operators' page of work that has stopped, and the buttons that run it again."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.buttons import pressing
from market.payments.desk import replay_actions
from market.payments.desk.stopped import MOST, stopped_events, stopped_jobs, tries_of
from market.payments.desk.views import operators_only


@operators_only
def stopped_work(request: MemberRequest) -> HttpResponse:
    """Events that failed or wait, and jobs that are parked or late."""
    events, jobs = list(stopped_events()[:MOST]), stopped_jobs()
    kinds, tasks = Counter(each.kind for each in events), Counter(each.task for each in jobs if not each.is_late)
    context = {
        "events": events,
        "tries": tries_of(events),
        "kinds": [kind for kind, count in kinds.items() if count > 1],
        "parked": jobs,
        "tasks": {each.task: each.name for each in jobs if tasks[each.task] > 1},
    }
    return render(request, "payments/stopped_work.html", context)


@require_POST
@operators_only
def replay_event(request: MemberRequest, event_id: int) -> HttpResponse:
    """Process an event again."""
    with pressing(request, _("It is in the queue again. If it fails once more, its row says so.")):
        replay_actions.replay_event(by=request.user, event_id=event_id)
    return redirect("stopped_work")


@require_POST
@operators_only
def replay_events(request: MemberRequest) -> HttpResponse:
    """Process all stopped events of a kind again."""
    count = replay_actions.replay_events(by=request.user, kind=request.POST.get("kind", ""))
    return _done(request, count)


@require_POST
@operators_only
def retry_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """Queue a parked job again."""
    with pressing(request, _("It is in the queue again.")):
        replay_actions.retry_job(by=request.user, job_id=job_id)
    return redirect("stopped_work")


@require_POST
@operators_only
def retry_jobs(request: MemberRequest) -> HttpResponse:
    """Queue all parked jobs of a task again."""
    count = replay_actions.retry_jobs(by=request.user, task=request.POST.get("task", ""))
    return _done(request, count)


def _done(request: MemberRequest, count: int) -> HttpResponse:
    text = ngettext("%(num)s is run again.", "%(num)s are run again.", count)
    messages.success(request, text % {"num": format_number(count, language())})
    return redirect("stopped_work")
