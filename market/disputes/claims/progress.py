"""Where a dispute stands, in words: what happens next, by when, and what silence decides."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from market.accounts.models import User
from market.contracts.workroom.progress import Deadline, Step
from market.core.base.money import Money
from market.core.base.time_zones import moment
from market.core.text import formats
from market.core.text.locale import language
from market.disputes.claims.deadline_actions import default_share, share_by_silence
from market.disputes.claims.refund_words import say_back
from market.disputes.models import Dispute

SayShares = Callable[[Decimal], str]
State, Ending = Dispute.State, Dispute.Ending
# What the running clock does, as a stable word for programs.
WHAT = {
    State.OPENED: "claim_granted",
    State.ANSWERED: "ruling_begins",
    State.NEGOTIATION: "ruling_begins",
    State.RULING: "decided_by_clock",
    State.APPEALED: "ruling_holds",
}


def deadline_of(dispute: Dispute) -> Deadline | None:
    """The clock that runs now; None once it is closed, and while the client's bank looks at the payment: all stand."""
    if dispute.due_at is None or dispute.milestone.is_frozen:
        return None
    last = dispute.milestone.last_day_at
    if dispute.is_ruled:
        return Deadline("ruling_holds", dispute.due_at)
    if last is not None and last <= dispute.due_at and dispute.to_freelancer_value is None:
        return Deadline("decided_by_clock", dispute.due_at)
    goes_back = dispute.state == State.OPENED and not dispute.is_granted_by_silence
    return Deadline("refunded_if_unanswered" if goes_back else WHAT[State(dispute.state)], dispute.due_at)


def default_of(dispute: Dispute) -> str:
    """What happens when the running clock runs out."""
    deadline = deadline_of(dispute)
    if dispute.is_final and deadline is not None:
        return _(
            "The ruling is final. The money moves at the time below; until then two moderators can correct a mistake."
        )
    if dispute.state == State.APPEALED:
        return _("Another moderator decides by the time below, for good. If none does, the first ruling holds.")
    if dispute.needs_two and dispute.waits_for_ruling and deadline is not None:
        return _(
            "If only one of the two moderators has decided by the time below, that ruling stands; where they differ and"
            " no third one decides, the middle of the two. If none has, the deadline decides: work that was delivered"
            " is paid; without it the money goes back."
        )
    sentences = {
        "claim_granted": _("Without an answer by the time below it is done as claimed."),
        "refunded_if_unanswered": _(
            "Without an answer by the time below the held money goes back to the client: nothing was delivered."
        ),
        "ruling_begins": _("If you have not settled by the time below, a moderator decides."),
        "decided_by_clock": _(
            "If nobody has decided by the time below, the deadline does: work that was delivered is paid; without it"
            " the money goes back. Nobody gets more than was asked for."
        ),
        "ruling_holds": _(
            "Either side can appeal until the time below. After that the ruling holds, and the money moves."
        ),
    }
    return sentences[deadline.what] if deadline else ""


def steps(dispute: Dispute, reader: int | None = None) -> list[Step]:
    """The dispute's way on the stitched line, sewn as far as it has come; what comes, with its time and its default.

    `reader` is the key of the user who reads: a party is called "you" to itself.
    """
    done = [Step(_("Opened"), "done", dispute.opened_at)]
    if dispute.answered_at:
        done.append(Step(_("Answered"), "done", dispute.answered_at))
    if dispute.ruling_from:
        done.append(Step(_("A moderator was asked"), "done", dispute.ruling_from))
    if dispute.ruled_at:
        done.append(Step(_("Ruled"), "done", dispute.ruled_at))
    appeals = [each for each in dispute.statements.all() if each.kind == each.Kind.APPEAL]
    done += [Step(_("Appealed"), "done", each.made_at) for each in appeals]
    done += [Step(_("Corrected by two moderators"), "done", each.answered_at) for each in dispute.published_corrections]
    if dispute.state == State.CLOSED:
        kind = "bad" if dispute.ending in Dispute.UNDECIDED else "done"
        is_unheard = bool(appeals) and dispute.ending == Ending.RULED
        why = _("Nobody decided on the appeal in time, so the first ruling holds.") if is_unheard else ""
        return [*done, Step(dispute.get_ending_display(), kind, dispute.closed_at, why)]
    return [*done, *_steps_ahead(dispute, partial(_shares, dispute, reader))]


