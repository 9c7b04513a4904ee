"""What a dispute tells people; the lines in their talk stand in `claims.system_messages`."""

from django.utils.translation import gettext_lazy as _

from market.disputes.claims import system_messages  # noqa: F401  # registers them
from market.notifications.telling.types import MONEY, register_kind

# What decides about money, by silence too, is mailed whatever she chose.
ALWAYS_MAILED = ("opened", "unanswered", "bank")
SEE = _("Open the dispute")
REASONS = _(
    "%(to_freelancer)s goes to %(she)s, and %(to_client)s back to %(client)s.\n\n"
    "On these grounds: %(grounds)s.\n\n%(reasons)s"
)
FINAL = _(
    "%(to_freelancer)s goes to %(she)s, and %(to_client)s back to %(client)s.\n\n"
    "On these grounds: %(grounds)s.\n\n%(reasons)s\n\n"
    "It is final. The money moves on %(due)s; until then two moderators can correct a mistake."
)
FINAL_CORRECTED = _(
    "Two moderators corrected a mistake: %(to_freelancer)s goes to %(she)s, and %(to_client)s back to %(client)s.\n\n"
    "On these grounds: %(grounds)s.\n\n%(reasons)s\n\nIt is final. The money moves on %(due)s."
)
SHARES = _("%(to_freelancer)s goes to %(she)s, and %(to_client)s back to %(client)s.")

# (code, subject, body, about)
for code, subject, body, about in (
    (
        "opened",
        _("%(actor)s opened a dispute of “%(title)s”"),
        _(
            "%(claim)s of the held %(amount)s is claimed. Answer by %(due)s: without an answer it is done as claimed. "
            "The money is frozen until then; other milestones go on."
        ),
        _("A dispute is opened"),
    ),
    (
        "unanswered",
        _("Answer the dispute of “%(title)s” by %(due)s"),
        _(
            "Nobody has answered it yet, and silence decides: without your answer by then %(to_freelancer)s goes to "
            "%(she)s, and %(to_client)s back to %(client)s. An offer to settle is not an answer."
        ),
        _("A dispute that you have not answered is decided soon"),
    ),
    (
        "answered",
        _("%(actor)s answered in the dispute of “%(title)s”"),
        _("Read the answer. Until %(due)s both of you can settle by an offer; after that a moderator decides."),
        _("The other side answers in a dispute"),
    ),
    (
        "answered_small",
        _("%(actor)s answered in the dispute of “%(title)s”"),
        _("It is a small claim: a moderator now decides on what is written there. You can still settle."),
        _("The other side answers in a dispute"),
    ),
    (
        "more_said",
        _("%(actor)s added something to the dispute of “%(title)s”"),
        _("A statement, maybe with new evidence, stands there. You can answer it."),
        _("Something is added to a dispute"),
    ),
    (
        "offered",
        _("%(actor)s offers to settle the dispute of “%(title)s”"),
        _(
            "%(to_freelancer)s for the freelancer, %(to_client)s back to the client. Accept it, decline it or make an "
            "offer of your own. It stands until %(due)s."
        ),
        _("The other side offers to settle a dispute"),
    ),
    (
        "offer_declined",
        _("%(actor)s declined your offer in the dispute of “%(title)s”"),
        _("You had offered %(to_freelancer)s for the freelancer. You can make another offer at any time."),
        _("An offer to settle is declined, or was not answered"),
    ),
    (
        "offer_expired",
        _("An offer in the dispute of “%(title)s” was not answered"),
        _("The offer of %(to_freelancer)s for the freelancer stands no more. Either side can make a new one."),
        _("An offer to settle is declined, or was not answered"),
    ),
    (
        "ruling_begins",
        _("A moderator now decides the dispute of “%(title)s”"),
        _("The ruling comes by %(due)s. Until then you can say more, and settle with each other."),
        _("A moderator decides a dispute"),
    ),
    (
        "nobody_free",
        _("No moderator is free for “%(title)s” now"),
        _(
            "Whoever could decide has a tie. The lead and the operators were asked at once to name somebody. If nobody "
            "has decided by %(due)s, the rule of the clock holds: work that was handed in is paid, without it the money "
            "goes back."
        ),
        _("No moderator is free for a dispute"),
    ),
    (
        "nobody_free_appeal",
        _("No moderator is free for the appeal on “%(title)s” now"),
        _(
            "An appeal is decided by somebody who has not ruled on it before. The lead and the operators were asked at "
            "once to name one. If nobody has decided by %(due)s, the first ruling holds."
        ),
        _("No moderator is free for a dispute"),
    ),
    (
        "appealed",
        _("%(actor)s appealed the ruling on “%(title)s”"),
        _("Another moderator decides by %(due)s, for good. The money stays frozen until then."),
        _("A ruling is appealed"),
    ),
    (
        "bank",
        _("The dispute of “%(title)s” is over: the client's bank took its money"),
        _("The bank has decided, and what it took cannot be shared out here. What is left of it goes on as before."),
        _("A dispute ends because a bank took the money"),
    ),
    (
        "withdrawn",
        _("%(actor)s withdrew the dispute of “%(title)s”"),
        _("The milestone goes on where it was, and its clock with it."),
        _("A dispute is withdrawn"),
    ),
    (
        "trainer_joined",
        _("%(trainer)s stands by %(actor)s in the dispute of “%(title)s”"),
        _("She is the trainer of the freelancer's batch. She can read the dispute and say something; you see it too."),
        _("A trainer stands by the freelancer in a dispute"),
    ),
    (
        "trainer_asked",
        _("%(actor)s asks you to stand by her in a dispute"),
        _("It is about “%(title)s”. You can read all of it and say something; both sides see it."),
        _("A trainee asks you to stand by her"),
    ),
):
    group = MONEY if code in ALWAYS_MAILED else ""
    register_kind(f"dispute.{code}", subject=subject, body=body, action=SEE, about=about, group=group)

