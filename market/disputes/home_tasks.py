"""Tasks from disputes: of the parties, of trainers, and of moderators."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.contracts.models import Milestone
from market.contracts.naming import work_named
from market.core.base import clock
from market.core.base.home_tasks import CLIENT, FREELANCER, ME, MOST, STAFF, Home, Task, register_facts, task_source
from market.disputes.models import Correction, Dispute, Offer, Ruling

State, Role = Dispute.State, User.Role
PARTIES = ("milestone__contract__client", "milestone__contract__freelancer")
EITHER_SIDE = Q(contract__client=ME) | Q(contract__freelancer=ME)
register_facts(disputed=Milestone.objects.filter(EITHER_SIDE, state=Milestone.State.DISPUTED))


@task_source(order=50, facts=("disputed",))
def dispute_tasks(home: Home) -> list[Task]:
    """Claims and settlement offers to answer, rulings to appeal: at most one task for each dispute of the user."""
    user = home.user
    rows = Dispute.objects.of_party(user).open().select_related(*PARTIES, "opened_by")
    tasks = []
    for row in rows.prefetch_related("offers").order_by("due_at")[: MOST + 1]:
        if (next_task := _next_task(row, user)) is not None:
            kind, text, mark = next_task
            side = CLIENT if row.contract.client_id == user.pk else FREELANCER
            about = work_named(row.milestone, user)
            due = None if row.milestone.is_frozen else row.due_at
            tasks.append(Task(kind, side, text, about, row.get_absolute_url(), due, row.frozen, mark))
    return tasks


def _next_task(dispute: Dispute, user: User) -> tuple[str, str | Promise, str] | None:
    if dispute.asks(user):
        goes_back = _("Answer the dispute: without an answer the held money goes back to you")
        as_claimed = _("Answer the dispute: without an answer it is done as claimed")
        return "answer_dispute", as_claimed if dispute.is_granted_by_silence else goes_back, "warning"
    has_open_offer = any(each.state == Offer.State.OPEN and each.by_id != user.pk for each in dispute.offers.all())
    if has_open_offer and not dispute.milestone.is_frozen:
        return "answer_settlement", _("Answer the offer to settle"), "shield"
    if dispute.can_be_appealed:
        return "read_ruling", _("Read the ruling; you may appeal"), "shield"
    return None


@task_source(order=95, roles=(Role.TRAINER,))
def companion_tasks(home: Home) -> list[Task]:
    """Disputes in which the user is the freelancer's companion as their trainer, until they are ruled."""
    rows = Dispute.objects.beside(home.user).open().select_related(*PARTIES).order_by("due_at")
    text, tasks = _("Stand by your trainee in a dispute: read it, and say something"), []
    for row in rows[: MOST + 1]:
        if not row.is_ruled:
            url, due = row.get_absolute_url(), None if row.milestone.is_frozen else row.due_at
            about = work_named(row.milestone, home.user)
            tasks.append(Task("stand_by", STAFF, text, about, url, due, row.frozen, "people"))
    return tasks


@task_source(order=80, roles=(Role.MODERATOR,))
def ruling_tasks(home: Home) -> list[Task]:
    """Disputes assigned to the user to rule on, and drafts of others that the user was asked to read."""
    to_read = Ruling.objects.filter(reader=home.user, read_at=None, given_at=None).exclude(dispute__state=State.CLOSED)
    to_read = to_read.select_related(*(f"dispute__{each}" for each in PARTIES)).order_by("dispute__due_at")
    to_rule = Dispute.objects.assigned_to(home.user).select_related(*PARTIES)
    read, rule = _("Read the draft of a ruling"), _("Rule on the dispute")
    return [
        *(_desk_task(home, "read_draft", read, row.dispute, row.dispute.due_at) for row in to_read[: MOST + 1]),
        *(
            _desk_task(home, "rule", rule, row, None if row.milestone.is_frozen else row.due_at)
            for row in to_rule[: MOST + 1]
        ),
    ]


def _desk_task(home: Home, kind: str, text: str | Promise, dispute: Dispute, due: datetime | None) -> Task:
    url = reverse("rule_dispute", args=[dispute.pk])
    about = work_named(dispute.milestone, home.user)
    return Task(kind, STAFF, text, about, url, due, dispute.frozen, "shield", desk=reverse("ruling_desk"))


@task_source(order=80, roles=(Role.MODERATOR, Role.LEAD))
def correction_tasks(home: Home) -> list[Task]:
    """Corrections of rulings that wait for a second moderator, in disputes that the user may see."""
    waiting = Correction.objects.filter(state=Correction.State.OPEN, dispute__correctable_until__gt=clock.now())
    rows = waiting.filter(dispute__in=Dispute.objects.on_desk(home.user)).exclude(proposed_by=home.user)
    rows = rows.select_related(*(f"dispute__{each}" for each in PARTIES)).order_by("dispute__correctable_until")
    text = _("Look at the correction of a ruling")
    return [
        _desk_task(home, "confirm_correction", text, row.dispute, row.dispute.correctable_until)
        for row in rows[: MOST + 1]
    ]
