"""Tasks from disputes: of the parties, of trainers, and of moderators."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.disputes.models import Correction, Dispute, Offer, Ruling
from market.site.home.tasks import CLIENT, FREELANCER, MOST, STAFF, Task

State = Dispute.State


def dispute_tasks(user: User) -> list[Task]:
    """Claims and settlement offers to answer, rulings to appeal: at most one task for each dispute of the user."""
    rows = Dispute.objects.of_party(user).open().select_related("milestone__contract", "opened_by")
    tasks = []
    for row in rows.prefetch_related("offers").order_by("due_at")[: MOST + 1]:
        if (next_task := _next_task(row, user)) is not None:
            kind, text, mark = next_task
            side = CLIENT if row.contract.client_id == user.pk else FREELANCER
            about = row.milestone.title
            due = None if row.milestone.is_frozen else row.due_at
            tasks.append(Task(kind, side, text, about, row.get_absolute_url(), due, row.frozen, mark))
    return tasks


def _next_task(dispute: Dispute, user: User) -> tuple[str, str | Promise, str] | None:
    if dispute.asks(user):
        return "answer_dispute", _("Answer the dispute: without an answer it is done as claimed"), "warning"
    has_open_offer = any(each.state == Offer.State.OPEN and each.by_id != user.pk for each in dispute.offers.all())
    if has_open_offer and not dispute.milestone.is_frozen:
        return "answer_settlement", _("Answer the offer to settle"), "shield"
    if dispute.can_be_appealed:
        return "read_ruling", _("Read the ruling; you may appeal"), "shield"
    return None


def companion_tasks(user: User) -> list[Task]:
    """Disputes in which the user is the freelancer's companion as their trainer, until they are ruled."""
    rows = Dispute.objects.beside(user).open().select_related("milestone").order_by("due_at")
    return [
        Task(
            "stand_by",
            STAFF,
            _("Stand by your trainee in a dispute: read it, and say something"),
            row.milestone.title,
            row.get_absolute_url(),
            None if row.milestone.is_frozen else row.due_at,
            row.frozen,
            "people",
        )
        for row in rows[: MOST + 1]
        if not row.is_ruled
    ]


def correction_tasks(user: User) -> list[Task]:
    """Corrections of rulings that wait for a second moderator, in disputes that the user may see."""
    waiting = Correction.objects.filter(state=Correction.State.OPEN, dispute__correctable_until__gt=clock.now())
    rows = waiting.filter(dispute__in=Dispute.objects.on_desk(user)).exclude(proposed_by=user)
    return [
        Task(
            "confirm_correction",
            STAFF,
            _("Look at the correction of a ruling"),
            row.dispute.milestone.title,
            reverse("rule_dispute", args=[row.dispute_id]),
            row.dispute.correctable_until,
            row.dispute.frozen,
            "shield",
        )
        for row in rows.select_related("dispute__milestone").order_by("dispute__correctable_until")[: MOST + 1]
    ]


def ruling_tasks(user: User) -> list[Task]:
    """Disputes assigned to the user to rule on, and drafts of others that the user was asked to read."""
    rows = Dispute.objects.to_rule().filter(moderator=user).select_related("milestone")
    to_read = Ruling.objects.filter(reader=user, read_at=None, given_at=None).exclude(dispute__state=State.CLOSED)
    drafts = [
        Task(
            "read_draft",
            STAFF,
            _("Read the draft of a ruling"),
            row.dispute.milestone.title,
            reverse("rule_dispute", args=[row.dispute_id]),
            row.dispute.due_at,
            row.dispute.frozen,
            "shield",
        )
        for row in to_read.select_related("dispute__milestone").order_by("dispute__due_at")[: MOST + 1]
    ]
    return drafts + [
        Task(
            "rule",
            STAFF,
            _("Rule on the dispute"),
            row.milestone.title,
            reverse("rule_dispute", args=[row.pk]),
            None if row.milestone.is_frozen else row.due_at,
            row.frozen,
            "shield",
        )
        for row in rows[: MOST + 1]
    ]
