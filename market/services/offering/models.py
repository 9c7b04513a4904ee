"""Services: packaged work that a freelancer offers.

Service: draft -> live <-> paused; hidden by moderators in any state: `is_hidden`
It is visible while it is live and its owner is active, with a published profile and a valid certificate (by join).

Title and description can have both languages. A text of a part is in the language of its author, optionally with a
translation (`other_name` beside `name`): readers get their language where it exists.
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from market.accounts.models import in_sight
from market.core.base.money import Money, MoneyProperty, total
from market.core.text.bangla import language_of
from market.core.text.contact import masked
from market.profiles.models import Profile, Skill
from market.safety.models import Hideable, blocked_ids_query
from market.training.models import Certificate, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> Self:
        """Live ones that no moderator has hidden. Their freelancer's profile decides who sees them."""
        return self.filter(_is_offered())

    def public(self) -> Self:
        """Services that anybody may see, find and order."""
        return self.filter(_is_public())

    def public_to(self, user: "User | AnonymousUser") -> Self:
        """The same without those of users whom a block keeps apart from this one."""
        return self.public().exclude(freelancer__in=blocked_ids_query(user)) if user.is_authenticated else self.public()

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Public ones that no block hides from the user; their own in any state; for moderators all but drafts."""
        if not user.is_authenticated:
            return self.public()
        if user.has_role(user.Role.MODERATOR, user.Role.LEAD):
            return self.filter(Q(freelancer=user) | ~Q(state=Service.State.DRAFT))
        return self.filter((_is_public() & ~Q(freelancer__in=blocked_ids_query(user))) | Q(freelancer=user))

    def orderable_by(self, user: "User") -> Self:
        """Those that the user sees, and paused ones of public profiles: an order of one is refused with a reason."""
        near = _is_by_visible_user() & ~Q(freelancer__in=blocked_ids_query(user))
        return self.visible_to(user) | self.filter(near, state=Service.State.PAUSED, is_hidden=False)

    def with_parts(self) -> Self:
        """With all that a service's page shows: one more query per kind of part."""
        parts = ("skills", "packages", "extras", "questions", "faq", "pictures")
        person = ("freelancer__profile__district", "freelancer__profile__certificate")
        return self.select_related("topic", *person).prefetch_related(*parts)

    def for_cards(self) -> Self:
        """With what a card shows, also the rounds of changes of the cheapest package: one more query for any number."""
        cheapest = Package.objects.filter(service=OuterRef("pk")).order_by("price_value", "position")
        rows = self.select_related("topic", "freelancer__profile").prefetch_related("pictures")
        return rows.annotate(revisions_from=Subquery(cheapest.values("revisions")[:1]))


def _is_offered() -> Q:
    return Q(state=Service.State.LIVE, is_hidden=False)


def _is_public() -> Q:
    return _is_by_visible_user() & _is_offered()


def _is_by_visible_user() -> Q:
    return in_sight("freelancer") & Q(
        freelancer__profile__is_hidden=False,
        freelancer__profile__state=Profile.State.PUBLISHED,
        freelancer__profile__certificate__state=Certificate.State.VALID,
    )


class Service(Hideable):
    """Packaged work at fixed prices, all in one currency."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", _("Live")
        PAUSED = "paused", _("Paused")

    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="services")
    title_en = models.CharField(max_length=400, blank=True)
    title_bn = models.CharField(max_length=400, blank=True)
    description_en = models.TextField(blank=True)
    description_bn = models.TextField(blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="services")
    skills = models.ManyToManyField(Skill, related_name="services", blank=True)
    currency = models.CharField(max_length=3, default="USD")
    queue_limit = models.PositiveSmallIntegerField(null=True, blank=True)  # None: as many as come
    state = models.CharField(max_length=7, choices=State, default=State.DRAFT)
    # Of its packages, written with them, for lists: the lowest price and the shortest time; None without a package.
    price_from_value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    days_from = models.PositiveSmallIntegerField(null=True, blank=True)
    orders_paid = models.PositiveIntegerField(default=0)  # written when an order is paid
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="live") | Q(published_at__isnull=False, price_from_value__isnull=False),
                name="live_services_have_a_price",
            ),
            models.CheckConstraint(condition=Q(queue_limit=None) | Q(queue_limit__gt=0), name="queue_limit_has_room"),
        ]
        indexes = [models.Index(fields=["state", "-published_at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The service's page."""
        return reverse("service", args=[self.pk])

    def in_language(self, stem: str, language: str = "") -> str:
        """`title` or `description` in a language (default: the active one), or in the other where that is empty."""
        first, second = ("bn", "en") if (language or translation.get_language()) == "bn" else ("en", "bn")
        return str(getattr(self, f"{stem}_{first}") or getattr(self, f"{stem}_{second}"))

    @property
    def title(self) -> str:
        """The title for the reader."""
        return self.in_language("title")

    @property
    def description(self) -> str:
        """The description for the reader, with contact data masked, as in all public texts."""
        return masked(self.in_language("description"))

    @property
    def price_from(self) -> Money | None:
        """The lowest price of its packages."""
        return None if self.price_from_value is None else Money(self.price_from_value, self.currency)

    @property
    def cover(self) -> "ServicePicture | None":
        """The first picture."""
        return next(iter(self.pictures.all()), None)

    @property
    def is_shown(self) -> bool:
        """Whether everybody may see it now."""
        return self.state == self.State.LIVE and not self.is_hidden and self.freelancer.profile.is_shown


