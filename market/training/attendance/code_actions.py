"""A code said in class: the trainer shows it for minutes, and each trainee enters it.

The six digits stand in no table and no log: whoever shows or compares them computes them anew from the row's random
nonce by the site's secret key.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.text.bangla import ascii_digits
from market.training.classes.adding_actions import lock_taught
from market.training.models import AttendanceCode, AttendanceMark, ClassSession, CodeTries, Enrolment

SALT = "market.training.attendance"
DIGITS = 6
OPENS_BEFORE = timedelta(minutes=10)
# One statement: tries of one trainee wait for each other at the row, so that no two count as one.
COUNT_TRY = """
    INSERT INTO training_codetries AS t (code_id, enrolment_id, tries, last_at) VALUES (%s, %s, 1, %s)
    ON CONFLICT (code_id, enrolment_id) DO UPDATE SET tries = t.tries + 1, last_at = excluded.last_at RETURNING tries
"""


class CodeNotNow(DomainError):
    """Too early, too late, face to face, or the class does not take place."""

    help = "programme#attendance"
    code = "code_not_now"
    sentence = _("A code can be shown for a live class, from ten minutes before it to its end.")


class TooManyCodes(DomainError):
    help = "programme#attendance"
    code = "too_many_codes"
    sentence = _("This class has had %(most)s codes already. Call the roll: it takes whom the code has left out.")


class NoOpenCode(DomainError):
    """No code of the class counts now."""

    help = "programme#attendance"
    code = "no_open_code"
    sentence = _("No code counts now: its minutes are over, or none was shown. Tell your trainer, who calls the roll.")


class WrongCode(Invalid):
    help = "programme#attendance"
    code = "wrong_attendance_code"
    sentence = _("This is not the code that your trainer shows. Tries left: %(left)s.")


class NoTriesLeft(DomainError):
    """Whoever guesses is seen by the trainer."""

    help = "programme#attendance"
    code = "no_tries_left"
    sentence = _(
        "You have tried %(most)s times, so you cannot enter this code any more. Tell your trainer that you are here."
    )


def digits_of(code: AttendanceCode) -> str:
    """The six digits of a code."""
    digest = salted_hmac(SALT, f"{code.session_id} {code.pk} {code.nonce}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:16]) % 10**DIGITS:0{DIGITS}}"


def may_open(session: ClassSession) -> bool:
    """Whether a code can be shown for the class now."""
    is_held = session.is_online and session.state == ClassSession.State.PLANNED
    return is_held and session.starts_at - OPENS_BEFORE <= clock.now() < session.ends_at


@atomic
def open_code(*, by: User, session_id: int) -> AttendanceCode:
    """Show a code for minutes. While one counts it is that one again.

    Raises NotFound, NotAllowed to others than officers and the class's trainers, CodeNotNow, TooManyCodes.
    """
    session = lock_taught(by, session_id)
    if not may_open(session):
        raise CodeNotNow
    if (current := session.attendance_codes.open().first()) is not None:
        return current
    most = settings.LIFECYCLE.attendance_codes
    if session.attendance_codes.count() >= most:
        raise TooManyCodes(most=most)
    now = clock.now()
    closes_at = now + timedelta(minutes=settings.LIFECYCLE.attendance_code_minutes)
    code = AttendanceCode.objects.create(
        session=session, nonce=secrets.token_hex(16), opens_at=now, closes_at=closes_at, made_by=by
    )
    audit("attendance.code_shown", by=by, on=session, batch=session.batch.code)
    return code


@atomic
def end_code(*, by: User, session_id: int) -> ClassSession:
    """End the code that counts now. Raises NotFound, NotAllowed to others than the class's trainers, NoOpenCode."""
    session = lock_taught(by, session_id)
    if not session.attendance_codes.open().update(closes_at=clock.now()):
        raise NoOpenCode
    audit("attendance.code_ended", by=by, on=session, batch=session.batch.code)
    return session


def enter_code(*, by: User, session_id: int, code: str) -> AttendanceMark:
    """Enter the code of a class: the trainee was there. Entered again it changes nothing.

    Raises NotFound, NotAllowed to others than trainees of the batch, NoOpenCode, NoTriesLeft, and WrongCode: by
    then the try is counted, and committed.
    """
    session, enrolment = _own_place(by, session_id)
    own_mark = AttendanceMark.objects.filter(session=session, enrolment=enrolment, source=AttendanceMark.Source.CODE)
    mark: AttendanceMark | None = own_mark.first()
    if mark is not None:
        return mark
    current = session.attendance_codes.open().first()
    if current is None:
        raise NoOpenCode
    most, tries = settings.LIFECYCLE.attendance_code_tries, _count_try(current, enrolment)
    if tries > most:
        raise NoTriesLeft(most=most)
    if not constant_time_compare(digits_of(current), "".join(ascii_digits(code).split())):
        if tries == most:
            raise NoTriesLeft(most=most)
        raise WrongCode(left=most - tries)
    AttendanceMark.objects.bulk_create([_mark(session, enrolment, by)], ignore_conflicts=True)
    entered: AttendanceMark = own_mark.get()
    return entered


def count_entered(session: ClassSession) -> int:
    """How many trainees have entered a code of the class."""
    return session.marks.filter(source=AttendanceMark.Source.CODE).count()


def guessers(session: ClassSession) -> list[Enrolment]:
    """Who has used up the tries for a code and entered none: the trainer reads their names."""
    most = settings.LIFECYCLE.attendance_code_tries
    tried = CodeTries.objects.filter(code__session=session, tries__gte=most).values("enrolment")
    entered = session.marks.filter(source=AttendanceMark.Source.CODE).values("enrolment")
    return list(Enrolment.objects.filter(pk__in=tried).exclude(pk__in=entered).order_by("seat", "pk"))


def _own_place(by: User, session_id: int) -> tuple[ClassSession, Enrolment]:
    session = fetch(ClassSession.objects.visible_to(by), session_id)
    enrolment = Enrolment.objects.studying().filter(batch=session.batch_id, trainee=by).first()
    if enrolment is None:
        raise NotAllowed
    return session, enrolment


@atomic
def _count_try(code: AttendanceCode, enrolment: Enrolment) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_TRY, [code.pk, enrolment.pk, clock.now()])
        return int(cursor.fetchone()[0])


def _mark(session: ClassSession, enrolment: Enrolment, by: User) -> AttendanceMark:
    source, value = AttendanceMark.Source.CODE, "present"
    return AttendanceMark(session=session, enrolment=enrolment, source=source, value=value, by=by, at=clock.now())
