"""What is kept of a person here. The books stay as they are: they hold no names. Nobody leaves while money moves."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.personal import keeps, obstacle
from market.payments.models import Chargeback, Funding, Payout, PayoutAccount, Refund, Release
from market.payments.queries import balances_of

keeps(Funding, of="milestone__contract__client", scrub=[], secret=["checkout_url"])
keeps(Refund, of="milestone__contract__client")
keeps(Chargeback, of="funding__milestone__contract__client", scrub=[], secret=["answer"])
keeps(Release, of="freelancer")
keeps(Payout, of="freelancer", scrub=["failure"])
keeps(PayoutAccount, of="user")


@obstacle
def money_on_its_way(user: User) -> Iterator[str | Promise]:
    """Money of hers that is not with her yet."""
    for balance in balances_of(user):
        if balance.clearing.amount:
            yield _("Released money of yours has not cleared yet (%(currency)s).") % {"currency": balance.currency}
        if balance.payable.amount:
            yield _("Money of yours is ready: have it paid out first (%(currency)s).") % {"currency": balance.currency}
    asked = Chargeback.objects.of_party(user).filter(Q(state=Chargeback.State.OPEN) | Q(left_value__gt=0))
    if asked.exists():
        yield _("A client's bank looks at a payment of one of your contracts.")
    if Payout.objects.filter(freelancer=user, state__in=[Payout.State.PENDING, Payout.State.IN_TRANSIT]).exists():
        yield _("A payout to you is on its way.")
    if Refund.objects.filter(milestone__contract__client=user, state=Refund.State.PENDING).exists():
        yield _("A refund to you is on its way.")