class Part(models.Model):
    """A part of a service, with its position."""

    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ["position"]

    def in_language(self, stem: str, language: str = "") -> str:
        """A text (`name`, `includes`, `text`) in a language (default: the active one), else as written."""
        text, other = str(getattr(self, stem)), str(getattr(self, f"other_{stem}"))
        wanted = language or translation.get_language()
        return other if other and (not text or language_of(text) != wanted == language_of(other)) else text


class Priced(Part):
    """A part with a name and a price in the service's currency."""

    name = models.CharField(max_length=300)
    other_name = models.CharField(max_length=300, blank=True, default="")
    price_value = models.DecimalField(max_digits=12, decimal_places=2)
    price = MoneyProperty("price_value", "service.currency")

    class Meta(Part.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class Package(Priced):
    """What can be ordered. A change makes a new row, so that an old page cannot order at another price."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="packages")
    includes = models.TextField(blank=True)
    other_includes = models.TextField(blank=True, default="")
    days = models.PositiveSmallIntegerField()
    revisions = models.PositiveSmallIntegerField()  # rounds of changes in the price

    class Meta(Priced.Meta):
        constraints = [models.CheckConstraint(condition=Q(price_value__gt=0), name="packages_have_a_price")]


class Extra(Priced):
    """What can be added to a package, with the days that it adds; fewer than none deliver it sooner."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="extras")
    days = models.SmallIntegerField()

    class Meta(Priced.Meta):
        constraints = [models.CheckConstraint(condition=Q(price_value__gt=0), name="extras_have_a_price")]


class Question(Part):
    """A question of the freelancer to the buyer."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="questions")
    text = models.TextField()
    other_text = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.text


class FaqEntry(Part):
    """A question that clients often ask about the service, with its answer."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="faq")
    question = models.TextField()
    other_question = models.TextField(blank=True, default="")
    answer = models.TextField()
    other_answer = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.question

    def in_language(self, stem: str, language: str = "") -> str:
        """Question and answer belong together: the language of the question decides for both."""
        is_other = super().in_language("question", language) != self.question
        return str(getattr(self, f"other_{stem}" if is_other else stem))


class ServicePicture(Part):
    """A picture of the service, re-encoded and without metadata."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="pictures")
    title = models.CharField(max_length=300)
    image = models.ImageField(upload_to="services/%Y/%m", max_length=255)
    thumbnail = models.ImageField(upload_to="services/%Y/%m", max_length=255)
    created_at = models.DateTimeField()

    class Meta(Part.Meta):
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    def _address(self, name: str) -> str:
        return reverse("service_picture", args=[self.service_id, PurePath(name).name])

    @property
    def page_url(self) -> str:
        """The page that shows it large."""
        return reverse("view_service_picture", args=[self.service_id, self.pk])

    @property
    def image_url(self) -> str:
        """The URL of the picture; it works while the service is visible."""
        return self._address(str(self.image.name))

    @property
    def thumbnail_url(self) -> str:
        """The URL of its thumbnail (480 by 360)."""
        return self._address(str(self.thumbnail.name))


def total_price(parts: Iterable[Priced]) -> Decimal:
    """The sum of the prices of packages and extras."""
    return total([each.price_value for each in parts])
