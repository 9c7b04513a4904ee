"""People: one account is a client, and a freelancer too once a certificate is claimed; staff have roles.

Export: preparing -> ready | failed, then gone
Deletion: waiting -> done, or undone (its row is gone)
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from market.accounts.address.models import EmailChange
from market.accounts.emergencies.models import EmergencyRight
from market.accounts.people.public_name import PublicName
from market.accounts.people.roles import Role
from market.accounts.people.sight import STAFF, in_sight, is_in_sight, out_of_sight
from market.accounts.phone.models import PhoneCode, PhoneNumber
from market.accounts.sign_in.places import country_name
from market.accounts.sign_in.user_agents import device_name
from market.core.base import clock
from market.core.base.time_zones import HOME_ZONE, is_zone

__all__ = [
    "FOR_GOOD",
    "ApiToken",
    "Deletion",
    "Device",
    "EmailChange",
    "EmergencyRight",
    "Export",
    "PhoneCode",
    "PhoneNumber",
    "User",
    "in_sight",
    "out_of_sight",
]

# The end of what lasts for good.
FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)


class UserManager(BaseUserManager["User"]):
    """How Django and its commands find people."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this address, whatever its case."""
        return self.at(username or "").get()

    def at(self, email: str) -> "models.QuerySet[User]":
        """The person with this address, whatever its case, found by the index."""
        return self.alias(address=Lower("email")).filter(address=email.lower())

    def with_login(self, login: str) -> "models.QuerySet[User]":
        """The person who signs in with this: an address, or a confirmed phone number in E.164."""
        return self.at(login) if "@" in login else self.filter(phone__number=login)


class User(PublicName, AbstractBaseUser):
    """A user. `name` is private; others see the public name, by their language: `shown_name`."""

    Role = Role

    class Digits(models.TextChoices):
        BANGLA = "bangla", _("Bangla digits (১২৩)")
        LATIN = "latin", _("Latin digits (123)")

    class Side(models.TextChoices):
        CLIENT = "client", _("Hiring")
        FREELANCER = "freelancer", _("Working")

    STAFF: ClassVar = STAFF

    email = models.EmailField(_("E-mail address"), unique=True)
    name = models.CharField(max_length=300)
    # Written by profiles: the address of the picture of a freelancer's profile, which is served while that is visible.
    face = models.CharField(max_length=200, blank=True, default="", db_default="")
    language = models.CharField(max_length=2, choices=[("en", "English"), ("bn", "বাংলা")], default="en")
    digits = models.CharField(max_length=6, choices=Digits, default=Digits.BANGLA)
    # Chosen, or the browser's at the first sign-in; "": neither. It is read by `zone`.
    time_zone = models.CharField(max_length=64, blank=True, default="", db_default="")
    zone_is_guessed = models.BooleanField(default=False, db_default=False)  # then nobody else sees its city
    # The user was asked on the home page whether the suggested other name is right, and wants to be asked no more.
    is_name_asked = models.BooleanField(default=False, db_default=False)
    # Others do not see that the user is here now, and the user does not see it of others.
    is_presence_hidden = models.BooleanField(default=False, db_default=False)
    # The user took the Google account away: only the settings connect one again, no sign-in by the same address.
    is_google_disconnected = models.BooleanField(default=False, db_default=False)
    side = models.CharField(max_length=10, choices=Side, blank=True, default="", db_default="")  # "": never chosen
    roles = ArrayField(models.CharField(max_length=12, choices=Role), default=list, blank=True)
    # A role taken in an emergency, and until when (see EmergencyRight): it ends by the time, not by a deadline's job.
    emergency_role = models.CharField(max_length=12, choices=Role, blank=True, default="", db_default="")
    emergency_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    # Whether the user has webhook endpoints; which ones is looked up when an event is sent.
    has_programs = models.BooleanField(default=False, db_default=False)
    # Whether the user ever blocked somebody or was blocked: only then do lists ask whom they leave out.
    has_blocks = models.BooleanField(default=False, db_default=False)
    # Written by the moderators' measures: until when the user is limited, and until when suspended.
    limited_until = models.DateTimeField(null=True, blank=True)
    suspended_until = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True)
    consent_version = models.CharField(max_length=20, blank=True)
    date_joined = models.DateTimeField()

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]
        indexes = [models.Index(fields=["id"], condition=~is_in_sight(), name="users_out_of_sight")]

    def has_role(self, *roles: str) -> bool:
        """Whether the user may act as one of the roles now."""
        return self.has_own_role(*roles) or self.borrowed in roles

    def has_own_role(self, *roles: str) -> bool:
        """Whether the user has one of the roles for good: acts of two people ask for this."""
        return any(role in self.roles for role in roles)

    @property
    def borrowed(self) -> str:
        """The role taken in an emergency, as long as that lasts; else ""."""
        return self.emergency_role if self.emergency_until and clock.now() < self.emergency_until else ""

    @property
    def zone(self) -> str:
        """The name of the user's time zone: the site's where none is known."""
        return self.time_zone if is_zone(self.time_zone) else HOME_ZONE

    @property
    def is_suspended(self) -> bool:
        """Whether moderators suspended or banned the user; a deadline that is processed late changes nothing."""
        return self.suspended_until is not None and self.suspended_until > clock.now()

    @property
    def is_banned(self) -> bool:
        """Whether they did so for good: it is called "banned", not "suspended"."""
        return self.suspended_until is not None and self.suspended_until >= FOR_GOOD

    @property
    def is_limited(self) -> bool:
        """Whether the user may begin nothing new now."""
        return self.is_suspended or (self.limited_until is not None and self.limited_until > clock.now())

    @property
    def limited_till(self) -> datetime | None:
        """Until when the user may begin nothing new; None: for good, or not at all."""
        ends = [end for end in (self.limited_until, self.suspended_until) if end and end > clock.now()]
        return max(ends) if ends and max(ends) < FOR_GOOD else None

    @property
    def is_in_sight(self) -> bool:
        """Whether others may see what the user shows; see `in_sight`."""
        return self.is_active and self.suspended_until is None and not self.is_staff

    @property
    def has_agreed(self) -> bool:
        """Whether the user agreed to the terms that hold now; until its day comes a new version asks nobody."""
        is_behind = self.consent_version != settings.CONSENT_VERSION
        return not (is_behind and clock.local(clock.now()).date() >= settings.CONSENT_SINCE)

    @property
    def is_staff(self) -> bool:
        """Whether the user works for the site: then a second factor is required."""
        return self.has_own_role(*self.STAFF)

    is_superuser = False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Rights of Django's own come from roles alone."""
        return self.is_active and self.has_role(self.Role.OPERATOR)

    def has_module_perms(self, label: str) -> bool:
        """See `has_perm`."""
        return self.is_active and self.has_role(self.Role.OPERATOR)


