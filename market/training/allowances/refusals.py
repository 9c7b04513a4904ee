"""Why something about allowances is refused."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, NotAllowed

HELP = "programme#allowances"


class RuleDecided(DomainError):
    help = HELP
    code = "allowance_rule_decided"
    sentence = _("Nothing waits to be decided about this rule any more.")


class MonthHasRule(DomainError):
    """Another rule begins in this month, or lists were made for it by the rule before."""

    help = HELP
    code = "month_has_rule"
    sentence = _("Another rule counts from this month on, or a list of it was made by the rule before.")


class NoRule(DomainError):
    help = HELP
    code = "no_allowance_rule"
    sentence = _("No rule counts in this month yet: one officer proposes it, another one confirms it.")


class MonthNotOver(DomainError):
    help = HELP
    code = "month_not_over"
    sentence = _("The list of a month is made once the month is over.")


class ListWaits(DomainError):
    help = HELP
    code = "allowance_list_waits"
    sentence = _("A list of this phase and month waits for another officer already.")


class NobodyToPay(DomainError):
    help = HELP
    code = "nobody_to_pay"
    sentence = _("Nothing is to be listed: nobody studied in this month, or all of them are on the lists before.")


class ListDecided(DomainError):
    help = HELP
    code = "allowance_list_decided"
    sentence = _("This list was decided already, and is fixed. What is missing goes on an additional list.")


class ListChanged(DomainError):
    """Another officer corrected it since the page was loaded."""

    help = HELP
    code = "allowance_list_changed"
    sentence = _("A line was corrected since you looked. Look at the list again.")


class NotPayable(DomainError):
    help = HELP
    code = "allowance_not_payable"
    sentence = _("This trainee gets the allowance of the month by another list already.")


class OwnAllowance(NotAllowed):
    help = HELP
    code = "own_allowance"
    sentence = _("You stand on this list yourself: other officers do this.")
