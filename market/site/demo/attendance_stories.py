"""Classes that trainees made up, claims of outages and objections: each in every state, in Rina's batch."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from market.accounts.models import User
from market.core.base import clock
from market.core.base.reminders import next_reminder
from market.site.demo.attendance import SETTLED
from market.training.enrolments.queries import course_of
from market.training.made_up.actions import REMINDERS
from market.training.models import (
    Attendance,
    AttendanceDecision,
    AttendanceMark,
    AttendanceObjection,
    CheckQuestion,
    CheckSet,
    CheckTry,
    ClassSession,
    Enrolment,
    OutageClaim,
    Recording,
)

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
CHECKS = (
    ("ক্লাসে প্রথম কোন ধাপটি করা হয়েছে?", ["কাজের বিজ্ঞপ্তি পড়া", "দাম ঠিক করা", "নমুনা পাঠানো"]),
    ("ক্লায়েন্টকে প্রথম বার্তায় কী লিখতে বলা হয়েছে?", ["কাজটি কীভাবে করবেন", "নিজের ফোন নম্বর", "অন্যদের দাম"]),
    ("ফাইলের নাম কেমন হবে?", ["কাজ ও তারিখসহ", "শুধু নম্বর", "যেমন খুশি"]),
)
NO_POWER, NO_NET = "রাত আটটা থেকে পুরো এলাকায় বিদ্যুৎ ছিল না।", "ক্লাসের মাঝখানে নেট চলে যায়, আর আসেনি।"
IN_CHAT = "ওই সময়ে আপনি চ্যাটে লিখেছেন, তাই নেট ছিল।"
WAS_THERE = "আমি ক্লাসে ছিলাম, প্রশ্নের উত্তরও দিয়েছি। কোড লিখতে পারিনি।"
SEEN, NOT_SEEN = "চ্যাটে নাম আছে, তাই উপস্থিত ধরা হলো।", "চ্যাটে বা কোডের তালিকায় নাম নেই।"
CLAIMS = ("open", "late", "accepted", "refused")
OBJECTIONS = ("open", "late", "granted", "refused", "second", "final")


def make_attendance_stories(people: dict[str, User]) -> None:
    """Check questions of all recordings but the newest of Rina's batch, tries at them, claims and objections."""
    place = course_of(people["rina"])
    if place is None or CheckSet.objects.exists():
        return
    now = clock.now()
    held = ClassSession.objects.planned().filter(batch=place.batch_id, ends_at__lt=now - 4 * HOUR)
    sessions = list(held.select_related("batch__trainer").order_by("-starts_at"))
    sessions = [each for each in sessions if each.rolled_at] or sessions  # one whose roll waits goes on waiting
    others = list(Enrolment.objects.filter(batch=place.batch_id).studying().exclude(pk=place.pk).order_by("seat"))
    if not sessions or len(others) < len(CLAIMS) + len(OBJECTIONS):
        return
    _write_checks(sessions)
    missed = _missed([place, *others], sessions)
    _make_tries(missed)
    for state in CLAIMS:
        _claim(state, *next(missed), people)
    for state in OBJECTIONS:
        _object(state, *next(missed), people)


def _write_checks(sessions: list[ClassSession]) -> None:
    now = clock.now()
    for recording in Recording.objects.filter(session__in=sessions).order_by("-session__starts_at")[1:]:
        since = recording.added_at + HOUR
        until = max(recording.session.ends_at, since) + 7 * DAY
        columns = {"written_at": since, "since": since, "until": until}
        columns["remind_at"] = next_reminder(until, REMINDERS, after=now) if until > now else None
        row = CheckSet.objects.create(recording=recording, written_by=recording.added_by, **columns)
        CheckQuestion.objects.bulk_create(
            CheckQuestion(check_set=row, position=position, text_bn=text, choices_bn=choices)
            for position, (text, choices) in enumerate(CHECKS)
        )


def _missed(places: list[Enrolment], sessions: list[ClassSession]) -> Iterator[tuple[Enrolment, ClassSession]]:
    """Trainees, Rina first, each with a class that they missed: one of each class in turn. Where too few have missed
    one, the roll is corrected.
    """
    rows = Attendance.objects.filter(session__in=sessions, enrolment__in=places)
    counts = {(each.enrolment_id, each.session_id): each.counts for each in rows}
    used: set[int] = set()
    for turn in range(len(sessions) * len(places)):
        session = sessions[turn % len(sessions)]
        for place in places:
            counted = counts.get((place.pk, session.pk), "")
            if counted in ("", "absent") and (place is places[0] or place.pk not in used):
                used.add(place.pk)
                counts[place.pk, session.pk] = "taken"
                if not counted:
                    _mark(place, session, "roll", "absent", session.ends_at)
                yield place, session
                break
    for turn, place in enumerate([each for each in places if each.pk not in used]):  # those who were always there
        session = sessions[turn % len(sessions)]
        _mark(place, session, "roll", "absent", session.ends_at, reason=SETTLED)
        yield place, session


