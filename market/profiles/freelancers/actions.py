"""A freelancer's profile: made once her certificate is claimed, changed, shown and hidden by her alone."""

from contextlib import suppress
from typing import TypedDict, Unpack

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.restraint_actions import require_trader
from market.accounts.people.side_actions import choose_side
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid
from market.core.base.money import Money
from market.core.base.time_zones import HOME_ZONE, zones
from market.core.text.bangla import graphemes, nfc
from market.core.text.contact import name_faults
from market.profiles.freelancers.hours import MOST_HOURS
from market.profiles.models import Profile, Skill
from market.training.certificates import codes
from market.training.models import Certificate, District, Topic

MOST_SKILLS = 20
# Per text: characters as a reader counts them, and the most that one may be stored in.
TEXTS = {
    "headline_en": (100, 1200),
    "headline_bn": (100, 1200),
    "story_en": (3000, 24000),
    "story_bn": (3000, 24000),
    "display_name": (40, 120),
}


class NoCertificate(DomainError):
    """Only graduates sell."""

    help = "certificates#claim"
    code = "no_certificate"
    sentence = _("Claim your certificate first. Then you can make your profile.")


class CertificateNotValid(DomainError):
    """Her certificate was revoked, or it is not signed by this site."""

    help = "certificates#revoked"
    code = "certificate_not_valid"
    sentence = _(
        "Your certificate does not count any more, so your profile cannot be shown. Ask your programme officer."
    )


class ProfileExists(DomainError):
    """A person has one profile."""

    help = "first-job#profile"
    code = "profile_exists"
    sentence = _("You have a profile already.")


class NoProfile(DomainError):
    """She has made none yet."""

    help = "first-job#profile"
    code = "no_profile"
    sentence = _("You have no profile yet.")


class ProfileIncomplete(Invalid):
    """A shown profile says at least who she is and what she does."""

    help = "first-job#profile"
    code = "profile_incomplete"
    sentence = _("Something is missing before your profile can be shown.")


class ProfileChanges(TypedDict, total=False):
    """What of a profile can be changed; what is not named stays. `display_name` is kept with her account."""

    headline_en: str
    headline_bn: str
    story_en: str
    story_bn: str
    display_name: str
    topic: Topic
    district: District
    skills: list[Skill]
    languages: list[str]
    language_levels: dict[str, str]
    rate_from: Money | None
    availability: str
    weekly_hours: int | None
    time_zone: str


