"""Changing a client's profile."""

from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid
from market.core.text.bangla import graphemes, nfc
from market.core.text.contact import name_faults
from market.profiles.clients.countries import COUNTRIES
from market.profiles.models import ClientProfile

# Characters as a reader counts them.
CLIENT_TEXTS = {"company": 120, "about": 1500, "house_rules": 1500}


class ClientChanges(TypedDict, total=False):
    """What can be changed; what is not named stays."""

    company: str
    about: str
    country: str
    house_rules: str
    shows_name: bool


@atomic
def change_client_profile(*, by: User, **changes: Unpack[ClientChanges]) -> ClientProfile:
    """Change the given fields; texts are limited by CLIENT_TEXTS, `country` is "" or an ISO 3166 code of two letters.

    `shows_name`: freelancers' work histories name the client. Raises Invalid with the fields' names."""
    errors: dict[str, list[object]] = {}
    texts = {name: nfc(str(changes[name])).strip() for name in CLIENT_TEXTS if name in changes}  # type: ignore[literal-required]
    for name, text in texts.items():
        if graphemes(text) > CLIENT_TEXTS[name] or len(text) > 4 * CLIENT_TEXTS[name]:
            errors[name] = [_("Use %(most)s characters at most.") % {"most": CLIENT_TEXTS[name]}]
    if faults := list(name_faults(texts.get("company", ""))):
        errors["company"] = [*faults]
    if changes.get("country") and changes["country"] not in COUNTRIES:
        errors["country"] = [_("Choose from the list.")]
    if errors:
        raise Invalid(errors=errors)
    ClientProfile.objects.get_or_create(user_id=by.pk)
    rows = ClientProfile.objects.filter(user=by)
    client = lock(rows, rows.values_list("pk", flat=True).get())
    for name, value in {**changes, **texts}.items():
        setattr(client, name, value)
    client.save(update_fields=["company", "about", "country", "house_rules", "shows_name"])
    audit("client.changed", by=by, on=client)
    return client
