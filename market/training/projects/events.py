"""What trainees hear of their projects, and trainers and officers of those that wait for them."""

from functools import partial
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType
from market.core.base.payloads import HomeTime, Written
from market.training.classes.people import is_of_a_batch

project_notification = partial(NotificationType, group=PROGRAMME, action=_("See the project"), concerns=is_of_a_batch)
trainer_notification = partial(
    NotificationType, group=PROGRAMME, action=_("See the project"), role=User.Role.TRAINER, is_quiet=True
)
officer_notification = partial(
    NotificationType, group=PROGRAMME, action=_("See the project"), role=User.Role.OFFICER, is_quiet=True
)


class ProjectEvent(Event):
    """Of a trainee's project."""

    batch: str

    audited: ClassVar[tuple[str, ...] | None] = ("batch",)


class ProjectProposed(ProjectEvent, code="project.proposed"):
    trainee: User
    title: Written
    due: HomeTime

    notification = trainer_notification(
        subject=_("%(trainee)s proposes a project"),
        body=_("“%(title)s”, batch %(batch)s. Agree, or send it back with a reason, by %(due)s."),
        label=_("A trainee of mine proposes a project"),
    )


class ProjectAgreed(ProjectEvent, code="project.agreed"):
    trainer: User
    due: HomeTime

    notification = project_notification(
        subject=_("Your project is agreed"),
        body=_("%(trainer)s agrees. Submit it by %(due)s, and write a check-in each week."),
        label=_("My project is agreed"),
    )


class ProjectReturned(ProjectEvent, code="project.returned"):
    trainer: User
    reason: Written

    notification = project_notification(
        subject=_("What you proposed as a project comes back"),
        body=_("%(trainer)s writes: “%(reason)s” Change it, and propose it again."),
        label=_("What I proposed as a project comes back"),
    )


class ProjectExtended(ProjectEvent, code="project.extended"):
    trainer: User
    reason: Written
    due: HomeTime

    audited = ("batch", "due")
    notification = project_notification(
        subject=_("You have more time for your project"),
        body=_("Submit it by %(due)s. The reason that %(trainer)s gives: “%(reason)s”"),
        label=_("I have more time for my project"),
    )


class ProjectsOpened(Event, code="project.opened"):
    batch: str

    audited = ("batch",)
    notification = project_notification(
        subject=_("You can choose a project now"),
        body=_("Choose a brief of your topic, or write your own. Batch %(batch)s."),
        label=_("I can choose a project"),
        action=_("Choose a project"),
    )


class ProjectWaits(ProjectEvent, code="project.waits"):
    """A reminder of who is to answer or assess."""

    trainee: User
    due: HomeTime

    audited = None
    notification = trainer_notification(
        subject=_("The project of %(trainee)s waits for you"),
        body=_("Batch %(batch)s. Please look at it by %(due)s."),
        label=_("A project waits for me"),
    )


class ProjectWaitsLong(ProjectEvent, code="project.waits_long"):
    """To officers and the lead trainer: nobody answered in time."""

    trainee: User

    audited = ("batch",)
    notification = officer_notification(
        subject=_("Nobody has looked at the project of %(trainee)s in time"),
        body=_("Batch %(batch)s. Two reminders were sent. Look at it, or ask another trainer to."),
        label=_("Nobody looks at a project in time"),
    )


class ProjectDue(ProjectEvent, code="project.due"):
    due: HomeTime

    audited = None
    notification = project_notification(
        subject=_("Your project is to be submitted by %(due)s"),
        body=_("Add your last version, and submit it for assessment. If you need more time, ask a trainer before."),
        label=_("My project is soon to be submitted"),
    )


class CheckInDue(ProjectEvent, code="checkin.due"):
    due: HomeTime

    audited = None
    notification = project_notification(
        subject=_("Your check-in is due by %(due)s"),
        body=_("Three short answers: what is done, where you are stuck, what is next."),
        label=_("A check-in of my project is due"),
        action=_("Write it"),
    )


class CheckInMissed(ProjectEvent, code="checkin.missed"):
    due: HomeTime

    audited = None
    notification = project_notification(
        subject=_("You have missed a check-in"),
        body=_("Write it now: your trainers then see where you need help. The next one is due by %(due)s."),
        label=_("I have missed a check-in"),
        action=_("Write it"),
    )


class TraineeFallsBehind(ProjectEvent, code="checkin.behind"):
    trainee: User

    notification = trainer_notification(
        subject=_("%(trainee)s falls behind with the project"),
        body=_("Batch %(batch)s: two check-ins in a row were missed. Please get in touch."),
        label=_("A trainee of mine falls behind with the project"),
    )


class CheckInWritten(ProjectEvent, code="checkin.written"):
    trainee: User
    stuck: Written

    notification = trainer_notification(
        subject=_("%(trainee)s is stuck with the project"),
        body=_("“%(stuck)s” Batch %(batch)s. Reply on the page of the project."),
        label=_("A trainee of mine is stuck with the project"),
        action=_("Reply"),
    )


class CheckInReplied(ProjectEvent, code="checkin.replied"):
    trainer: User
    reply: Written

    notification = project_notification(
        subject=_("%(trainer)s replies to your check-in"),
        body=_("“%(reply)s” It stands below your check-in, on the page of your project."),
        label=_("A trainer replies to my check-in"),
    )


class VersionAdded(ProjectEvent, code="projectversion.added"):
    trainee: User
    number: int

    audited = ("batch", "number")
    notification = trainer_notification(
        subject=_("%(trainee)s has added version %(number)s of the project"),
        body=_("Batch %(batch)s. Look at it, and say what can be better."),
        label=_("A trainee of mine adds a version of the project"),
    )


class VersionCommented(ProjectEvent, code="projectversion.commented"):
    person: User
    number: int
    text: Written

    audited = ("batch", "number")
    notification = project_notification(
        subject=_("%(person)s writes about version %(number)s"),
        body=_("“%(text)s” It stands below the version, on the page of the project."),
        label=_("Somebody writes about a version of a project"),
    )


class ProjectSubmitted(ProjectEvent, code="project.submitted"):
    trainee: User
    due: HomeTime

    notification = trainer_notification(
        subject=_("%(trainee)s has submitted the project"),
        body=_("Batch %(batch)s. Assess it by %(due)s."),
        label=_("A trainee of mine submits a project"),
        action=_("Assess it"),
    )
