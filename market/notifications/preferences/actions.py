"""How she wants to be told: her choices, and leaving a kind of mail by one click."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import Invalid
from market.core.base.time_zones import is_zone
from market.notifications.models import ByMail, NewsSettings
from market.notifications.preferences.channels import digest_at
from market.notifications.inbox.types import notification_types

if TYPE_CHECKING:
    from market.accounts.models import User

HOURS_MISSING = _("Give both: when the quiet hours begin, and when they end.")
NO_ZONE = _("Choose a time zone such as Asia/Dhaka.")
ALWAYS = _("News about your money and your account are always mailed.")
UNKNOWN = _("There is no news of this kind.")
NOT_CHOICE = _("Choose: at once, in the digest, or never.")


class ChoiceNotPossible(Invalid):
    help = "news#ways"
    code = "choice_not_possible"


@atomic
def change_news_settings(*, by: "User", choices: Mapping[str, Mapping[str, Any]], **changes: Any) -> NewsSettings:
    """Change how she is told. `choices` gives by kind {"mail": "now" | "digest" | "never", "push": bool}.

    Others: `digest`, `digest_hour`, `quiet_from` and `quiet_until` (both or neither), `time_zone`, `has_previews`.
    Raises ChoiceNotPossible for a kind that does not exist or is always mailed, half of quiet hours, an unknown zone.
    """
    hers = own_settings(by)
    for name, value in changes.items():
        setattr(hers, name, value)
    errors = {**_wrong_hours(hers), **_wrong_choices(choices)}
    if errors:
        raise ChoiceNotPossible(errors=errors)
    for code, choice in choices.items():
        hers.choices[code] = {**hers.choices.get(code, {}), **choice}
    if hers.digest_due_at is not None:  # what has gathered goes out at the hour that she chose now
        hers.digest_due_at = None
        hers.digest_due_at = digest_at(hers, clock.now())
    hers.save()
    by.news_settings = hers
    audit("news_settings.changed", by=by, on=by, fields=", ".join(changes))
    return hers


def own_settings(by: "User") -> NewsSettings:
    """The row of her settings, made if need be, locked in the running transaction."""
    NewsSettings.objects.bulk_create([NewsSettings(user_id=by.pk)], ignore_conflicts=True)
    return NewsSettings.objects.select_for_update(no_key=True).get(user=by)


def _wrong_hours(hers: NewsSettings) -> dict[str, list[Any]]:
    errors: dict[str, list[Any]] = {}
    if (hers.quiet_from is None) != (hers.quiet_until is None):
        errors["quiet_until" if hers.quiet_until is None else "quiet_from"] = [HOURS_MISSING]
    if not is_zone(hers.time_zone):
        errors["time_zone"] = [NO_ZONE]
    return errors


def _wrong_choices(choices: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Any]]:
    known, errors = {each.code: each for each in notification_types()}, dict[str, list[Any]]()
    for code, choice in choices.items():
        if code not in known:
            errors[f"kinds.{code}"] = [UNKNOWN]
        elif choice.get("mail", ByMail.NOW) not in ByMail.values:
            errors[f"kinds.{code}"] = [NOT_CHOICE]
        elif known[code].is_always_mailed and choice.get("mail", ByMail.NOW) != ByMail.NOW:
            errors[f"kinds.{code}"] = [ALWAYS]
    return errors


@atomic
def unsubscribe(*, user: "User", code: str | None) -> NewsSettings:
    """Mail a kind to her no more; None: none of those that can be switched off. Again, it changes nothing.

    `user` is whom the signed link of a mail names: whoever holds the mail may do this, and nothing else.
    """
    hers = own_settings(user)
    for each in notification_types():
        if not each.is_always_mailed and code in (each.code, None):
            hers.choices[each.code] = {**hers.choices.get(each.code, {}), "mail": ByMail.NEVER.value}
    hers.save(update_fields=["choices"])
    user.news_settings = hers
    audit("news_settings.unsubscribed", by=user, on=user, kind=code)
    return hers