class Device(models.Model):
    """A browser that the user signed in with. `mark` is the hash of its cookie; without a session it is signed out."""

    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    mark = models.CharField(max_length=64)
    session_key = models.CharField(max_length=40, blank=True, db_index=True)
    agent = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=2, blank=True)
    network = models.CharField(max_length=50, blank=True, default="", db_default="")  # the address it signed in from
    first_seen_at = models.DateTimeField()
    signed_in_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    is_shared = models.BooleanField(default=False, db_default=False)  # others use it: it is not recognised later

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "mark"], name="a_device_once")]
        indexes = [models.Index(fields=["mark"], name="devices_by_mark")]  # whose browser it was: accounts.ended
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What it is, in words: "Chrome on Android"."""
        return device_name(self.agent)

    @property
    def place(self) -> str:
        """The country it was last seen in, if that is known; else ""."""
        return country_name(self.country)


class ApiToken(models.Model):
    """What the user knows of an API token, and what it may do; see `accounts.tokens.scopes`."""

    token = models.OneToOneField(AuthToken, models.CASCADE, related_name="grant")
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=200, blank=True)  # "": made by a program with the password
    scopes = ArrayField(models.CharField(max_length=20), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # Of the program that asked for it with the password, where it is known.
    agent = models.CharField(max_length=300, blank=True, default="", db_default="")
    country = models.CharField(max_length=2, blank=True, default="", db_default="")
    # When its user last re-authenticated with it, by wall time: with the password or a code.
    proved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        """Whether it opens nothing any more. Tokens end by wall time, as sessions do; see `tokens.expiry_actions`."""
        return (self.token.expiry or self.expires_at) <= clock.wall()

    @property
    def program(self) -> str:
        """What asked for it, as it names itself: "shop-sync/2.1"; else ""."""
        return self.agent.partition(" ")[0][:60]

    @property
    def place(self) -> str:
        """The country it was asked for from, if that is known; else ""."""
        return country_name(self.country)


class Export(models.Model):
    """The export of a user's personal data, as a ZIP file for that user alone, for some days."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    user = models.ForeignKey(User, models.CASCADE, related_name="exports")
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    file = models.FileField(upload_to="exports/%Y/%m", blank=True, max_length=255)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="preparing"), name="one_export_at_a_time")
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.state}"


class Deletion(models.Model):
    """An account that is to be deleted: closed at once, erased when it is due, undone until then."""

    user = models.OneToOneField(User, models.CASCADE, related_name="deletion")
    key = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id}"
