"""Profiles of freelancers and clients.

A freelancer's profile: draft -> published -> draft. It is visible while published, its certificate valid and its
user active: derived by join, never copied. The database refuses a profile whose certificate is not its user's.
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

from market.accounts.models import User, in_sight
from market.core.base.money import Money
from market.core.text.contact import masked
from market.core.text.names import Retirable
from market.profiles.clients.countries import country_name
from market.profiles.freelancers.hours import Hours, same_days_or_neither
from market.profiles.freelancers.prices import HasPrice
from market.profiles.freelancers.ratings import HasRating
from market.profiles.freelancers.search_index import SearchedMeta, SearchedQuerySet
from market.profiles.freelancers.standings import HasStanding
from market.safety.models import Hideable, blocked_ids_query
from market.training.models import Certificate, District, Project, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Skill(Retirable):
    """Something a freelancer can do, below a topic."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="skills")

    class Meta:
        ordering = ["topic", "name_en"]


def picture_address(profile_id: int, file: FieldFile) -> str:
    """The address of a profile's picture, by an unguessable name; it is served only while the profile is visible."""
    return reverse("profile_picture", args=[profile_id, PurePath(str(file.name)).name]) if file else ""


class ProfileQuerySet(SearchedQuerySet["Profile"]):
    def public(self) -> Self:
        """Those that anybody may see and find."""
        valid = Q(certificate__state=Certificate.State.VALID, is_hidden=False)
        return self.filter(in_sight("user") & valid, state=Profile.State.PUBLISHED)

    def public_to(self, user: "User | AnonymousUser") -> Self:
        """The public ones, without those of users that a block separates from this one."""
        return self.public().exclude(user__in=blocked_ids_query(user)) if user.is_authenticated else self.public()

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The public ones that no block hides from the user, and their own in any state."""
        return self.public_to(user) | self.filter(user=user) if user.is_authenticated else self.public()

    def with_parts(self) -> Self:
        """With the related rows that a card needs, in one more query."""
        return self.select_related("user", "topic", "district", "certificate").prefetch_related("skills")


class Profile(Hours, HasPrice, HasRating, HasStanding, Hideable):
    """A freelancer's profile."""

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

    class Level(models.TextChoices):
        BASIC = "basic", _("Basic: short messages")
        GOOD = "good", _("Good: I can work in it")
        FLUENT = "fluent", _("Fluent")
        NATIVE = "native", _("Mother tongue")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="profile")
    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="profile")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    headline_en = models.CharField(max_length=1200, blank=True)
    headline_bn = models.CharField(max_length=1200, blank=True)
    story_en = models.TextField(blank=True)
    story_bn = models.TextField(blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="profiles")
    district = models.ForeignKey(District, models.PROTECT, related_name="profiles")
    district_since = models.DateTimeField(null=True, blank=True)  # None: from the start
    skills = models.ManyToManyField(Skill, related_name="profiles", blank=True)
    languages = ArrayField(models.CharField(max_length=2, choices=Language), default=list, blank=True)
    language_levels = models.JSONField(default=dict, db_default={}, blank=True)  # {"en": "good"}, by their own words
    availability = models.CharField(max_length=5, choices=Availability, default=Availability.NOW)
    picture = models.ImageField(upload_to="profiles/%Y/%m", blank=True, max_length=255)
    is_indexable = models.BooleanField(default=True, db_default=True)  # by search engines, with works and services
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    exams_passed = models.PositiveSmallIntegerField(default=0, db_default=0)  # of topics: `freelancers.exam_actions`
    shows_exam_marks = models.BooleanField(default=False, db_default=False)
    jobs_done = models.PositiveIntegerField(default=0)  # written by upper apps, when a contract completes

    objects = ProfileQuerySet.as_manager()

    class Meta(SearchedMeta):
        constraints = [
            models.CheckConstraint(condition=Q(rate_amount=None) | Q(rate_amount__gt=0), name="rate_is_positive"),
            models.CheckConstraint(condition=same_days_or_neither(), name="absences_have_two_days_in_order"),
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
        """The headline for the reader; contact data in it are masked, as in all that everybody reads."""
        return masked(self.in_language("headline"))

    @property
    def story(self) -> str:
        """The story for the reader, likewise."""
        return masked(self.in_language("story"))

    @property
    def is_shown(self) -> bool:
        """Whether everybody may see it now."""
        is_out = self.state == self.State.PUBLISHED and not self.is_hidden
        return is_out and self.certificate.is_valid and self.user.is_in_sight

    @property
    def language_names(self) -> list[str]:
        """The names of the languages, in the reader's language."""
        names = dict(self.Language.choices)
        return [str(names[code]) for code in self.languages if code in names]

    @property
    def known_languages(self) -> list[tuple[str, str]]:
        """The name and the level ("" if none is given) of each language, in the reader's language."""
        names, levels = dict(self.Language.choices), {"": "", **dict(self.Level.choices)}
        own = [(code, self.language_levels.get(code, "")) for code in self.languages if code in names]
        return [(str(names[code]), str(levels.get(level, ""))) for code, level in own]

    @property
    def picture_url(self) -> str:
        """The address of the profile's picture; "" without one."""
        return picture_address(self.pk, self.picture)


class ProfileAddress(models.Model):
    """A name chosen for the address of a profile. Former names stay reserved and redirect to the current one."""

    name = models.CharField(max_length=30, primary_key=True)
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="addresses")
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile"], condition=Q(is_current=True), name="one_current_address"),
            models.CheckConstraint(condition=Q(name__regex=r"^[a-z][a-z0-9-]{2,29}$"), name="addresses_are_plain"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The profile by its name."""
        return reverse("named_profile", args=[self.name])


class PortfolioCase(models.Model):
    """A work in a portfolio: text, pictures and links."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="cases")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    links = ArrayField(models.CharField(max_length=400), default=list, blank=True)
    project = models.OneToOneField(Project, models.SET_NULL, null=True, blank=True, related_name="case")  # of a course
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page of the work."""
        return reverse("portfolio_case", args=[self.profile_id, self.pk])

    @property
    def shown_links(self) -> list[tuple[str, str]]:
        """Each link with its label."""
        return [(link, link.removeprefix("https://")) for link in self.links]


class PortfolioPicture(models.Model):
    """A picture of a work, re-encoded and without metadata. `profile` is that of its case."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="pictures")
    case = models.ForeignKey(PortfolioCase, models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    image = models.ImageField(upload_to="portfolio/%Y/%m", max_length=255)
    thumbnail = models.ImageField(upload_to="portfolio/%Y/%m", max_length=255)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["case__position", "case_id", "position", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def page_url(self) -> str:
        """The page that shows it large."""
        return reverse("view_case_picture", args=[self.profile_id, self.case_id, self.pk])

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
        """Those of clients who posted a job and whom no block hides, and the user's own: ids cannot be enumerated."""
        posted = self.filter(in_sight("user"), jobs_posted__gt=0, is_hidden=False)
        apart = posted.exclude(user__in=blocked_ids_query(user)) if user.is_authenticated else posted
        return apart | self.filter(user=user) if user.is_authenticated else posted


class ClientProfile(HasRating, HasStanding, Hideable):
    """A client's profile, with figures that upper apps write as jobs, contracts and payments happen."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="client_profile")
    company = models.CharField(max_length=300, blank=True)
    about = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    house_rules = models.TextField(blank=True, default="", db_default="")
    shows_name = models.BooleanField(default=False, db_default=False)  # in work histories, which have title and dates
    payment_proven = models.BooleanField(default=False, db_default=False)  # by payments, once the first has arrived
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
        """What the client paid so far, in US dollars."""
        return Money(self.paid_usd, "USD")

    @property
    def hire_rate(self) -> int | None:
        """Of a hundred jobs posted, how many led to a hire; None before the first."""
        return round(100 * self.jobs_filled / self.jobs_posted) if self.jobs_posted else None
