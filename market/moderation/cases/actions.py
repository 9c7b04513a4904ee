"""Cases: opened by reports and flags, taken on, closed, and reopened by something new."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotFound, require_length
from market.core.text.bangla import nfc
from market.moderation.cases.alarm_actions import notify_moderators
from market.moderation.cases.disclosure_actions import disclose_reading
from market.moderation.cases.queries import reports_of
from market.moderation.cases.rules import Facts
from market.moderation.cases.subjects import Item, find_item
from market.moderation.cases.ties import lock_case_to_decide
from market.moderation.models import Case, Flag
from market.safety.actions import decide_reports
from market.safety.kinds import is_open_to
from market.safety.models import Report

NOTE_LENGTH = 1000
REOPENED = ("state", "closed_at", "keeper", "opened_at", "due_at", "is_urgent", "title", "lead_told_at")
State = Case.State


class CaseClosed(DomainError):
    help = "moderation#who"
    code, sentence = "case_closed", _("This case is closed already.")


@atomic
def add_report_to_case(*, report: Report) -> Case:
    """Add a report to the case of its item, opened if need be. Moderators are notified of harassment."""
    hours = settings.LIFECYCLE.harassment_answer_hours if report.answer_by else settings.LIFECYCLE.case_answer_hours
    due = report.created_at + timedelta(hours=hours)
    key = {"kind": report.kind, "thing": report.thing, "about_id": report.about_id}
    is_urgent = report.answer_by is not None
    was_urgent = Case.objects.filter(**key, state__in=Case.WAITING, is_urgent=True).exists()
    case = _open_or_reopen(key, report.title, report.url, due, is_urgent=is_urgent)
    if case.title != report.title and not reports_of(case).exclude(pk=report.pk).exists():  # a rule opened it
        case.title = report.title
        case.save(update_fields=["title"])
    if is_urgent and not was_urgent:
        notify_moderators(case)
    return case


@atomic
def flag_item(*, kind: str, thing_id: int, item: Item, rule: Flag.Rule, facts: Facts) -> Flag | None:
    """Flag an item for a rule: its case is put into the queue, and nothing else happens to it.

    Returns None if an open flag of the rule exists, or one with the same facts that was closed; INSISTS counts only
    what came since, so that the same numbers are new tries.
    """
    key = {"kind": kind, "thing": thing_id, "about_id": item.person.pk if item.person else None}
    flags = Flag.objects.filter(rule=rule, **{f"case__{name}": value for name, value in key.items()})
    seen = Q(closed_at=None) if rule == Flag.Rule.INSISTS else Q(closed_at=None) | Q(facts=facts)
    if flags.filter(seen).exists():
        return None
    due = clock.now() + timedelta(hours=settings.LIFECYCLE.case_answer_hours)
    case = _open_or_reopen(key, item.title, item.url, due, is_urgent=False)
    flag, is_new = Flag.objects.get_or_create(
        case=case, rule=rule, closed_at=None, defaults={"facts": facts, "found_at": clock.now()}
    )
    if is_new:
        audit("case.flagged", by=None, on=case, rule=rule)
    return flag if is_new else None


def _open_or_reopen(key: dict[str, object], title: str, url: str, due: datetime, *, is_urgent: bool) -> Case:
    """The case of an item, locked: created, or reopened if it was closed; it becomes urgent with `is_urgent`."""
    defaults = {"title": title, "url": url, "opened_at": clock.now(), "due_at": due, "is_urgent": is_urgent}
    case, is_new = Case.objects.get_or_create(**key, defaults=defaults)
    if is_new:
        return case
    case = lock(Case.objects.filter(pk=case.pk), case.pk)
    if case.state == State.CLOSED:
        case.state, case.closed_at, case.keeper, case.opened_at = State.OPEN, None, None, clock.now()
        case.due_at, case.is_urgent, case.title, case.lead_told_at = due, is_urgent, title, None
    case.due_at, case.is_urgent = min(case.due_at, due), case.is_urgent or is_urgent
    case.save(update_fields=REOPENED)
    return case


@atomic
def open_case(*, by: User, kind: str, thing_id: int) -> Case:
    """The case of an item that a moderator found themselves, opened if need be.

    Raises NotFound, also for the moderator's own items, for those about them, and for those they cannot see.
    """
    item = find_item(kind, thing_id) if by.has_role(User.Role.MODERATOR, User.Role.LEAD) else None
    if item is None or item.is_private or item.person is None or by.pk in (item.person.pk, item.hidden_from):
        raise NotFound
    if not is_open_to(by, kind, thing_id):
        raise NotFound
    due = clock.now() + timedelta(hours=settings.LIFECYCLE.case_answer_hours)
    key = {"kind": kind, "thing": thing_id, "about_id": item.person.pk}
    waiting = Case.objects.filter(**key, state__in=Case.WAITING).first()
    if waiting is not None:
        return waiting
    case = _open_or_reopen(key, item.title, item.url, due, is_urgent=False)
    audit("case.opened", by=by, on=case)
    return case


@atomic
def take_on_case(*, by: User, case_id: int, note: str = "") -> Case:
    """A moderator takes a case on to decide it later. Raises NotFound, Tied, CaseClosed, Invalid."""
    case = lock_case_to_decide(by, case_id)
    if case.state == State.CLOSED:
        raise CaseClosed
    case.state, case.keeper, case.note = State.KEPT, by, _clean_note(note) or case.note
    case.save(update_fields=["state", "keeper", "note"])
    audit("case.kept", by=by, on=case)
    decide_reports(by=by, waiting=reports_of(case), state=Report.State.KEPT)
    return case


@atomic
def close_case(*, by: User, case_id: int, note: str = "") -> Case:
    """A moderator closes a case without a measure. Reporters are notified. Raises as take_on_case."""
    case = lock_case_to_decide(by, case_id)
    if case.state == State.CLOSED:
        raise CaseClosed
    case.note = _clean_note(note) or case.note
    case.save(update_fields=["note"])
    settle_case(case, by, led_to_step=False)
    return case


def settle_case(case: Case, by: User, *, led_to_step: bool) -> None:
    """Close a locked case with its flags and reports. Reporters are notified whether it led to a measure."""
    if case.state != State.CLOSED:
        case.state, case.closed_at, case.keeper = State.CLOSED, clock.now(), by
        case.save(update_fields=["state", "closed_at", "keeper"])
        audit("case.closed", by=by, on=case)
        disclose_reading(case)
    case.flags.filter(closed_at=None).update(closed_at=clock.now())
    decide_reports(by=by, waiting=reports_of(case), state=Report.State.CLOSED, led_to_step=led_to_step)


@atomic
def sync_kept_report(*, report: Report) -> None:
    """A report was taken on through the reports API: its case is taken on by the same moderator."""
    key = {"kind": report.kind, "thing": report.thing, "about": report.about_id}
    Case.objects.filter(**key, state=State.OPEN).update(state=State.KEPT, keeper=report.decided_by)


@atomic
def sync_closed_report(*, report: Report) -> None:
    """A report was closed through the reports API: its case is closed too if no flag or report is open."""
    key = {"kind": report.kind, "thing": report.thing, "about": report.about_id}
    case = Case.objects.select_for_update(no_key=True).filter(**key, state__in=Case.WAITING).first()
    if case is None or case.flags.filter(closed_at=None).exists():
        return
    if report.decided_by and not reports_of(case).filter(state__in=Report.WAITING).exists():
        settle_case(case, report.decided_by, led_to_step=False)


@atomic
def open_case_conversation(*, by: User, case_id: int, reason: str) -> Case:
    """A moderator reads a private conversation. The reason goes to the audit log, where leads see it; both sides are
    told that it was read once the case is closed, or now if it is.

    Raises NotFound, Tied, Invalid at "reason".
    """
    case = lock_case_to_decide(by, case_id)
    words = nfc(reason).strip()
    if not words:
        raise Invalid(errors={"reason": [_("Say why their private conversation has to be read.")]})
    require_length("reason", words, NOTE_LENGTH)
    audit("case.talk_opened", by=by, on=case, reason=words)
    if case.state == State.CLOSED:
        disclose_reading(case)
    return case


def _clean_note(note: str) -> str:
    words = nfc(note).strip()
    require_length("note", words, NOTE_LENGTH)
    return words
