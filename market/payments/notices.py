"""What people are told about money: in the bell and by mail, and as lines of the talk."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from market.messaging.system_messages import register_line
from market.notifications.telling import types
from market.payments.chargebacks import notices  # noqa: F401  # registers them

register_kind = partial(types.register_kind, group=types.MONEY)  # all are mailed, whatever she chose
SEE = _("See the milestone")
MONEY = _("See your money")

register_kind(
    "milestone.funded",
    subject=_("%(actor)s funded “%(title)s”: you can start"),
    body=_("%(amount)s is held for you. It is released when your work is approved, or by silence after you deliver."),
    action=SEE,
    about=_("A milestone of yours is funded"),
)
register_kind(
    "funding.receipt",
    subject=_("Your payment for “%(title)s” arrived"),
    body=_(
        "You paid %(charge)s: %(amount)s is held for the freelancer, %(fee)s is our fee. "
        "The money is held, not paid, until you approve the work."
    ),
    action=SEE,
    about=_("Your payment arrived"),
)
register_kind(
    "contract.funded",
    subject=_("%(actor)s funded %(count)s milestones of “%(title)s”: you can start"),
    body=_("%(amount)s is held for you, milestone by milestone. Each is released when its work is approved."),
    action=_("Open the workroom"),
    about=_("A milestone of yours is funded"),
)
register_kind(
    "funding.receipts",
    subject=_("Your payment for %(count)s milestones of “%(title)s” arrived"),
    body=_(
        "You paid %(charge)s: %(amount)s is held for the freelancer, %(fee)s is our fee. "
        "The money of each milestone is held, not paid, until you approve its work."
    ),
    action=_("Open the workroom"),
    about=_("Your payment arrived"),
)
register_kind(
    "funding.late",
    subject=_("Your payment for “%(title)s” came too late"),
    body=_("The milestone waited for no money any more, so the whole %(charge)s is on its way back to you."),
    action=SEE,
    about=_("A payment comes too late, or not at all"),
)
register_kind(
    "milestone.lapsed",
    subject=_("“%(title)s” was not funded in time"),
    body=_("The milestone has lapsed. Nothing was charged, and no work is owed for it."),
    action=SEE,
    about=_("A payment comes too late, or not at all"),
)
register_kind(
    "milestone.released_approved",
    subject=_("%(actor)s released %(amount)s for “%(title)s”"),
    body=_("The money clears until %(due)s. Then you can have it paid out."),
    action=MONEY,
    about=_("Money is released to you"),
)
register_kind(
    "milestone.released_silence",
    subject=_("%(amount)s was released for “%(title)s”"),
    body=_("Nobody asked for changes in time, so the work counts as approved. The money clears until %(due)s."),
    action=SEE,
    about=_("Money is released to you"),
)
register_kind(
    "milestone.released_last_day",
    subject=_("%(amount)s was released for “%(title)s”"),
    body=_("It was the last day on which money can be held, and work was delivered. The money clears until %(due)s."),
    action=SEE,
    about=_("Money is released to you"),
)
register_kind(
    "milestone.part_released",
    subject=_("%(actor)s released %(amount)s of “%(title)s”"),
    body=_("The part clears until %(due)s. The other %(rest)s stays held."),
    action=MONEY,
    about=_("Money is released to you"),
)
register_kind(
    "milestone.released_ended",
    subject=_("%(amount)s was released for “%(title)s”"),
    body=_("Both agreed on it when the contract ended early. The money clears until %(due)s."),
    action=MONEY,
    about=_("Money is released to you"),
)
for reason, why in {
    "ended": _(
        "Both agreed on it when the contract ended early. The fee of %(fee)s goes back too. Banks take some days."
    ),
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
        about=_("Held money goes back"),
    )
register_kind(
    "milestone.idle",
    subject=_("Nothing has happened with “%(title)s” for a long time"),
    body=_("%(amount)s is held. If no work is delivered by %(due)s, it goes back to the client."),
    action=SEE,
    about=_("Held money waits for too long"),
)
register_kind(
    "milestone.last_day_near",
    subject=_("%(amount)s for “%(title)s” cannot be held much longer"),
    body=_("On %(due)s delivered work is released to the freelancer; otherwise the money goes back to the client."),
    action=SEE,
    about=_("Held money waits for too long"),
)
register_kind(
    "refund.sent",
    subject=_("%(amount)s was sent back to you"),
    body=_("It is the refund for “%(title)s”. Your bank shows it within some days."),
    action=SEE,
    about=_("A refund is sent to you, or cannot be sent"),
)
register_kind(
    "refund.failed",
    subject=_("%(amount)s could not be sent back"),
    body=_(
        "Your card or bank refused the refund for “%(title)s”. The money is yours: your money page says where to write so that it is sent another way."
    ),
    action=SEE,
    about=_("A refund is sent to you, or cannot be sent"),
)
register_kind(
    "refund.repaid",
    subject=_("%(amount)s was sent to you another way"),
    body=_(
        "It is the refund for “%(title)s” that your card or bank had refused. The reference of the transfer: "
        "%(reference)s. If it does not arrive within some days, write to us."
    ),
    action=MONEY,
    about=_("A refund is sent to you, or cannot be sent"),
)
register_kind(
    "release.payable",
    subject=_("%(amount)s can be paid out"),
    body=_("The clearing days for “%(title)s” are over."),
    action=MONEY,
    about=_("Your money can be paid out"),
)
register_kind(
    "payout.paid",
    subject=_("%(amount)s was paid out to you"),
    body=_("The money has arrived at your bank."),
    action=MONEY,
    about=_("Money is paid out, or could not be"),
)
register_kind(
    "payout.failed",
    subject=_("%(amount)s could not be paid out"),
    body=_("The reason given: %(reason)s. The money is yours and can be paid out again."),
    action=MONEY,
    about=_("Money is paid out, or could not be"),
)
register_kind(
    "payout_account.active",
    subject=_("Your payout account is ready"),
    body=_("What has cleared can now be paid out."),
    action=MONEY,
    about=_("Your payout account is ready, or needs more information"),
)
register_kind(
    "payout_account.restricted",
    subject=_("Your payout account needs more information"),
    body=_("Until it is given, nothing can be paid out."),
    action=MONEY,
    about=_("Your payout account is ready, or needs more information"),
)

BANK = _("A client's bank looks at a payment")
register_kind(
    "chargeback.opened",
    subject=_("The client's bank looks at the payment for “%(title)s”"),
    body=_(
        "The bank was asked to give %(amount)s back. %(held)s that is held stands still until the bank has decided; "
        "that can take weeks. We tell the bank what was agreed and delivered. Whoever has anything that shows it, "
        "please keep it and write it into the talk. If it was asked by mistake, the client can tell the bank so."
    ),
    action=SEE,
    about=BANK,
)
register_kind(
    "chargeback.won",
    subject=_("The bank leaves the payment for “%(title)s” as it is"),
    body=_("%(amount)s is here again. What was held goes on where it stood still, and so do its clocks."),
    action=SEE,
    about=BANK,
)
register_kind(
    "chargeback.lost",
    subject=_("The bank paid the client back for “%(title)s”"),
    body=_(
        "The bank took %(amount)s: %(held)s of it from what was held. The rest, if there is one, comes from what was "
        "released. The log of the contract shows every step."
    ),
    action=SEE,
    about=BANK,
)
register_kind(
    "chargeback.owed",
    subject=_("%(amount)s for “%(title)s” could not be called back from your account"),
    body=_(
        "The client's bank took this payment back after it had been paid out to you. Nothing is taken from your other "
        "work. It stands on your money page as what you owe; we look for a fair way with you, and often it is our loss."
    ),
    action=MONEY,
    about=BANK,
)
register_kind(
    "chargeback.to_answer",
    subject=_("A chargeback waits for an answer: %(amount)s for “%(title)s”"),
    body=_("Tell the bank by %(due)s what was agreed and delivered. Without an answer it is lost."),
    action=_("Answer the bank"),
    about=BANK,
)
register_kind(
    "chargeback.forgiven",
    subject=_("You no longer owe %(amount)s for “%(title)s”"),
    body=_("The client's bank had taken the payment back. We carry the loss; nothing is asked of you any more."),
    action=MONEY,
    about=BANK,
)

register_line("milestone.funded", _("%(actor)s funded “%(title)s”: %(amount)s is held."))
register_line("contract.funded", _("%(actor)s funded %(count)s milestones of “%(title)s” at once: %(amount)s is held."))
register_line("milestone.lapsed", _("“%(title)s” was not funded in time and has lapsed."))
register_line("milestone.released_approved", _("%(actor)s approved “%(title)s”: %(amount)s is released."))
register_line("milestone.released_silence", _("“%(title)s” was approved by silence: %(amount)s is released."))
register_line("milestone.released_last_day", _("Last day of holding for “%(title)s”: %(amount)s is released."))
register_line("milestone.part_released", _("%(actor)s released %(amount)s of “%(title)s”; %(rest)s stays held."))
register_line("milestone.released_ended", _("As agreed at the end: %(amount)s of “%(title)s” is released."))
register_line("milestone.refunded_ended", _("As agreed at the end: %(amount)s of “%(title)s” goes back to the client."))
register_line("milestone.released_dispute", _("At the end of the dispute: %(amount)s of “%(title)s” is released."))
register_line(
    "milestone.refunded_dispute", _("At the end of the dispute: %(amount)s of “%(title)s” goes back to the client.")
)
register_line("milestone.refunded_agreed", _("%(actor)s agreed: %(amount)s of “%(title)s” goes back to the client."))
register_line("milestone.refunded_given", _("%(actor)s gave %(amount)s of “%(title)s” back to the client."))
register_line("milestone.refunded_idle", _("Nothing happened: %(amount)s of “%(title)s” goes back to the client."))
register_line(
    "milestone.refunded_last_day", _("Last day of holding: %(amount)s of “%(title)s” goes back to the client.")
)
register_line("milestone.idle", _("Nothing has happened with “%(title)s”: on %(due)s its %(amount)s goes back."))
register_line("milestone.last_day_near", _("%(amount)s for “%(title)s” is held until %(due)s at most."))
register_line("chargeback.opened", _("The client's bank looks at the payment for “%(title)s”: %(held)s stands still."))
register_line("chargeback.won", _("The bank leaves the payment for “%(title)s” as it is: %(amount)s is here again."))
register_line("chargeback.lost", _("The bank took %(amount)s for “%(title)s” back to the client."))
# These stand in the contract's log alone.
register_line("chargeback.called_back", _("%(amount)s of “%(title)s” was called back from the freelancer's account."))
register_line("refund.sent", _("%(amount)s for “%(title)s” was sent back to %(client)s."))
register_line("refund.failed", _("%(amount)s for “%(title)s” could not be sent back to %(client)s."))
register_line("refund.repaid", _("%(amount)s for “%(title)s” was sent to %(client)s another way."))
register_line("release.cleared", _("%(amount)s of “%(title)s” has cleared and can be paid out."))
register_line("release.payout_requested", _("%(actor)s had %(amount)s of “%(title)s” paid out."))
register_line("release.paid_out", _("%(amount)s of “%(title)s” has arrived at the bank."))
register_line(
    "release.payout_failed", _("%(amount)s of “%(title)s” could not be paid out. The reason given: %(reason)s")
)
