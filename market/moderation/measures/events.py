"""What moderators impose and take back, and how those hear of it whom it concerns."""

from datetime import datetime
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.bids.models import Bid
from market.core.base.events import ACCOUNT, JOBS, STAFF, Event, NotificationType, emit
from market.jobs.models import Invitation, Job, Thread
from market.jobs.postings.events import JobEvent
from market.moderation.models import Measure
from market.safety.models import blocked_ids

Level = Measure.Level

measure_notification = partial(NotificationType, group=ACCOUNT, action=_("Read why, and what you can do"))
visibility_notification = partial(
    NotificationType,
    group=JOBS,
    action=_("Read more"),
    label=_("Moderators hide or remove a job that you bid on, or show it again"),
)
CAN_APPEAL = _("Read what it rests on. If it is wrong, you can appeal until %(appeal)s; another moderator looks at it.")


class MeasureEvent(Event):
    """Of a measure against something with a title. The audit log has it by the case, in words of its own."""

    title: str

    audited = None


class MeasureImposedEvent(MeasureEvent):
    """`until` is when it ends, if it does by itself; `appeal`, until when it can be appealed."""

    appeal: datetime
    until: datetime | None = None


class WarningImposed(MeasureImposedEvent, code="measure.warn"):
    notification = measure_notification(
        subject=_("A warning of the moderators: “%(title)s”"),
        body=CAN_APPEAL,
        label=_("Moderators warn you"),
    )


class HidingImposed(MeasureImposedEvent, code="measure.hide"):
    notification = measure_notification(
        subject=_("Moderators hid “%(title)s”"),
        body=CAN_APPEAL,
        label=_("Moderators hide something of yours"),
    )


class LimitImposed(MeasureImposedEvent, code="measure.limit"):
    notification = measure_notification(
        subject=_("Your account is limited until %(until)s"),
        body=_(
            "Until then you cannot bid, post, order or write to new people. Work and money that run go on. If it is wrong, you can appeal until %(appeal)s."
        ),
        label=_("Moderators limit your account"),
    )


class SuspensionImposed(MeasureImposedEvent, code="measure.suspend"):
    notification = measure_notification(
        subject=_("Your account is suspended until %(until)s"),
        body=_(
            "You can sign in, read, deliver and be paid for work that runs, and nothing else. Your money is safe. If it is wrong, you can appeal until %(appeal)s."
        ),
        label=_("Moderators suspend your account"),
    )


class BanImposed(MeasureImposedEvent, code="measure.ban"):
    notification = measure_notification(
        subject=_("Your account is banned for good"),
        body=_(
            "You can sign in, read, deliver and be paid for work that runs. Your money is safe. If it is wrong, you can appeal until %(appeal)s."
        ),
        label=_("Moderators ban you"),
    )


IMPOSED: dict[str, type[MeasureImposedEvent]] = {
    Level.WARN: WarningImposed,
    Level.HIDE: HidingImposed,
    Level.LIMIT: LimitImposed,
    Level.SUSPEND: SuspensionImposed,
    Level.BAN: BanImposed,
}


class MeasureOver(MeasureEvent, code="measure.over"):
    notification = measure_notification(
        subject=_("A measure of the moderators has ended: “%(title)s”"),
        body=_("Its time is over. All is as before."),
        label=_("The time of a measure is over"),
    )


class MeasureUndone(MeasureEvent, code="measure.undone"):
    notification = measure_notification(
        subject=_("Moderators withdrew a measure: “%(title)s”"),
        body=_("It is no longer in force. Read why."),
        label=_("Moderators withdraw a measure"),
    )


class MeasureUndoAsked(MeasureEvent, code="measure.undo_asked"):
    actor: User

    notification = measure_notification(
        subject=_("%(actor)s asks to withdraw a ban: “%(title)s”"),
        body=_("It needs a second moderator. Look at the case, and confirm it if the ban was a mistake."),
        label=_("A ban is to be withdrawn, and needs a second moderator"),
        action=_("Open the case"),
        role=STAFF,
    )


class JobHidden(JobEvent, code="job.hidden"):
    audited = None
    notification = visibility_notification(
        subject=_("Moderators hid a job: %(job)s"),
        body=_(
            "Nobody is hired for “%(job)s” while it is hidden. If it stays so until its days end, bids lapse, and their places in the month are free again. If you were asked for money or papers, give none, and report it."
        ),
    )
    system_message = _("Moderators hid this job. Nobody is hired for it while they do.")


class JobShown(JobEvent, code="job.shown"):
    audited = None
    notification = visibility_notification(
        subject=_("A job is back: %(job)s"),
        body=_("Moderators show “%(job)s” again. What you offered stands as before."),
    )
    system_message = _("Moderators show this job again. All is as before.")


def emit_job_visibility(job_id: int) -> None:
    """Emit that a job is hidden, or shown again, to who has an open bid on it, or was invited and has not declined.

    In the running transaction, which wrote it. A job whose time is over concerns nobody any more.
    """
    job = Job.objects.select_related("client").get(pk=job_id)
    if not job.is_running:
        return
    event, apart = (JobHidden if job.is_hidden else JobShown)(job=job.title), blocked_ids(job.client)
    bids = {bid.freelancer_id: bid for bid in Bid.objects.open().filter(job=job)}
    invited = Invitation.objects.filter(job=job).exclude(state=Invitation.State.DECLINED).values("freelancer")
    people = User.objects.filter(Q(pk__in=bids) | Q(pk__in=invited))
    threads = Thread.objects.filter(job=job, freelancer__in=people).select_related("freelancer", "conversation")
    for thread in threads.order_by("conversation_id"):  # as conversations are locked (append_messages)
        on = bids.get(thread.freelancer_id, thread.conversation)
        to = [] if thread.freelancer_id in apart else [thread.freelancer]
        emit(event, on=on, by=None, to=to, about=job.client, conversation=thread.conversation)
