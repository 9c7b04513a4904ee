"""Reporting a thing, what moderators decide about it, and keeping a person away."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic, lock, lock_of
from market.core.base.errors import DomainError, Invalid, NotAllowed, NotFound, require_length
from market.core.base.events import emit
from market.core.base.fingerprints import fingerprint
from market.core.text.bangla import nfc
from market.files.facts import files_facts
from market.safety import events
from market.safety.evidence import EvidenceMessage, chosen_messages
from market.safety.kinds import has_met, subject_of
from market.safety.models import Block, Report, ReportedMessage, is_blocked_between
from market.safety.signals import report_closed, report_kept, reported, user_blocked, user_unblocked

TEXT_LENGTH = 1000
NOTE_LENGTH = 1000
BLOCKS_PER_DAY = 50


class AlreadyReported(DomainError):
    help = "talking-safely#report"
    code, sentence = "already_reported", _("You have reported this, and it is not decided yet.")


class OwnThing(DomainError):
    help = "talking-safely#report"
    code, sentence = "own_thing", _("This is your own.")


class NotReachable(NotAllowed):
    """The two are kept apart. It says nothing of who wanted it."""

    help = "talking-safely#block"
    code, sentence = "not_reachable", _("You cannot reach each other here.")
    advice = _("Contracts between you stand, and go on in their workrooms.")


class StaffNotBlocked(DomainError):
    help = "talking-safely#block"
    code, sentence = "staff_not_blocked", _("People who work for the site cannot be blocked, and block nobody.")


class TiedToReport(NotAllowed):
    help = "talking-safely#report"
    code = "tied_to_report"
    sentence = _("You reported this, or it is about you: another moderator decides.")


class ReportClosed(DomainError):
    help = "talking-safely#report"
    code, sentence = "report_closed", _("This report is decided already: %(state)s.")


@atomic
def report_thing(
    *, by: User, kind: str, thing_id: int, reason: str, text: str = "", messages: Sequence[int] = ()
) -> Report:
    """Report something that the user can see to the moderators. `messages` are the ids of those of a conversation that
    prove it: they are copied as they are now.

    Raises NotFound (also for an unknown kind), OwnThing, AlreadyReported, Invalid at the fields, TooMany past the
    day's limit.
    """
    target = subject_of(kind, by, thing_id)
    if target.about == by.pk:
        raise OwnThing
    words = _reported_text(reason, text)
    if Report.objects.filter(reporter=by, kind=kind, thing=thing_id, state__in=Report.WAITING).exists():
        raise AlreadyReported
    evidence = chosen_messages(kind, by, thing_id, messages)
    limits.spend("report", by.pk, times=settings.LIFECYCLE.reports_per_day, per=timedelta(days=1))
    report = Report(
        reporter=by,
        kind=kind,
        thing=thing_id,
        title=target.title,
        url=target.url,
        about_id=target.about,
        reason=reason,
        text=words,
        created_at=clock.now(),
    )
    try:
        with atomic():
            report.save(force_insert=True)
    except IntegrityError as twin:  # sent twice in this very moment
        raise AlreadyReported from twin
    _copy_messages(report, evidence)
    audit("report.made", by=by, on=report, kind=kind, thing=thing_id, reason=reason)
    reported.send(Report, report=report)
    return report


def _reported_text(reason: str, text: str) -> str:
    """What the reporter says, in NFC. Raises Invalid."""
    words = _text(text, "text", TEXT_LENGTH)
    if reason not in Report.Reason.values:
        raise Invalid(errors={"reason": [_("Choose a reason.")]})
    if reason == Report.Reason.OTHER and not words:
        raise Invalid(errors={"text": [_("Say in a few words what is wrong.")]})
    return words


def _copy_messages(report: Report, evidence: Sequence[EvidenceMessage]) -> None:
    for each in evidence:
        facts = {
            "by": each.sender.pk,
            "name": each.sender.display_name,
            "at": each.sent_at.isoformat(),
            "seq": each.seq,
            "files": files_facts(each.uploads),
        }
        copy = ReportedMessage.objects.create(
            report=report,
            message=each.message,
            sender=each.sender,
            text=each.text,
            facts=facts,
            sent_at=each.sent_at,
            sha256=fingerprint(each.text, facts),
        )
        copy.uploads.set(each.uploads)


@atomic
def decide_report(*, by: User, report_id: int, state: str, note: str = "") -> Report:
    """A moderator puts a report on watch ("kept") or closes it ("closed"), with a note for the other moderators.

    Raises NotFound to all but moderators, TiedToReport, ReportClosed, Invalid for another state or a long note.
    """
    if not by.has_role(by.Role.MODERATOR):
        raise NotFound
    report = lock(Report.objects.visible_to(by), report_id)
    if by.pk in (report.reporter_id, report.about_id):
        raise TiedToReport
    words = _text(note, "note", NOTE_LENGTH)
    if state not in (Report.State.KEPT, Report.State.CLOSED):
        raise Invalid(errors={"state": [_("Put the report on watch, or close it.")]})
    if report.state in (Report.State.CLOSED, state):
        raise ReportClosed(state=report.get_state_display())
    _decide(report, by, Report.State(state), words, led_to_step=False if state == Report.State.CLOSED else None)
    return report


@atomic
def decide_reports(
    *, by: User, waiting: "QuerySet[Report]", state: Report.State, led_to_step: bool | None = None
) -> None:
    """The same for all that wait of a case, where a moderator who may decide on it did so, with or without a step."""
    for report in (
        waiting.filter(state__in=Report.WAITING).exclude(state=state).select_for_update(no_key=True).order_by("pk")
    ):
        _decide(report, by, state, led_to_step=led_to_step)


def _decide(report: Report, by: User, state: Report.State, note: str = "", *, led_to_step: bool | None) -> None:
    report.state, report.decided_by, report.decided_at = state, by, clock.now()
    report.note, report.led_to_step = note or report.note, led_to_step
    report.save(update_fields=["state", "decided_by", "decided_at", "note", "led_to_step"])
    if state == Report.State.CLOSED:
        emit(events.ReportClosed(title=report.title), on=report, by=by, to=[] if led_to_step else [report.reporter])
        if led_to_step:
            emit(events.ReportActed(title=report.title), on=report, by=by, to=[report.reporter])
        report_closed.send(Report, report=report)
    else:
        audit("report.kept", by=by, on=report)
        report_kept.send(Report, report=report)


@atomic
def block_person(*, by: User, person_id: int) -> Block:
    """Keep a person away: from now on the two see and reach each other nowhere, but where work of theirs runs.

    Nobody is told. Blocked already, the block that stands is given. Raises NotFound for who is nobody that the user
    could have met, OwnThing, StaffNotBlocked, TooMany past the day's limit.
    """
    # Both rows in one order, so that two who block each other at once do not wait for each other for ever.
    pair = User.objects.filter(pk__in=[by.pk, person_id], is_active=True).order_by("pk")
    people = {each.pk: each for each in pair.select_for_update(no_key=True)}
    existing = Block.objects.filter(blocker=by, blocked=person_id).select_related("blocked").first()
    if existing is not None:
        return existing
    person = blockable(by, people.get(person_id))
    limits.spend("block", by.pk, times=BLOCKS_PER_DAY, per=timedelta(days=1))
    block = Block.objects.create(blocker=by, blocked=person, created_at=clock.now())
    pair.filter(has_blocks=False).update(has_blocks=True)
    by.has_blocks = True
    audit("person.blocked", by=by, on=block, blocked=person.pk)
    user_blocked.send(Block, blocker=by, blocked=person)
    return block


def blockable(by: User, person: User | None) -> User:
    """The same user, if that one can be blocked. Raises as block_person says."""
    if person is None or not has_met(by, person.pk):
        raise NotFound
    if person.pk == by.pk:
        raise OwnThing
    if by.is_staff or person.is_staff:
        raise StaffNotBlocked
    return person


@atomic
def unblock_person(*, by: User, person_id: int) -> None:
    """Take a block back; where the other blocked the user too, the two stay apart. Raises NotFound without one."""
    block = lock_of(Block.objects.filter(blocker=by).select_related("blocked"), blocked=person_id)
    audit("person.unblocked", by=by, on=block, blocked=person_id)
    block.delete()
    user_unblocked.send(Block, blocker=by, blocked=block.blocked)


def require_reachable(one: User, other: User) -> None:
    """Raise NotReachable where the two are kept apart: nothing new begins between them."""
    if is_blocked_between(one, other):
        raise NotReachable


def _text(text: str, field: str, most: int) -> str:
    words = nfc(text).strip()
    require_length(field, words, most)
    return words
