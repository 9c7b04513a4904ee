"""When a client may thank a freelancer with money, and with how much. Reads only."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Contract
from market.contracts.workroom.amounts import require_currency
from market.core.base.errors import DomainError, Invalid
from market.core.base.money import Money
from market.payments.models import Release
from market.safety.actions import NotReachable
from market.safety.models import is_blocked_between


class NothingReleased(DomainError):
    help = "delivering#bonus"
    code = "nothing_released"
    sentence = _("Nothing of this contract was released yet: approve the work first, then say thank you.")


class FreelancerGone(DomainError):
    help = "delivering#bonus"
    code = "freelancer_gone"
    sentence = _("The freelancer's account is closed, so no new money can go to it.")


class BonusTooSmall(Invalid):
    help = "delivering#bonus"
    code = "bonus_too_small"
    sentence = _("Give %(smallest)s or more.")


def require_open_to_bonus(contract: Contract) -> None:
    """Raise NothingReleased, FreelancerGone or NotReachable where no bonus can be given."""
    if not Release.objects.filter(milestone__contract=contract).exists():
        raise NothingReleased
    if contract.freelancer.is_banned or not contract.freelancer.is_active:
        raise FreelancerGone
    if is_blocked_between(contract.client_id, contract.freelancer_id):
        raise NotReachable


def smallest_bonus(contract: Contract) -> Money:
    """The least that can be given: as much as the smallest milestone."""
    return Money(settings.LIFECYCLE.smallest(contract.currency), contract.currency)


def require_bonus_amount(contract: Contract, amount: Money) -> None:
    """Raise WrongCurrency for another currency, BonusTooSmall for less than the smallest milestone."""
    require_currency(amount, contract.currency)
    smallest = smallest_bonus(contract)
    if amount.amount < smallest.amount:
        refusal = BonusTooSmall(smallest=smallest)
        raise BonusTooSmall(errors={"amount": [str(refusal)]}, smallest=smallest)