for code, subject, body in (
    (
        "ruling_given",
        _("A moderator has decided the dispute of “%(title)s”"),
        _(
            "%(to_freelancer)s would go to %(she)s, and %(to_client)s back to %(client)s.\n\n"
            "On these grounds: %(grounds)s.\n\n%(reasons)s\n\n"
            "Either side can appeal until %(due)s; after that the money moves."
        ),
    ),
    ("decided", _("A moderator has decided the dispute of “%(title)s”"), REASONS),
    ("final_ruling", _("A moderator has decided the dispute of “%(title)s”"), FINAL),
    ("final_appeal", _("The appeal on “%(title)s” is decided"), FINAL),
    (
        "ruling_corrected",
        _("The ruling on “%(title)s” was corrected"),
        _(
            "Two moderators corrected a mistake: %(to_freelancer)s would go to %(she)s, and %(to_client)s back to "
            "%(client)s.\n\nOn these grounds: %(grounds)s.\n\n%(reasons)s\n\n"
            "Either side can appeal until %(due)s; after that the money moves."
        ),
    ),
    ("final_corrected", _("The ruling on “%(title)s” was corrected"), FINAL_CORRECTED),
    ("settled", _("The dispute of “%(title)s” is settled"), SHARES),
    ("conceded", _("%(actor)s accepted the claim in the dispute of “%(title)s”"), SHARES),
    ("silence", _("The dispute of “%(title)s” was not answered in time"), SHARES),
    ("ruled", _("The ruling on “%(title)s” holds"), SHARES),
    ("appeal", _("The appeal on “%(title)s” is decided"), REASONS),
    ("clock", _("Nobody decided the dispute of “%(title)s” in time"), SHARES),
):
    register_kind(
        f"dispute.{code}", subject=subject, body=body, action=SEE, about=_("A dispute is decided"), group=MONEY
    )

register_kind(
    "dispute.assigned",
    subject=_("You are asked to rule: “%(title)s”"),
    body=_("%(amount)s is frozen. Rule by %(due)s, or hand it over to another moderator."),
    action=_("Open the ruling desk"),
    about=_("A dispute is given to you to rule on"),
    role="moderator",
)

register_kind(
    "dispute.moderator_needed",
    subject=_("Nobody can rule on “%(title)s”: name a moderator"),
    body=_(
        "%(amount)s is frozen, and every moderator has a tie or is gone. Name somebody without a tie, or let one be given "
        "the role, by %(due)s. Else the clock decides, or on appeal the first ruling holds. Both sides were told so."
    ),
    action=_("Read more"),
    about=_("No moderator is free for a dispute"),
    group=MONEY,
    role="staff",
)
register_kind(
    "dispute.correction_proposed",
    subject=_("%(actor)s proposes to correct the ruling on “%(title)s”"),
    body=_("It needs a second moderator. Look at it by %(due)s: confirm it, or let the ruling stand."),
    action=_("Open the ruling desk"),
    about=_("A ruling is to be corrected, and needs a second moderator"),
    group=MONEY,
    role="staff",
)
register_kind(
    "dispute.correction_declined",
    subject=_("%(actor)s declined your correction of the ruling on “%(title)s”"),
    body=_("The ruling stays as it was given."),
    action=_("Open the ruling desk"),
    about=_("A ruling is to be corrected, and needs a second moderator"),
    role="staff",
)

register_kind(
    "dispute.taken_over",
    subject=_("“%(title)s” is not yours to rule on any more"),
    body=_("It is with %(name)s now. %(actor)s said why: %(reason)s"),
    action=_("Open the ruling desk"),
    about=_("A dispute that was yours is given to another moderator"),
    role="moderator",
)

register_kind(
    "dispute.reader_asked",
    subject=_("%(actor)s asks you to read a draft: “%(title)s”"),
    body=_("Read the record and her draft, and write what you think of it. She rules by %(due)s."),
    action=_("Open the ruling desk"),
    about=_("Another moderator asks you to read her draft"),
    role="moderator",
)
register_kind(
    "dispute.draft_read",
    subject=_("%(actor)s has read your draft: “%(title)s”"),
    body=_("Her note stands beside your draft. You decide."),
    action=_("Open the ruling desk"),
    about=_("Another moderator has read your draft"),
    role="moderator",
)
