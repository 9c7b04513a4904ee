"""What a dispute writes into the talk of its two sides."""

from django.utils.translation import gettext_lazy as _

from market.messaging.system_messages import register_line

register_line(
    "dispute.opened", _("%(actor)s opened a dispute of “%(title)s”: %(claim)s is claimed. To be answered by %(due)s.")
)
register_line("dispute.answered", _("%(actor)s answered in the dispute of “%(title)s”."))
register_line("dispute.answered_small", _("%(actor)s answered in the dispute of “%(title)s”. A moderator decides now."))
register_line("dispute.more_said", _("%(actor)s added something to the dispute of “%(title)s”."))
register_line(
    "dispute.offered",
    _("%(actor)s offers to settle “%(title)s”: %(to_freelancer)s for the freelancer, %(to_client)s back."),
)
register_line("dispute.offer_declined", _("%(actor)s declined the offer of %(to_freelancer)s for the freelancer."))
register_line("dispute.offer_expired", _("The offer of %(to_freelancer)s for the freelancer was not answered."))
register_line("dispute.ruling_begins", _("A moderator decides the dispute of “%(title)s” by %(due)s."))
register_line(
    "dispute.ruling_given",
    _(
        "A moderator decided “%(title)s”: %(to_freelancer)s for %(she)s, %(to_client)s back to %(client)s. An appeal is possible until %(due)s."
    ),
)
register_line(
    "dispute.final_ruling",
    _(
        "A moderator decided “%(title)s” for good: %(to_freelancer)s for %(she)s, %(to_client)s back to %(client)s. The money moves on %(due)s."
    ),
)
register_line(
    "dispute.final_appeal",
    _(
        "The appeal on “%(title)s” is decided: %(to_freelancer)s for %(she)s, %(to_client)s back to %(client)s. The money moves on %(due)s."
    ),
)
register_line(
    "dispute.ruling_corrected",
    _(
        "Two moderators corrected the ruling on “%(title)s”: %(to_freelancer)s for %(she)s, %(to_client)s back to %(client)s. An appeal is possible until %(due)s."
    ),
)
register_line(
    "dispute.final_corrected",
    _(
        "Two moderators corrected the ruling on “%(title)s”: %(to_freelancer)s for %(she)s, %(to_client)s back to %(client)s. The money moves on %(due)s."
    ),
)
register_line(
    "dispute.nobody_free",
    _("No moderator is free for “%(title)s” now. The lead and the operators were asked to name one by %(due)s."),
)
register_line(
    "dispute.nobody_free_appeal",
    _("No moderator is free for the appeal on “%(title)s” now. If nobody decides by %(due)s, the first ruling holds."),
)
register_line(
    "dispute.appealed", _("%(actor)s appealed the ruling on “%(title)s”. Another moderator decides by %(due)s.")
)
register_line("dispute.withdrawn", _("%(actor)s withdrew the dispute of “%(title)s”: it goes on where it was."))
register_line(
    "dispute.trainer_joined", _("%(trainer)s, her trainer, stands by %(actor)s in the dispute of “%(title)s”.")
)
for code, sentence in (
    (
        "settled",
        _("The dispute of “%(title)s” is settled: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."),
    ),
    (
        "conceded",
        _(
            "%(actor)s accepted the claim in “%(title)s”: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."
        ),
    ),
    (
        "silence",
        _(
            "The dispute of “%(title)s” was not answered: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."
        ),
    ),
    (
        "decided",
        _("A moderator decided “%(title)s”: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."),
    ),
    ("ruled", _("The ruling on “%(title)s” holds: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s.")),
    (
        "appeal",
        _("The appeal on “%(title)s” is decided: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."),
    ),
    ("bank", _("The dispute of “%(title)s” is over: the client's bank took its money, or a part of it.")),
    ("clock", _("Nobody decided “%(title)s” in time: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s.")),
):
    register_line(f"dispute.{code}", sentence)
