"""Tasks of moderators and leads: cases, appeals, and bans to take back."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source
from market.moderation.appeals.queries import appeals_waiting
from market.moderation.measures.queries import undo_requests_waiting
from market.moderation.models import Case

Role = User.Role


@task_source(order=80, roles=(Role.MODERATOR,))
def case_tasks(home: Home) -> list[Task]:
    """Open cases, and those that the user has taken on; none about the user. Harassment is urgent."""
    own = Q(state=Case.State.KEPT, keeper=home.user)
    rows = Case.objects.on_desk(home.user).filter(Q(state=Case.State.OPEN) | own)
    tasks, desk = [], reverse("case_desk")
    for row in rows.order_by("-is_urgent", "due_at", "pk")[: MOST + 1]:
        is_open = row.state == Case.State.OPEN
        text = _("Look at what was reported or found") if is_open else _("Decide on what is on watch")
        kind, mark = ("harassment", "warning") if row.is_urgent else ("report", "flag")
        text = _("Look at the harassment that was reported") if row.is_urgent else text
        url, due, since = row.get_absolute_url(), row.due_at if is_open else None, row.opened_at
        tasks.append(
            Task(kind, STAFF, text, row.title[:120], url, due, None, mark, since, None, row.is_urgent, desk=desk)
        )
    return tasks


@task_source(order=80, roles=(Role.MODERATOR,))
def measure_appeal_tasks(home: Home) -> list[Task]:
    """Appeals against measures that another moderator imposed."""
    return [
        Task(
            "measure_appeal",
            STAFF,
            _("Decide on the appeal"),
            f"{row.measure.get_level_display()} · {row.measure.title[:100]}",
            row.measure.case.get_absolute_url(),
            row.due_at,
            mark="hand",
            desk=reverse("case_desk", query={"tab": "appeals"}),
        )
        for row in appeals_waiting(home.user)[: MOST + 1]
    ]


@task_source(order=80, roles=(Role.MODERATOR, Role.LEAD))
def undo_request_tasks(home: Home) -> list[Task]:
    """Bans that another moderator asks to take back; due while the hours of correction run, when jobs come back too."""
    hours, text = timedelta(hours=settings.LIFECYCLE.correction_hours), _("Confirm or leave: withdrawing a ban")
    return [
        Task(
            "confirm_undoing",
            STAFF,
            text,
            f"{row.person.shown_name} · {row.title[:100]}",
            row.case.get_absolute_url(),
            row.imposed_at + hours if row.imposed_at + hours > clock.now() else None,
            mark="shield",
            since=row.undo_asked_at,
            desk=reverse("case_desk", query={"tab": "undoings"}),
        )
        for row in undo_requests_waiting(home.user)[: MOST + 1]
    ]
