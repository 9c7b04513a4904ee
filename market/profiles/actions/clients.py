"""What a client says of themselves."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.audit import audit
from market.core.bangla import nfc
from market.core.db import atomic, lock
from market.core.errors import Invalid
from market.profiles.countries import COUNTRIES
from market.profiles.models import ClientProfile


@atomic
def change_client_profile(*, by: User, company: str, about: str, country: str) -> ClientProfile:
    """Record the company, a text about it and the country ("" or a code of two letters). Raises Invalid."""
    if country and country not in COUNTRIES:
        raise Invalid(errors={"country": [_("Choose from the list.")]})
    ClientProfile.objects.get_or_create(user_id=by.pk)
    mine = ClientProfile.objects.filter(user=by)
    client = lock(mine, mine.values_list("pk", flat=True).get())
    client.company, client.about, client.country = nfc(company).strip(), nfc(about).strip(), country
    client.save(update_fields=["company", "about", "country"])
    audit("client.changed", by=by, on=client)
    return client
