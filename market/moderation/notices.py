"""What a person is told of measures, and staff of harassment, always by mail too; the line in place of a hidden message."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.messaging.system_messages import register_line
from market.moderation.cases.subjects import HIDDEN
from market.notifications.inbox.types import ACCOUNT, register_kind

register_line(HIDDEN, _("Moderators hid this message."))
register_line("job.hidden", _("Moderators hid this job. Nobody is hired for it while they do."))
register_line("job.shown", _("Moderators show this job again. All is as before."))

WHY = _("Read why, and what you can do")
APPEAL = _("Read what it rests on. If it is wrong, you can appeal until %(appeal)s; another moderator looks at it.")

# (code, subject, body, about)
for code, subject, body, about in (
    ("warn", _("A warning of the moderators: “%(title)s”"), APPEAL, _("Moderators warn you")),
    ("hide", _("Moderators hid “%(title)s”"), APPEAL, _("Moderators hide something of yours")),
    (
        "limit",
        _("Your account is limited until %(until)s"),
        _(
            "Until then you cannot bid, post, order or write to new people. Work and money that run go on. If it is "
            "wrong, you can appeal until %(appeal)s."
        ),
        _("Moderators limit your account"),
    ),
    (
        "suspend",
        _("Your account is suspended until %(until)s"),
        _(
            "You can sign in, read, deliver and be paid for work that runs, and nothing else. Your money is safe. If it "
            "is wrong, you can appeal until %(appeal)s."
        ),
        _("Moderators suspend your account"),
    ),
    (
        "ban",
        _("Your account is banned for good"),
        _(
            "You can sign in, read, deliver and be paid for work that runs. Your money is safe. If it is wrong, you can "
            "appeal until %(appeal)s."
        ),
        _("Moderators ban you"),
    ),
    (
        "over",
        _("A measure of the moderators has ended: “%(title)s”"),
        _("Its time is over. All is as before."),
        _("The time of a measure is over"),
    ),
    (
        "undone",
        _("Moderators took a measure back: “%(title)s”"),
        _("It holds no more. Read why."),
        _("Moderators take a measure back"),
    ),
    (
        "lifted",
        _("Your appeal was right: “%(title)s”"),
        _("The measure holds no more."),
        _("Your appeal is decided"),
    ),
    (
        "upheld",
        _("Your appeal was refused: “%(title)s”"),
        _("Another moderator looked at it again. The measure stays as it is. Read why."),
        _("Your appeal is decided"),
    ),
):
    register_kind(f"measure.{code}", subject=subject, body=body, action=WHY, about=about, group=ACCOUNT)

register_kind(
    "measure.undo_asked",
    subject=_("%(actor)s asks to take a ban back: “%(title)s”"),
    body=_("It needs a second moderator. Look at the case, and confirm it if the ban was a mistake."),
    action=_("Open the case"),
    about=_("A ban is to be taken back, and needs a second moderator"),
    group=ACCOUNT,
    role="staff",
)
register_kind(
    "job.hidden",
    subject=_("Moderators hid a job: %(job)s"),
    body=_(
        "Nobody is hired for “%(job)s” while it is hidden. If it stays so until its days end, bids lapse, and their places "
        "in the month are free again. If you were asked for money or papers, give none, and report it."
    ),
    action=_("Read more"),
    about=_("Moderators hide or remove a job that you bid on, or show it again"),
)
register_kind(
    "job.shown",
    subject=_("A job is back: %(job)s"),
    body=_("Moderators show “%(job)s” again. What you offered stands as before."),
    action=_("Read more"),
    about=_("Moderators hide or remove a job that you bid on, or show it again"),
)
register_kind(
    "case.urgent",
    subject=_("Harassment was reported: look at it by %(until)s"),
    body=_("Somebody is waiting for you. Whoever is free first takes it on."),
    action=_("Open the case"),
    about=_("Harassment is reported"),
    group=ACCOUNT,
    role=User.Role.MODERATOR,
)
register_kind(
    "case.late",
    subject=_("Nobody has looked at harassment that was reported"),
    body=_("A moderator was to look at it by %(until)s. Look at it now, or give it to somebody who can."),
    action=_("Open the case"),
    about=_("Reported harassment is not looked at in time"),
    group=ACCOUNT,
    role=User.Role.LEAD,
)
