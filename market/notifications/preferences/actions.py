"""Changing notification settings, and leaving a type of mail by one click."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from market.accounts.people.actions import change_settings
from market.accounts.people.zone_actions import NO_ZONE
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import Invalid
from market.core.base.time_zones import is_zone
from market.notifications.inbox.types import notification_types
from market.notifications.models import ByMail, NewsSettings
from market.notifications.preferences.channels import digest_at

if TYPE_CHECKING:
    from market.accounts.models import User

HOURS_MISSING = _("Give both: when the quiet hours begin, and when they end.")
ALWAYS = _("Notifications about your money and your account are always mailed.")
UNKNOWN = _("There is no notification of this kind.")
NOT_CHOICE = _("Choose: at once, in the digest, or never.")


class ChoiceNotPossible(Invalid):
    help = "news#ways"
    code = "choice_not_possible"


@atomic
def change_news_settings(*, by: "User", choices: Mapping[str, Mapping[str, Any]], **changes: Any) -> NewsSettings:
    """Change the notification settings. `choices` gives by type {"mail": "now" | "digest" | "never", "push": bool}.

    Others: `digest`, `digest_hour`, `quiet_from` and `quiet_until` (both or neither), `has_previews`, and the
    `time_zone` of the account.
    Raises ChoiceNotPossible for a type that does not exist or is always mailed, half of quiet hours, an unknown zone.
    """
    user_settings = own_settings(by)
    zone = changes.pop("time_zone", None)
    for name, value in changes.items():
        setattr(user_settings, name, value)
    errors = {**_wrong_hours(user_settings), **_wrong_choices(choices)}
    if zone is not None and not is_zone(zone):
        errors["time_zone"] = [NO_ZONE]
    if errors:
        raise ChoiceNotPossible(errors=errors)
    if zone is not None and zone != by.time_zone:
        change_settings(by=by, time_zone=zone)
    for code, choice in choices.items():
        user_settings.choices[code] = {**user_settings.choices.get(code, {}), **choice}
    if user_settings.digest_due_at is not None:  # what has gathered goes out at the hour that is chosen now
        user_settings.digest_due_at = None
        user_settings.digest_due_at = digest_at(user_settings, clock.now())
    user_settings.save()
    by.news_settings = user_settings
    audit("news_settings.changed", by=by, on=by, fields=", ".join(changes))
    return user_settings


def own_settings(by: "User") -> NewsSettings:
    """The row of the user's settings, made if need be, locked in the running transaction."""
    NewsSettings.objects.bulk_create([NewsSettings(user_id=by.pk)], ignore_conflicts=True)
    own = NewsSettings.objects.select_for_update(no_key=True).get(user=by)
    own.user = by
    return own


def _wrong_hours(user_settings: NewsSettings) -> dict[str, list[Any]]:
    errors: dict[str, list[Any]] = {}
    if (user_settings.quiet_from is None) != (user_settings.quiet_until is None):
        errors["quiet_until" if user_settings.quiet_until is None else "quiet_from"] = [HOURS_MISSING]
    return errors


def _wrong_choices(choices: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Any]]:
    types, errors = {each.code: each for each in notification_types()}, dict[str, list[Any]]()
    for code, choice in choices.items():
        if code not in types:
            errors[f"kinds.{code}"] = [UNKNOWN]
        elif choice.get("mail", ByMail.NOW) not in ByMail.values:
            errors[f"kinds.{code}"] = [NOT_CHOICE]
        elif types[code].is_always_mailed and choice.get("mail", ByMail.NOW) != ByMail.NOW:
            errors[f"kinds.{code}"] = [ALWAYS]
    return errors


@atomic
def unsubscribe(*, user: "User", code: str | None) -> NewsSettings:
    """Mail a notification type to the user no more; None: all that can be switched off. Repeated, it changes nothing.

    `user` is whom the signed link of a mail names: whoever holds the mail may do this, and nothing else.
    """
    user_settings = own_settings(user)
    for each in notification_types():
        if not each.is_always_mailed and code in (each.code, None):
            user_settings.choices[each.code] = {**user_settings.choices.get(each.code, {}), "mail": ByMail.NEVER.value}
    user_settings.save(update_fields=["choices"])
    user.news_settings = user_settings
    audit("news_settings.unsubscribed", by=user, on=user, kind=code)
    return user_settings
