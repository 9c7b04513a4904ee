"""Cases: made of reports and of what the rules find; kept in sight, closed, and opened again by something new."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotFound, require_length
from market.core.text.bangla import nfc
from market.moderation.cases.alarm_actions import call_moderators
from market.moderation.cases.rules import Facts
from market.moderation.cases.subjects import Thing, find_thing
from market.moderation.cases.ties import deciding
from market.moderation.models import Case, Flag
from market.moderation.queries import reports_of
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
def take_report(*, report: Report) -> Case:
    """Put a report into the case of its thing and person, which it opens if need be. Moderators hear of harassment."""
    hours = settings.LIFECYCLE.harassment_answer_hours if report.answer_by else settings.LIFECYCLE.case_answer_hours
    due = report.created_at + timedelta(hours=hours)
    of = {"kind": report.kind, "thing": report.thing, "about_id": report.about_id}
    is_urgent = report.answer_by is not None
    is_known = Case.objects.filter(**of, state__in=Case.WAITING, is_urgent=True).exists()
    case = _open(of, report.title, report.url, due, is_urgent=is_urgent)
    if is_urgent and not is_known:
        call_moderators(case)
    return case


@atomic
def flag_thing(*, kind: str, thing_id: int, found: Thing, rule: Flag.Rule, facts: Facts) -> Flag | None:
    """A rule points to a thing: it stands in the queue, and nothing else happens to it.

    Of each rule one flag is open at a time; what was looked at and closed is not raised again for the same facts.
    None where that is so.
    """
    of = {"kind": kind, "thing": thing_id, "about_id": found.person.pk if found.person else None}
    known = Flag.objects.filter(rule=rule, **{f"case__{name}": value for name, value in of.items()})
    if known.filter(closed_at=None).exists() or known.filter(facts=facts).exists():
        return None
    due = clock.now() + timedelta(hours=settings.LIFECYCLE.case_answer_hours)
    case = _open(of, found.title, found.url, due, is_urgent=False)
    flag, is_new = Flag.objects.get_or_create(
        case=case, rule=rule, closed_at=None, defaults={"facts": facts, "found_at": clock.now()}
    )
    if is_new:
        audit("case.flagged", by=None, on=case, rule=rule)
    return flag if is_new else None


def _open(of: dict[str, object], title: str, url: str, due: datetime, *, is_urgent: bool) -> Case:
    """The case of a thing, locked; a closed one is opened again, and what is urgent makes it so."""
    fresh = {"title": title, "url": url, "opened_at": clock.now(), "due_at": due, "is_urgent": is_urgent}
    case, is_new = Case.objects.get_or_create(**of, defaults=fresh)
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
    """A moderator came upon something herself, so she sees its page: its case, opened if need be.

    Raises NotFound, also for what is hers, and for what is about her.
    """
    found = find_thing(kind, thing_id) if by.has_role(User.Role.MODERATOR, User.Role.LEAD) else None
    if found is None or found.is_private or found.person is None or by.pk in (found.person.pk, found.kept_from):
        raise NotFound
    if not is_open_to(by, kind, thing_id):
        raise NotFound
    due = clock.now() + timedelta(hours=settings.LIFECYCLE.case_answer_hours)
    of = {"kind": kind, "thing": thing_id, "about_id": found.person.pk}
    known = Case.objects.filter(**of, state__in=Case.WAITING).first()
    if known is not None:
        return known
    case = _open(of, found.title, found.url, due, is_urgent=False)
    audit("case.opened", by=by, on=case)
    return case


@atomic
def keep_case(*, by: User, case_id: int, note: str = "") -> Case:
    """A moderator takes a case on, and goes on with it later. Raises NotFound, Tied, CaseClosed, Invalid."""
    case = deciding(by, case_id)
    if case.state == State.CLOSED:
        raise CaseClosed
    case.state, case.keeper, case.note = State.KEPT, by, _note(note) or case.note
    case.save(update_fields=["state", "keeper", "note"])
    audit("case.kept", by=by, on=case)
    decide_reports(by=by, waiting=reports_of(case), state=Report.State.KEPT)
    return case


@atomic
def close_case(*, by: User, case_id: int, note: str = "") -> Case:
    """A moderator has looked, and nothing is to be done. Who reported is told. Raises as keep_case."""
    case = deciding(by, case_id)
    if case.state == State.CLOSED:
        raise CaseClosed
    case.note = _note(note) or case.note
    case.save(update_fields=["note"])
    settle(case, by, led_to_step=False)
    return case


def settle(case: Case, by: User, *, led_to_step: bool) -> None:
    """Close a case that is locked, with its flags and reports, whose people are told whether there was a step."""
    if case.state != State.CLOSED:
        case.state, case.closed_at, case.keeper = State.CLOSED, clock.now(), by
        case.save(update_fields=["state", "closed_at", "keeper"])
        audit("case.closed", by=by, on=case)
    case.flags.filter(closed_at=None).update(closed_at=clock.now())
    decide_reports(by=by, waiting=reports_of(case), state=Report.State.CLOSED, led_to_step=led_to_step)


@atomic
def note_kept(*, report: Report) -> None:
    """A report was kept in sight by itself: its case is that moderator's."""
    of = {"kind": report.kind, "thing": report.thing, "about": report.about_id}
    Case.objects.filter(**of, state=State.OPEN).update(state=State.KEPT, keeper=report.decided_by)


@atomic
def note_closed(*, report: Report) -> None:
    """A report was closed by itself: a case in which nothing waits any more is closed with it."""
    of = {"kind": report.kind, "thing": report.thing, "about": report.about_id}
    case = Case.objects.select_for_update(no_key=True).filter(**of, state__in=Case.WAITING).first()
    if case is None or case.flags.filter(closed_at=None).exists():
        return
    if report.decided_by and not reports_of(case).filter(state__in=Report.WAITING).exists():
        settle(case, report.decided_by, led_to_step=False)


@atomic
def open_case_talk(*, by: User, case_id: int, reason: str) -> Case:
    """A moderator reads what two people wrote to each other: with a reason, which is kept and which the lead sees.

    Raises NotFound, Tied, Invalid at "reason".
    """
    case = deciding(by, case_id)
    words = nfc(reason).strip()
    if not words:
        raise Invalid(errors={"reason": [_("Say why their private talk has to be read.")]})
    require_length("reason", words, NOTE_LENGTH)
    audit("case.talk_opened", by=by, on=case, reason=words)
    return case


def _note(note: str) -> str:
    words = nfc(note).strip()
    require_length("note", words, NOTE_LENGTH)
    return words