@atomic
def create_profile(*, by: User) -> Profile:
    """A draft profile upon her claimed certificate, with its topic and district; a draft that is there stays as it is.

    Raises NoCertificate, CertificateNotValid, ProfileExists where it is published. The database refuses what would come
    past this.
    """
    held = Certificate.objects.filter(holder=by)
    certificate_id = held.values_list("pk", flat=True).first()
    if certificate_id is None:
        raise NoCertificate
    certificate = lock(held.select_related("batch__topic", "batch__district"), certificate_id)
    if (mine := Profile.objects.filter(user=by).first()) is not None:
        if mine.state != Profile.State.DRAFT:
            raise ProfileExists
        return mine
    _require_valid(certificate)
    profile = Profile.objects.create(
        user=by,
        certificate=certificate,
        topic=certificate.batch.topic,
        district=certificate.batch.district,
        languages=[Profile.Language.BANGLA],
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    audit("profile.created", by=by, on=profile)
    choose_side(by=by, side=User.Side.FREELANCER)  # she has two sides from now on
    signals.profile_changed.send(sender=Profile, user_id=by.pk)
    return profile


def _require_valid(certificate: Certificate) -> None:
    if not certificate.is_valid or not codes.is_genuine(certificate):
        raise CertificateNotValid


def own_profile(by: User) -> Profile:
    """Her profile, locked. Raises NoProfile."""
    mine = Profile.objects.filter(user=by)
    profile_id = mine.values_list("pk", flat=True).first()
    if profile_id is None:
        raise NoProfile
    return lock(mine, profile_id)


@atomic
def change_profile(*, by: User, **changes: Unpack[ProfileChanges]) -> Profile:
    """Change what is named. A shown profile stays complete.

    Raises NoProfile, Invalid with the fields' names, ProfileIncomplete.
    """
    profile = own_profile(by)
    texts = {name: nfc(str(changes.pop(name))).strip() for name in TEXTS if name in changes}  # type: ignore[misc]
    _check(texts, changes)
    if (display_name := texts.pop("display_name", None)) is not None and display_name != by.display_name:
        by.display_name = display_name
        by.save(update_fields=["display_name"])
        audit("person.renamed", by=by, on=by, display_name=display_name)
    if "rate_from" in changes:
        rate = changes.pop("rate_from")
        profile.rate_amount = None if rate is None else rate.amount
        profile.rate_currency = profile.rate_currency if rate is None else str(rate.currency)
    if (skills := changes.pop("skills", None)) is not None:
        profile.skills.set(skills)
    for name, value in {**texts, **changes}.items():
        setattr(profile, name, value)
    profile.language_levels = {k: v for k, v in profile.language_levels.items() if k in profile.languages}
    if profile.state == Profile.State.PUBLISHED:
        _require_complete(profile)
    profile.updated_at = clock.now()
    profile.save()
    audit("profile.changed", by=by, on=profile)
    signals.profile_changed.send(sender=Profile, user_id=by.pk)
    return profile


def _check(texts: dict[str, str], changes: ProfileChanges) -> None:
    wrong: dict[str, list[object]] = {}
    for name, text in texts.items():
        most, stored = TEXTS[name]
        if graphemes(text) > most:
            wrong[name] = [_("Use %(most)s characters at most.") % {"most": most}]
        elif name == "display_name" and (faults := list(name_faults(text))):
            wrong[name] = [*faults]
        elif len(text) > stored:
            wrong[name] = [_("This is too long. Make it shorter.")]
    if texts.get("display_name") == "":
        wrong["display_name"] = [_("Give the name that clients shall see.")]
    wrong |= _check_choices(changes)
    if wrong:
        raise Invalid(errors=wrong)


def _check_choices(changes: ProfileChanges) -> dict[str, list[object]]:
    wrong: dict[str, list[object]] = {}
    rate = changes.get("rate_from")
    if rate is not None and not 0 < rate.amount <= settings.LIFECYCLE.largest(str(rate.currency)):
        wrong["rate_from"] = [_("Give an amount above zero, or leave it out.")]
    if len(changes.get("skills", [])) > MOST_SKILLS:
        wrong["skills"] = [_("Choose %(most)s skills at most: your best ones.") % {"most": MOST_SKILLS}]
    if not set(changes.get("languages", [])) <= set(Profile.Language.values):
        wrong["languages"] = [_("Choose from the list.")]
    if not set(changes.get("language_levels", {}).values()) <= set(Profile.Level.values):
        wrong["languages"] = [_("Choose from the list.")]
    if changes.get("availability", Profile.Availability.NOW) not in Profile.Availability.values:
        wrong["availability"] = [_("Choose from the list.")]
    return wrong | _check_hours(changes)


def _check_hours(changes: ProfileChanges) -> dict[str, list[object]]:
    wrong: dict[str, list[object]] = {}
    hours = changes.get("weekly_hours")
    if hours is not None and not 1 <= hours <= MOST_HOURS:
        wrong["weekly_hours"] = [_("Give hours from 1 to %(most)s, or leave it out.") % {"most": MOST_HOURS}]
    if changes.get("time_zone", HOME_ZONE) not in zones():
        wrong["time_zone"] = [_("Choose from the list.")]
    return wrong


def _require_complete(profile: Profile) -> None:
    missing: dict[str, list[object]] = {}
    if not (profile.headline_en or profile.headline_bn):
        missing["headline_bn"] = [_("Write a headline, in one of the languages.")]
    if not (profile.story_en or profile.story_bn):
        missing["story_bn"] = [_("Write what you do, in one of the languages.")]
    if not profile.languages:
        missing["languages"] = [_("Choose the languages you can work in.")]
    if missing:
        raise ProfileIncomplete(errors=missing)


@atomic
def save_profile(*, by: User, state: str | None = None, **changes: Unpack[ProfileChanges]) -> Profile:
    """Change her profile, making it first if she has none, and show or hide it if `state` says so.

    All or nothing. Raises as `create_profile`, `change_profile`, `publish_profile`.
    """
    if not Profile.objects.filter(user=by).exists():
        with suppress(ProfileExists):  # a second click, or another device, was first
            create_profile(by=by)
    profile = change_profile(by=by, **changes)
    if state is not None:
        profile = publish_profile(by=by) if state == Profile.State.PUBLISHED else hide_profile(by=by)
    return profile


@atomic
def publish_profile(*, by: User) -> Profile:
    """Show her profile to everybody. Shown already, it stays as it is.

    Raises NoProfile, StaffDoNotTrade, ProfileIncomplete with what is missing, CertificateNotValid.
    """
    profile = own_profile(by)
    if profile.state == Profile.State.PUBLISHED:
        return profile
    require_trader(by)
    _require_valid(profile.certificate)
    _require_complete(profile)
    profile.state = Profile.State.PUBLISHED
    profile.published_at = profile.published_at or clock.now()
    profile.updated_at = clock.now()
    profile.save(update_fields=["state", "published_at", "updated_at"])
    audit("profile.published", by=by, on=profile)
    signals.profile_changed.send(sender=Profile, user_id=by.pk)
    return profile


@atomic
def hide_profile(*, by: User) -> Profile:
    """Take her profile out of sight; what it says stays. Raises NoProfile."""
    profile = own_profile(by)
    if profile.state == Profile.State.DRAFT:
        return profile
    profile.state, profile.updated_at = Profile.State.DRAFT, clock.now()
    profile.save(update_fields=["state", "updated_at"])
    audit("profile.hidden", by=by, on=profile)
    signals.profile_changed.send(sender=Profile, user_id=by.pk)
    return profile
