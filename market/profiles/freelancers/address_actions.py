"""A profile's chosen address, /talent/@name/. A name once taken is never given to another user."""

import re
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid
from market.core.base.limits import spend
from market.profiles.freelancers.actions import own_profile
from market.profiles.models import ProfileAddress

NAME = re.compile(r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){2,29}")
CHANGES_A_MONTH = 5
# Names that could pass for the site, its staff or its partners.
RESERVED = frozenset(
    {
        *("about", "account", "accounts", "admin", "administrator", "aiaa", "amar", "amar-kaj", "amarkaj", "api"),
        *("bank", "bkash", "certificate", "certificates", "client", "clients", "contact", "demo", "help", "home"),
        *("info", "jobs", "jms", "login", "mail", "me", "ministry", "moderator", "money", "nagad", "new", "news"),
        *("null", "officer", "official", "operator", "owner", "pay", "payment", "payments", "privacy", "profile"),
        *("root", "safety", "search", "security", "service", "services", "settings", "site", "staff", "stripe"),
        *("support", "system", "talent", "team", "terms", "trainer", "undefined", "verified", "work", "www"),
    }
)


class AddressTaken(DomainError):
    """Another profile has or had this name."""

    code = "address_taken"
    sentence = _("This name is taken. Choose another.")


@atomic
def choose_address(*, by: User, name: str) -> ProfileAddress:
    """Give the user's profile the address /talent/@name/; a former name redirects to it.

    Raises NoProfile, Invalid with `name`, AddressTaken, TooMany past a few changes a month.
    """
    profile, name = own_profile(by), name.strip().lower().removeprefix("@")
    if not NAME.fullmatch(name):
        raise Invalid(
            errors={"name": [_("Use 3 to 30 of the letters a to z, digits and single hyphens, a letter first.")]}
        )
    if name in RESERVED:
        raise AddressTaken(errors={"name": [AddressTaken.sentence]})
    address, is_new = ProfileAddress.objects.get_or_create(
        name=name, defaults={"profile": profile, "is_current": False, "created_at": clock.now()}
    )
    if address.profile_id != profile.pk:
        raise AddressTaken(errors={"name": [AddressTaken.sentence]})
    if address.is_current:
        return address
    if is_new:
        spend("address", by.pk, times=CHANGES_A_MONTH, per=timedelta(days=30))
    profile.addresses.filter(is_current=True).update(is_current=False)
    address.is_current = True
    address.save(update_fields=["is_current"])
    audit("profile.address_chosen", by=by, on=profile, name=name)
    return address
