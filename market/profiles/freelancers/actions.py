"""A freelancer's profile: created once a certificate is claimed; changed, published and hidden by its owner alone."""

from contextlib import suppress
from datetime import datetime
from typing import TypedDict, Unpack

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.actions import change_settings
from market.accounts.people.name_actions import MAX_LENGTH, NAME_LENGTH
from market.accounts.people.restraint_actions import require_trader
from market.accounts.people.side_actions import choose_side
from market.accounts.people.zone_actions import NO_ZONE
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid
from market.core.base.money import Money
from market.core.base.time_zones import HOME_ZONE, is_zone
from market.core.text.bangla import graphemes, nfc
from market.core.text.contact import name_faults
from market.profiles.freelancers.hours import MAX_WEEKLY_HOURS
from market.profiles.models import Profile, Skill
from market.training.certificates import codes
from market.training.models import Certificate, District, Topic

MAX_SKILLS = 20
# Per text: its limit in graphemes, and in stored characters.
TEXT_LIMITS = {
    "headline_en": (100, 1200),
    "headline_bn": (100, 1200),
    "story_en": (3000, 24000),
    "story_bn": (3000, 24000),
    "display_name": (40, 120),
    "other_name": (NAME_LENGTH, MAX_LENGTH),
}


class NoCertificate(DomainError):
    """Only holders of a certificate can have a freelancer's profile."""

    help = "certificates#claim"
    code = "no_certificate"
    sentence = _("Claim your certificate first. Then you can make your profile.")


class CertificateNotValid(DomainError):
    """The certificate was revoked, or it is not signed by this site."""

    help = "certificates#revoked"
    code = "certificate_not_valid"
    sentence = _(
        "Your certificate does not count any more, so your profile cannot be shown. Ask your programme officer."
    )


class ProfileExists(DomainError):
    """A user has one profile."""

    help = "first-job#profile"
    code = "profile_exists"
    sentence = _("You have a profile already.")


class NoProfile(DomainError):
    """The user has no profile yet."""

    help = "first-job#profile"
    code = "no_profile"
    sentence = _("You have no profile yet.")


class ProfileIncomplete(Invalid):
    """A public profile needs a headline, a story and a language."""

    help = "first-job#profile"
    code = "profile_incomplete"
    sentence = _("Something is missing before your profile can be shown.")


class ProfileChanges(TypedDict, total=False):
    """The fields that can be changed; missing ones stay. Names and time zone are stored with the account."""

    headline_en: str
    headline_bn: str
    story_en: str
    story_bn: str
    display_name: str
    other_name: str
    topic: Topic
    district: District
    skills: list[Skill]
    languages: list[str]
    language_levels: dict[str, str]
    rate_from: Money | None
    availability: str
    weekly_hours: int | None
    time_zone: str
    is_indexable: bool
    shows_exam_marks: bool


@atomic
def create_profile(*, by: User) -> Profile:
    """Create a draft from the claimed certificate, with its topic and district; an existing draft is returned as it is.

    Raises NoCertificate, CertificateNotValid, ProfileExists where it is published. Database constraints enforce the
    same.
    """
    certificates = Certificate.objects.filter(holder=by)
    certificate_id = certificates.values_list("pk", flat=True).first()
    if certificate_id is None:
        raise NoCertificate
    certificate = lock(certificates.select_related("batch__topic", "batch__district"), certificate_id)
    if (existing := Profile.objects.filter(user=by).first()) is not None:
        if existing.state != Profile.State.DRAFT:
            raise ProfileExists
        return existing
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
    choose_side(by=by, side=User.Side.FREELANCER)  # the user is client and freelancer from now on
    signals.profile_changed.send(sender=Profile, user_id=by.pk)
    return profile


def _require_valid(certificate: Certificate) -> None:
    if not certificate.is_valid or not codes.is_genuine(certificate):
        raise CertificateNotValid


def own_profile(by: User) -> Profile:
    """The user's own profile, locked. Raises NoProfile."""
    rows = Profile.objects.filter(user=by)
    profile_id = rows.values_list("pk", flat=True).first()
    if profile_id is None:
        raise NoProfile
    return lock(rows, profile_id)