def _steps_ahead(dispute: Dispute, say: SayShares) -> list[Step]:
    """What comes: the step whose clock runs now with its last instant, then those that may follow with their days."""
    numbers = settings.LIFECYCLE
    title, default = _("Time to appeal"), _("Then the ruling holds.")
    appeal = (title, _days(numbers.ruling_appeal_days), default)
    texts = {
        State.OPENED: (_("Answer"), "", _("Without one: %(shares)s.") % {"shares": say(share_by_silence(dispute))}),
        State.NEGOTIATION: (_("Both may settle"), _days(numbers.negotiation_days), _("Then a moderator decides.")),
        State.RULING: _ruling(dispute, say),
    }
    if dispute.is_small:
        del texts[State.NEGOTIATION]
    if dispute.is_final:
        ahead = [(_("Ruled for good"), "", _("Then the money moves."))]
    elif dispute.state == State.APPEALED:
        ahead = [(_("Another moderator decides"), "", _("If none does, the first ruling holds."))]
    elif dispute.can_be_appealed:
        ahead = [appeal]
    else:
        here = State.NEGOTIATION if dispute.state == State.ANSWERED else State(dispute.state)
        ahead = list(texts.values())[list(texts).index(here) :] + ([] if dispute.is_small else [appeal])
    now, *later = ahead
    due = None if dispute.milestone.is_frozen else dispute.due_at
    come = [Step(title, "todo", detail=f"{days} {default}".strip()) for title, days, default in later]
    return [Step(now[0], "now", due, _last_day(dispute, say) or now[2]), *come, _end(dispute)]


def _ruling(dispute: Dispute, say: SayShares) -> tuple[str, str, str]:
    numbers = settings.LIFECYCLE
    days = _days(numbers.small_claim_days if dispute.is_small else numbers.ruling_days)
    if dispute.needs_two:  # the same whether one of the two has ruled already: nobody learns that from here
        differ = _("Where they differ, a third one does; if only one decides in time, that ruling stands.")
        return _("Two moderators decide"), days, f"{differ} {_by_clock(dispute, say)}"
    return _("A moderator decides"), days, _by_clock(dispute, say)


def _by_clock(dispute: Dispute, say: SayShares) -> str:
    return _("If none does: %(shares)s.") % {"shares": say(default_share(dispute))}


def _last_day(dispute: Dispute, say: SayShares) -> str:
    """What the clock decides where the running step ends on the last day of holding."""
    deadline = deadline_of(dispute)
    is_last = deadline is not None and deadline.what == "decided_by_clock" and dispute.state in Dispute.TALKING
    return _("Then it is the last day: %(shares)s.") % {"shares": say(default_share(dispute))} if is_last else ""


def _end(dispute: Dispute) -> Step:
    """When the money moves: once it is ruled right after the running days, else by the latest day that is possible."""
    if dispute.is_ruled and dispute.due_at and not dispute.milestone.is_frozen:
        return Step(_("The money moves"), "todo", detail=_("Right after %(at)s.") % {"at": moment(dispute.due_at)})
    latest = _latest(dispute)
    at = moment(latest) if latest else ""
    return Step(_("The money moves"), "todo", detail=_("By %(at)s at the latest.") % {"at": at} if at else "")


def _latest(dispute: Dispute) -> datetime | None:
    """The last day of holding; of a small claim the end of its few steps, where each takes all of its time."""
    last = dispute.milestone.last_day_at
    if not dispute.is_small or dispute.due_at is None or dispute.milestone.is_frozen:
        return last
    numbers = settings.LIFECYCLE
    ruling = numbers.small_claim_days if dispute.state == State.OPENED else 0
    end = dispute.due_at + timedelta(days=ruling, hours=numbers.correction_hours)
    return min(end, last) if last else end


def _shares(dispute: Dispute, reader: int | None, share: Decimal) -> str:
    amount, contract = Money(share, dispute.currency), dispute.contract
    return _("%(to_freelancer)s for %(she)s, %(to_client)s back to %(client)s") % {
        "to_freelancer": formats.format_money(amount, language()),
        "to_client": say_back(dispute, share),
        "she": you_or_name(contract.freelancer, reader),
        "client": you_or_name(contract.client, reader),
    }


def you_or_name(person: User, reader: int | None) -> str:
    """A party inside a sentence: "you" to itself, else its name."""
    return pgettext("inside a sentence", "you") if person.pk == reader else person.shown_name


def _days(days: int) -> str:
    """How long a step lasts."""
    return ngettext("%(num)s day.", "%(num)s days.", days) % {"num": formats.format_number(days, language())}
