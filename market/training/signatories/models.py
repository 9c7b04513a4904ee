"""The seal and two signatures, valid from a day.

Signatories: proposed -> confirmed | refused. Neither is changed then: certificates carry it.
"""

from typing import TYPE_CHECKING, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from datetime import date

    from market.accounts.models import User


class Signatory(NamedTuple):
    """Who signs: names and posts in both languages, and the signature as a PNG."""

    name_en: str
    name_bn: str
    post_en: str
    post_bn: str
    picture: bytes

    @property
    def name(self) -> str:
        """The name in the language that is active now."""
        return self.name_bn if translation.get_language() == "bn" else self.name_en

    @property
    def post(self) -> str:
        """The post in the language that is active now."""
        return self.post_bn if translation.get_language() == "bn" else self.post_en


class SignatoriesQuerySet(models.QuerySet["Signatories"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers, none for others: certificates show those that they carry."""
        return self if user.has_role(user.Role.OFFICER) else self.none()

    def on(self, day: "date") -> "Signatories | None":
        """Those valid on a day: the last that began by then."""
        confirmed = self.filter(state=Signatories.State.CONFIRMED, valid_from__lte=day)
        return confirmed.order_by("-valid_from", "-pk").first()


class Signatories(models.Model):
    """A seal and two signatures. Pictures are PNG that the site wrote itself."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second officer")
        CONFIRMED = "confirmed", pgettext_lazy("seal and signatures", "Confirmed")
        REFUSED = "refused", pgettext_lazy("seal and signatures", "Refused")

    valid_from = models.DateField()
    seal = models.BinaryField()
    first_name_en = models.CharField(max_length=120)
    first_name_bn = models.CharField(max_length=300)
    first_post_en = models.CharField(max_length=160)
    first_post_bn = models.CharField(max_length=400)
    first_signature = models.BinaryField()
    second_name_en = models.CharField(max_length=120)
    second_name_bn = models.CharField(max_length=300)
    second_post_en = models.CharField(max_length=160)
    second_post_bn = models.CharField(max_length=400)
    second_signature = models.BinaryField()
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)  # why it was refused

    objects = SignatoriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | Q(state__in=["confirmed", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("proposed_by")),
                name="two_officers_set_the_seal",
            ),
        ]
        ordering = ["-valid_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.state}"

    @property
    def both(self) -> list[Signatory]:
        """The two who sign."""
        return [
            Signatory(
                getattr(self, f"{which}_name_en"),
                getattr(self, f"{which}_name_bn"),
                getattr(self, f"{which}_post_en"),
                getattr(self, f"{which}_post_bn"),
                bytes(getattr(self, f"{which}_signature")),
            )
            for which in ("first", "second")
        ]