@atomic
def change_profile(*, by: User, **changes: Unpack[ProfileChanges]) -> Profile:
    """Change the given fields. A public profile must stay complete.

    Raises NoProfile, Invalid with the fields' names, ProfileIncomplete.
    """
    profile = own_profile(by)
    texts = {name: nfc(str(changes.pop(name))).strip() for name in TEXT_LIMITS if name in changes}  # type: ignore[misc]
    _check_changes(texts, changes)
    account: dict[str, str] = {name: texts.pop(name) for name in ("display_name", "other_name") if name in texts}
    if "time_zone" in changes:
        account["time_zone"] = changes.pop("time_zone")
    if any(getattr(by, name) != value for name, value in account.items()):
        change_settings(by=by, **account)
    profile.user = by
    if "rate_from" in changes:
        rate = changes.pop("rate_from")
        profile.rate_amount = None if rate is None else rate.amount
        profile.rate_currency = profile.rate_currency if rate is None else str(rate.currency)
    if (skills := changes.pop("skills", None)) is not None:
        profile.skills.set(skills)
    if changes.get("is_indexable", profile.is_indexable) != profile.is_indexable:
        audit("profile.indexing_changed", by=by, on=profile, is_indexable=changes["is_indexable"])
    profile.district_since = _district_since(profile, changes)
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


def _district_since(profile: Profile, changes: ProfileChanges) -> datetime | None:
    is_new = "district" in changes and changes["district"].pk != profile.district_id
    return clock.now() if is_new else profile.district_since


def _check_changes(texts: dict[str, str], changes: ProfileChanges) -> None:
    errors: dict[str, list[object]] = {}
    for name, text in texts.items():
        most, stored = TEXT_LIMITS[name]
        if graphemes(text) > most:
            errors[name] = [_("Use %(most)s characters at most.") % {"most": most}]
        elif name.endswith("_name") and (faults := list(name_faults(text))):
            errors[name] = [*faults]
        elif len(text) > stored:
            errors[name] = [_("This is too long. Make it shorter.")]
    if texts.get("display_name") == "":
        errors["display_name"] = [_("Give the name that clients shall see.")]
    errors |= _check_choices(changes)
    if errors:
        raise Invalid(errors=errors)


def _check_choices(changes: ProfileChanges) -> dict[str, list[object]]:
    errors: dict[str, list[object]] = {}
    rate = changes.get("rate_from")
    if rate is not None and not 0 < rate.amount <= settings.LIFECYCLE.largest(str(rate.currency)):
        errors["rate_from"] = [_("Give an amount above zero, or leave it out.")]
    if len(changes.get("skills", [])) > MAX_SKILLS:
        errors["skills"] = [_("Choose %(most)s skills at most: your best ones.") % {"most": MAX_SKILLS}]
    if not set(changes.get("languages", [])) <= set(Profile.Language.values):
        errors["languages"] = [_("Choose from the list.")]
    if not set(changes.get("language_levels", {}).values()) <= set(Profile.Level.values):
        errors["languages"] = [_("Choose from the list.")]
    if changes.get("availability", Profile.Availability.NOW) not in Profile.Availability.values:
        errors["availability"] = [_("Choose from the list.")]
    return errors | _check_hours(changes)


def _check_hours(changes: ProfileChanges) -> dict[str, list[object]]:
    errors: dict[str, list[object]] = {}
    hours = changes.get("weekly_hours")
    if hours is not None and not 1 <= hours <= MAX_WEEKLY_HOURS:
        errors["weekly_hours"] = [_("Give hours from 1 to %(most)s, or leave it out.") % {"most": MAX_WEEKLY_HOURS}]
    if not is_zone(changes.get("time_zone", HOME_ZONE)):
        errors["time_zone"] = [NO_ZONE]
    return errors


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
    """Change the user's profile, creating it if there is none, and publish or hide it by `state`.

    All or nothing. Raises as `create_profile`, `change_profile`, `publish_profile`.
    """
    if not Profile.objects.filter(user=by).exists():
        with suppress(ProfileExists):  # a concurrent request created it
            create_profile(by=by)
    profile = change_profile(by=by, **changes)
    if state is not None:
        profile = publish_profile(by=by) if state == Profile.State.PUBLISHED else hide_profile(by=by)
    return profile


@atomic
def publish_profile(*, by: User) -> Profile:
    """Publish the user's profile. A published one is returned as it is.

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
    """Make the user's profile a draft again; its content stays. Raises NoProfile."""
    profile = own_profile(by)
    if profile.state == Profile.State.DRAFT:
        return profile
    profile.state, profile.updated_at = Profile.State.DRAFT, clock.now()
    profile.save(update_fields=["state", "updated_at"])
    audit("profile.hidden", by=by, on=profile)
    signals.profile_changed.send(sender=Profile, user_id=by.pk)
    return profile
