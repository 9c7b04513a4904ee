"""Trainees write a check-in each week, and a trainer replies."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.text.formats import format_day
from market.core.text.locale import language
from market.training.classes.adding_actions import clean_text
from market.training.classes.people import trainers_of
from market.training.models import CheckIn
from market.training.projects import events, terms
from market.training.projects.actions import lock_guided, lock_own
from market.training.projects.refusals import CheckedInAlready, ProjectNotInWork, ReplyExists

LENGTH, REPLY_LENGTH = 600, 1000


@atomic
def add_check_in(*, by: User, project_id: int, done: str, stuck: str = "", next_step: str) -> CheckIn:
    """Write how the project goes. Who is stuck is heard by the trainers.

    Raises NotFound, NotAllowed to others than the trainee, ProjectNotInWork, CheckedInAlready for the second of a day,
    Invalid.
    """
    project = lock_own(by, project_id)
    if not project.is_in_work:
        raise ProjectNotInWork
    now = clock.now()
    last = project.check_ins.first()
    if last is not None and clock.local(last.at).date() == clock.local(now).date():
        on = project.check_in_due_at or now
        raise CheckedInAlready(on=format_day(clock.local(on).date(), language()))
    check_in = CheckIn(project=project, at=now)
    check_in.done = clean_text("done", done, LENGTH, missing=_("Say what is done."))
    check_in.stuck = clean_text("stuck", stuck, LENGTH)
    check_in.next = clean_text("next_step", next_step, LENGTH, missing=_("Say what is next."))
    check_in.save()
    project.missed = 0
    terms.set_check_in(project, terms.next_check_in(project, now + terms.WEEK))
    project.save(update_fields=["missed", "check_in_due_at", "remind_check_in_at"])
    _tell(check_in, by)
    return check_in


def _tell(check_in: CheckIn, by: User) -> None:
    batch = check_in.project.enrolment.batch
    if check_in.stuck:
        written = events.CheckInWritten(batch=batch.code, trainee=by, stuck=Written(by, check_in.stuck))
        emit(written, on=check_in, by=by, to=trainers_of(batch))
    else:
        audit("checkin.written", by=by, on=check_in, batch=batch.code)


@atomic
def reply_to_check_in(*, by: User, check_in_id: int, reply: str) -> CheckIn:
    """Reply to a check-in; who replied may put it in other words.

    Raises NotFound, NotAllowed to others than officers and the batch's trainers, ReplyExists, Invalid.
    """
    project_id = fetch(CheckIn.objects.visible_to(by), check_in_id).project_id
    project = lock_guided(by, project_id)
    check_in: CheckIn = lock(project.check_ins.all(), check_in_id)
    if check_in.replied_by_id not in (None, by.pk):
        raise ReplyExists
    is_new = check_in.replied_at is None
    check_in.reply = clean_text("reply", reply, REPLY_LENGTH, missing=_("Write a reply."))
    check_in.replied_by, check_in.replied_at = by, clock.now()
    check_in.save(update_fields=["reply", "replied_by", "replied_at"])
    place = project.enrolment
    replied = events.CheckInReplied(batch=place.batch.code, trainer=by, reply=Written(by, check_in.reply))
    emit(replied, on=check_in, by=by, to=[place.trainee] if is_new else [])
    return check_in
