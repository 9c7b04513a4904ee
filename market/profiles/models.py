"""What freelancers and clients show of themselves.

A freelancer's profile: draft -> published -> draft. It is visible while published, its certificate valid and its
person active: derived by join, never copied. The database refuses a profile whose certificate is not its person's.
"""

from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from market.core.money import Money
from market.core.names import Named
from market.profiles.countries import country_name
from market.training.models import Certificate, District, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User


class Skill(Named):
    """Something a freelancer can do, below a topic."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="skills")

    class Meta:
        ordering = ["topic", "name_en"]


def picture_address(profile_id: int, file: FieldFile) -> str:
    """Where a picture of a profile is shown: by a name that nobody can guess, and only while the profile is."""
    return reverse("profile_picture", args=[profile_id, PurePath(str(file.name)).name]) if file else ""


class ProfileQuerySet(models.QuerySet["Profile"]):
    def public(self) -> Self:
        """Those that anybody may see and find."""
        return self.filter(
            state=Profile.State.PUBLISHED, certificate__state=Certificate.State.VALID, user__is_active=True
        )

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The public ones, and her own whatever its state."""
        shown = Q(state=Profile.State.PUBLISHED, certificate__state=Certificate.State.VALID, user__is_active=True)
        return self.filter(shown | Q(user=user)) if user.is_authenticated else self.filter(shown)

    def with_parts(self) -> Self:
        """With all that a card says of each: one more query for any number."""
        return self.select_related("user", "topic", "district", "certificate").prefetch_related("skills")


class Profile(models.Model):
    """A freelancer's profile. Its id is in its address."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    class Availability(models.TextChoices):
        NOW = "now", _("Free now")
        SOON = "soon", _("Free soon")
        BUSY = "busy", _("Not taking work now")

    class Language(models.TextChoices):
        BANGLA = "bn", _("Bangla")
        ENGLISH = "en", _("English")
        HINDI = "hi", _("Hindi")
        ARABIC = "ar", _("Arabic")
        URDU = "ur", _("Urdu")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="profile")
    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="profile")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    headline_en = models.CharField(max_length=1200, blank=True)
    headline_bn = models.CharField(max_length=1200, blank=True)
    story_en = models.TextField(blank=True)
    story_bn = models.TextField(blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="profiles")
    district = models.ForeignKey(District, models.PROTECT, related_name="profiles")
    skills = models.ManyToManyField(Skill, related_name="profiles", blank=True)
    languages = ArrayField(models.CharField(max_length=2, choices=Language), default=list, blank=True)
    rate_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    rate_currency = models.CharField(max_length=3, default="USD")
    availability = models.CharField(max_length=5, choices=Availability, default=Availability.NOW)
    picture = models.ImageField(upload_to="profiles/%Y/%m", blank=True, max_length=255)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    # Written from above, when a contract completes and when money is released.
    jobs_done = models.PositiveIntegerField(default=0)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rate_amount=None) | Q(rate_amount__gt=0), name="rate_is_positive"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        """The profile's page."""
        return reverse("profile", args=[self.pk])

    def in_language(self, stem: str) -> str:
        """`headline` or `story` in the active language, or in the other where that is empty."""
        first, second = ("bn", "en") if translation.get_language() == "bn" else ("en", "bn")
        return str(getattr(self, f"{stem}_{first}") or getattr(self, f"{stem}_{second}"))

    @property
    def headline(self) -> str:
        """The headline for the reader."""
        return self.in_language("headline")

    @property
    def story(self) -> str:
        """The story for the reader."""
        return self.in_language("story")

    @property
    def is_shown(self) -> bool:
        """Whether everybody may see it now."""
        return self.state == self.State.PUBLISHED and self.certificate.is_valid and self.user.is_active

    @property
    def language_names(self) -> list[str]:
        """The languages she works in, in the reader's language."""
        names = dict(self.Language.choices)
        return [str(names[code]) for code in self.languages if code in names]

    @property
    def picture_url(self) -> str:
        """The address of the picture beside her name; "" without one."""
        return picture_address(self.pk, self.picture)

    @property
    def rate_from(self) -> Money | None:
        """From how much an order with her starts, if she says."""
        return None if self.rate_amount is None else Money(self.rate_amount, self.rate_currency)


class PortfolioPicture(models.Model):
    """A picture of her work, re-encoded and without metadata."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    image = models.ImageField(upload_to="portfolio/%Y/%m", max_length=255)
    thumbnail = models.ImageField(upload_to="portfolio/%Y/%m", max_length=255)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def image_url(self) -> str:
        """Where the picture is shown."""
        return picture_address(self.profile_id, self.image)

    @property
    def thumbnail_url(self) -> str:
        """Where its small copy (480 by 360) is shown."""
        return picture_address(self.profile_id, self.thumbnail)


class ClientProfileQuerySet(models.QuerySet["ClientProfile"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of clients who have posted a job, and one's own: nobody is found by counting."""
        shown = Q(jobs_posted__gt=0, user__is_active=True)
        return self.filter(shown | Q(user=user)) if user.is_authenticated else self.filter(shown)


class ClientProfile(models.Model):
    """What a client shows, and figures written from above as jobs, contracts and payments happen."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="client_profile")
    company = models.CharField(max_length=300, blank=True)
    about = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    jobs_posted = models.PositiveIntegerField(default=0)
    jobs_filled = models.PositiveIntegerField(default=0)
    paid_usd = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))

    objects = ClientProfileQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        """The client's page."""
        return reverse("client", args=[self.user_id])

    @property
    def country_name(self) -> str:
        """The country in the reader's language; "" if it is not given."""
        return country_name(self.country)

    @property
    def paid(self) -> Money:
        """What they paid here so far, in dollars."""
        return Money(self.paid_usd, "USD")

    @property
    def hire_rate(self) -> int | None:
        """Of a hundred jobs posted, how many led to a hire; None before the first."""
        return round(100 * self.jobs_filled / self.jobs_posted) if self.jobs_posted else None
