"""The time zone of a user: chosen by them (`change_settings`), at first guessed from their browser's clock."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.db import atomic
from market.core.base.errors import Invalid
from market.core.base.time_zones import is_zone

NO_ZONE = _("There is no time zone of this name. Give one such as Asia/Dhaka.")


def require_zone(name: str | None) -> None:
    """Raise Invalid with `time_zone` if a name is given that no time zone has."""
    if name is not None and not is_zone(name):
        raise Invalid(errors={"time_zone": [NO_ZONE]})


@atomic
def guess_time_zone(user: User, zone: str) -> None:
    """Take the zone of the browser ("": it said none) as the user's, unless they have one."""
    if zone and not user.time_zone:
        User.objects.filter(pk=user.pk, time_zone="").update(time_zone=zone, zone_is_guessed=True)
        user.refresh_from_db(fields=["time_zone", "zone_is_guessed"])
