"""What people are told about money: in the bell and by mail, and as lines of the talk."""

from django.utils.translation import gettext_lazy as _

from market.messaging.lines import register_line
from market.notifications.kinds import register_kind

SEE = _("See the milestone")
MONEY = _("See your money")

register_kind(
    "milestone.funded",
    subject=_("%(actor)s funded “%(title)s”: you can start"),
    body=_("%(amount)s is held for you. It is released when your work is approved, or by silence after you deliver."),
    action=SEE,
)
register_kind(
    "funding.receipt",
    subject=_("Your payment for “%(title)s” arrived"),
    body=_(
        "You paid %(charge)s: %(amount)s is held for the freelancer, %(fee)s is our fee. "
        "The money is held, not paid, until you approve the work."
    ),
    action=SEE,
)
register_kind(
    "funding.late",
    subject=_("Your payment for “%(title)s” came too late"),
    body=_("The milestone waited for no money any more, so the whole %(charge)s is on its way back to you."),
    action=SEE,
)
register_kind(
    "milestone.lapsed",
    subject=_("“%(title)s” was not funded in time"),
    body=_("The milestone has lapsed. Nothing was charged, and no work is owed for it."),
    action=SEE,
)
register_kind(
    "milestone.released_approved",
    subject=_("%(actor)s released %(amount)s for “%(title)s”"),
    body=_("The money clears until %(due)s. Then you can have it paid out."),
    action=MONEY,
)
register_kind(
    "milestone.released_silence",
    subject=_("%(amount)s was released for “%(title)s”"),
    body=_("Nobody asked for changes in time, so the work counts as approved. The money clears until %(due)s."),
    action=SEE,
)
register_kind(
    "milestone.released_last_day",
    subject=_("%(amount)s was released for “%(title)s”"),
    body=_("It was the last day on which money can be held, and work was delivered. The money clears until %(due)s."),
    action=SEE,
)
register_kind(
    "milestone.part_released",
    subject=_("%(actor)s released %(amount)s of “%(title)s”"),
    body=_("The part clears until %(due)s. The other %(rest)s stays held."),
    action=MONEY,
)
for reason, why in {
    "agreed": _("The freelancer agreed. The fee of %(fee)s goes back too. Banks take some days to show it."),
    "given": _("The freelancer gave it back. The fee of %(fee)s goes back too. Banks take some days to show it."),
    "idle": _("Nothing had happened for too long. The fee of %(fee)s goes back too. Banks take some days to show it."),
    "last_day": _(
        "Money cannot be held any longer. The fee of %(fee)s goes back too. Banks take some days to show it."
    ),
}.items():
    register_kind(
        f"milestone.refunded_{reason}",
        subject=_("%(amount)s of “%(title)s” goes back to the client"),
        body=why,
        action=SEE,
    )
register_kind(
    "milestone.idle",
    subject=_("Nothing has happened with “%(title)s” for a long time"),
    body=_("%(amount)s is held. If no work is delivered by %(due)s, it goes back to the client."),
    action=SEE,
)
register_kind(
    "milestone.last_day_near",
    subject=_("%(amount)s for “%(title)s” cannot be held much longer"),
    body=_("On %(due)s delivered work is released to the freelancer; otherwise the money goes back to the client."),
    action=SEE,
)
register_kind(
    "refund.sent",
    subject=_("%(amount)s was sent back to you"),
    body=_("It is the refund for “%(title)s”. Your bank shows it within some days."),
    action=SEE,
)
register_kind(
    "refund.failed",
    subject=_("%(amount)s could not be sent back"),
    body=_("Your card or bank refused the refund for “%(title)s”. We owe it to you and will ask where to send it."),
    action=SEE,
)
register_kind(
    "release.payable",
    subject=_("%(amount)s can be paid out"),
    body=_("The clearing days for “%(title)s” are over."),
    action=MONEY,
)
register_kind(
    "payout.paid",
    subject=_("%(amount)s was paid out to you"),
    body=_("The money has arrived at your bank."),
    action=MONEY,
)
register_kind(
    "payout.failed",
    subject=_("%(amount)s could not be paid out"),
    body=_("The reason given: %(reason)s. The money is yours and can be paid out again."),
    action=MONEY,
)
register_kind(
    "payout_account.active",
    subject=_("Your payout account is ready"),
    body=_("What has cleared can now be paid out."),
    action=MONEY,
)
register_kind(
    "payout_account.restricted",
    subject=_("Your payout account needs more information"),
    body=_("Until it is given, nothing can be paid out."),
    action=MONEY,
)

register_line("milestone.funded", _("%(actor)s funded “%(title)s”: %(amount)s is held."))
register_line("milestone.lapsed", _("“%(title)s” was not funded in time and has lapsed."))
register_line("milestone.released_approved", _("%(actor)s approved “%(title)s”: %(amount)s is released."))
register_line("milestone.released_silence", _("“%(title)s” was approved by silence: %(amount)s is released."))
register_line("milestone.released_last_day", _("Last day of holding for “%(title)s”: %(amount)s is released."))
register_line("milestone.part_released", _("%(actor)s released %(amount)s of “%(title)s”; %(rest)s stays held."))
register_line("milestone.refunded_agreed", _("%(actor)s agreed: %(amount)s of “%(title)s” goes back to the client."))
register_line("milestone.refunded_given", _("%(actor)s gave %(amount)s of “%(title)s” back to the client."))
register_line("milestone.refunded_idle", _("Nothing happened: %(amount)s of “%(title)s” goes back to the client."))
register_line(
    "milestone.refunded_last_day", _("Last day of holding: %(amount)s of “%(title)s” goes back to the client.")
)
register_line("milestone.idle", _("Nothing has happened with “%(title)s”: on %(due)s its %(amount)s goes back."))
register_line("milestone.last_day_near", _("%(amount)s for “%(title)s” is held until %(due)s at most."))
