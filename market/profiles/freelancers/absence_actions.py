"""A freelancer's absences. Apps above call `require_present` before they send new work to a freelancer."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid
from market.core.text.bangla import graphemes, nfc
from market.profiles.freelancers.actions import own_profile
from market.profiles.freelancers.hours import NOTE_LENGTH
from market.profiles.models import Profile

LONGEST_ABSENCE = timedelta(days=366)


class FreelancerAway(DomainError):
    """A freelancer who is away takes no new work."""

    help = "offers#not"
    code = "freelancer_away"
    sentence = _("She is away now and takes no new work. You can still message her.")


def require_present(profile: Profile) -> None:
    """Raise FreelancerAway if the freelancer is away today."""
    if profile.is_away:
        raise FreelancerAway


@atomic
def start_absence(*, by: User, first: date, last: date, note: str = "") -> Profile:
    """Be away from the first to the last day, both included, with a note to clients.

    Bids, contracts and conversations continue. Raises NoProfile, Invalid with `away_from`, `away_until`, `away_note`.
    """
    profile = own_profile(by)
    today, note = profile.local_time.date(), nfc(note).strip()
    errors: dict[str, list[object]] = {}
    if last < first:
        errors["away_until"] = [_("The last day comes after the first.")]
    elif last < today:
        errors["away_until"] = [_("This day is over. Give a day that is still to come.")]
    elif last - first > LONGEST_ABSENCE or last - today > 2 * LONGEST_ABSENCE:
        errors["away_until"] = [_("A year is the longest. For longer, hide your profile.")]
    if graphemes(note) > NOTE_LENGTH or len(note) > 5 * NOTE_LENGTH:
        errors["away_note"] = [_("Use %(most)s characters at most.") % {"most": NOTE_LENGTH}]
    if errors:
        raise Invalid(errors=errors)
    profile.away_from, profile.away_until, profile.away_note = first, last, note
    _save_absence(by, profile, "profile.away")
    return profile


@atomic
def end_absence(*, by: User) -> Profile:
    """End an absence, or cancel a planned one. Raises NoProfile."""
    profile = own_profile(by)
    if profile.away_from is None:
        return profile
    profile.away_from, profile.away_until, profile.away_note = None, None, ""
    _save_absence(by, profile, "profile.back")
    return profile


def _save_absence(by: User, profile: Profile, code: str) -> None:
    profile.updated_at = clock.now()
    profile.save(update_fields=["away_from", "away_until", "away_note", "updated_at"])
    audit(code, by=by, on=profile)
    signals.profile_changed.send(sender=Profile, user_id=by.pk)