def _mark(  # noqa: PLR0913  # a mark is all of these
    place: Enrolment,
    session: ClassSession,
    source: str,
    value: str,
    at: datetime,
    by: User | None = None,
    reason: str = "",
) -> AttendanceMark:
    if session.rolled_at is None:
        ClassSession.objects.filter(pk=session.pk).update(rolled_at=session.ends_at)
        session.rolled_at = session.ends_at
    author = by or session.trainer or session.batch.trainer
    columns = {"source": source, "value": value, "by": author, "at": at, "reason": reason}
    settles = source == "roll" and reason != ""
    return AttendanceMark.objects.create(session=session, enrolment=place, settles=settles, **columns)


def _make_tries(missed: Iterator[tuple[Enrolment, ClassSession]]) -> None:
    """Somebody has one wrong try, somebody all three, somebody made a class up, and one only can."""
    for wrongs in ([], [1], [2, 1, 1], [1, 0]):
        for _tries in range(20):
            place, session = next(missed)
            check_set = CheckSet.objects.filter(recording__session=session).last()
            if check_set is not None:
                break
        else:
            return
        at = min(check_set.since + HOUR, clock.now() - 40 * MINUTE)
        for number, wrong in enumerate(wrongs, start=1):
            at += 11 * MINUTE if number > 1 else timedelta()
            answers = [1 if position < wrong else 0 for position in range(3)]
            row = CheckTry(check_set=check_set, enrolment=place, number=number, at=at, answers=answers)
            row.wrong = [position for position in range(3) if position < wrong]
            row.save()
            if row.is_right:
                _mark(place, session, "made_up", "made_up", at, place.trainee)


def _claim(state: str, place: Enrolment, session: ClassSession, people: dict[str, User]) -> None:
    now = clock.now()
    opened = min(session.ends_at + 2 * HOUR, now - HOUR)
    claim = OutageClaim(session=session, enrolment=place, cause="electricity", text=NO_POWER, opened_at=opened)
    claim.from_at, claim.to_at, claim.due_at = session.starts_at, session.ends_at, opened + 3 * DAY
    if state == "refused":
        claim.cause, claim.text = OutageClaim.Cause.INTERNET, NO_NET
    if state == "open":
        claim.due_at = max(claim.due_at, now + 2 * DAY)
        claim.remind_at = claim.due_at - DAY
    elif state == "late":
        claim.due_at = min(claim.due_at, now - HOUR)
        claim.escalated_at = claim.due_at
    else:
        claim.state, claim.decided_by = state, session.batch.trainer or people["tahmina"]
        claim.decided_at, claim.reason = opened + 30 * MINUTE, IN_CHAT if state == "refused" else ""
        if state == "accepted":
            _mark(place, session, "outage", "excused", claim.decided_at, claim.decided_by)
    claim.save()


def _object(state: str, place: Enrolment, session: ClassSession, people: dict[str, User]) -> None:
    now, states = clock.now(), AttendanceObjection.State
    opened = min(session.ends_at + DAY, now - 5 * HOUR)
    row = AttendanceObjection(session=session, enrolment=place, text=WAS_THERE, opened_at=opened)
    row.due_at = now - HOUR if state == "late" else now + 4 * DAY
    if state == "late":
        row.escalated_at = row.due_at
    elif state in ("open", "second"):
        row.remind_at = row.due_at - 3 * DAY
    else:
        row.state = states.GRANTED if state == "granted" else states.REFUSED
    if state in ("second", "final"):
        row.second_asked_at = opened + 2 * HOUR
    row.save()
    at = opened + HOUR
    if state == "granted":
        mark = _mark(place, session, "office", "present", at, people["oli"], SEEN)
        _decide(row, 1, people["oli"], at, SEEN, mark)
    if state in ("refused", "second", "final"):
        _decide(row, 1, people["oli"], at, NOT_SEEN)
    if state == "final":
        _decide(row, 2, people["onu"], at + 2 * HOUR, NOT_SEEN)


def _decide(  # noqa: PLR0913  # a decision is all of these
    row: AttendanceObjection, number: int, by: User, at: datetime, reason: str, mark: AttendanceMark | None = None
) -> None:
    columns = {"decided_by": by, "decided_at": at, "reason": reason, "new_mark": mark}
    AttendanceDecision.objects.create(objection=row, round=number, **columns)
