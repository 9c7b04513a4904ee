"""A freelancer's payout account at the provider, set up on the provider's own pages."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import NotAllowed
from market.core.base.events import emit
from market.payments.models import PayoutAccount
from market.payments.payouts.events import ACCOUNT_STATES
from market.payments.provider import stripe_connect
from market.payments.provider.types import ConnectedAccount
from market.profiles.models import Profile

if TYPE_CHECKING:
    from market.accounts.models import User

State = PayoutAccount.State


class NotAFreelancer(NotAllowed):
    help = "first-job#certificate"
    code = "not_a_freelancer"
    sentence = _("Only freelancers are paid out. Claim your certificate and make a profile first.")


def start_onboarding(*, by: "User", site: str) -> str:
    """The URL of the provider's page where the freelancer sets up, or completes, their payout account. It works once.

    `site` is the address that they use ("https://host"). Raises NotAFreelancer, ProviderUnavailable, ProviderRefused.
    """
    account = _own_account(by)
    if account.account_id is None:
        metadata = {"user": str(by.pk)}
        remote = stripe_connect.create_account(email=by.email, key=f"account:{account.pk}", metadata=metadata)
        account = _record_account(account.pk, remote)
    return stripe_connect.create_account_link(
        account_id=str(account.account_id),
        refresh_url=site + reverse("set_up_payouts"),
        return_url=site + reverse("payouts_set_up"),
    )


@atomic
def _own_account(by: "User") -> PayoutAccount:
    if not Profile.objects.filter(user=by).exists():
        raise NotAFreelancer
    account, _is_new = PayoutAccount.objects.get_or_create(user=by, defaults={"created_at": clock.now()})
    return account


def sync_payout_account(*, account_id: str) -> PayoutAccount | None:
    """Bring our row of a connected account to its state at the provider. None for an account that is not ours."""
    account = PayoutAccount.objects.filter(account_id=account_id).first()
    return _record_account(account.pk, stripe_connect.retrieve_account(account_id)) if account else None


@atomic
def _record_account(pk: int, remote: ConnectedAccount) -> PayoutAccount:
    """Save the state of the account: it is active only when the provider accepts transfers to it, not once verified."""
    account = lock(PayoutAccount.objects.select_related("user"), pk)
    before, account.account_id = account.state, account.account_id or remote.id
    account.state = State.ACTIVE if remote.is_active else State.RESTRICTED if remote.is_submitted else State.STARTED
    account.save(update_fields=["account_id", "state"])
    if account.state != before:
        emit(ACCOUNT_STATES[account.state](), on=account, by=None, to=[account.user])
    return account
