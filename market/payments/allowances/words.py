"""Why a line of a list pays, or does not, in a sentence; and where its money is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.text.formats import format_number
from market.core.text.locale import language
from market.payments.models import Allowance
from market.training.models import AllowanceLine

Outcome = AllowanceLine.Outcome
WHY: dict[str, str | Promise] = {
    Outcome.REACHED: _("%(attended)s of %(counted)s classes that count were attended; the rule is %(needed)s."),
    Outcome.TOO_FEW: _("%(attended)s of %(counted)s classes that count were attended; the rule is %(needed)s."),
    Outcome.PROJECT: _("This month was project work, and work was done on the project."),
    Outcome.EXCUSED: _("Excused from all classes of this month: none of them was missed."),
    Outcome.NO_CLASS: _("No class of this month counts, and no work was done on the project."),
    Outcome.NO_WORK: _(
        "This month was project work, but nothing was done on the project: no check-in, and no version."
    ),
    Outcome.JOINED_LATE: _("Most classes of this month were held before the place was taken."),
    Outcome.LEFT: _("The course was left in this month."),
}
WHERE: dict[str, str | Promise] = {
    Allowance.State.DUE: _("Reserved. It is sent by itself."),
    Allowance.State.IN_TRANSIT: _("On its way to the account."),
    Allowance.State.PAID: _("Paid. Please say whether it has arrived."),
    Allowance.State.RETURNED: _("Given back to the fund, as you wished."),
}


def why(line: AllowanceLine) -> str:
    """By the rule; a correction stands beside it, with its own reason."""
    numbers = {"attended": line.attended, "counted": line.counted, "needed": line.needed}
    return str(WHY[line.outcome]) % {name: format_number(each, language()) for name, each in numbers.items()}


def where(allowance: Allowance, *, has_account: bool) -> str | Promise:
    """Where the money is."""
    if allowance.confirmed_at is not None:
        return _("You have said that it has arrived.")
    if allowance.state != Allowance.State.DUE or allowance.pay_at is not None:
        return WHERE[allowance.state]
    if allowance.failure:
        return _("It came back. It stays reserved for you: give another account, or try again.")
    return WHERE[allowance.state] if has_account else _("Reserved. It waits for an account of yours.")
