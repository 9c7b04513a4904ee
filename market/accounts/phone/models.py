"""Phone numbers that open accounts, and the codes by which they are confirmed and used.

PhoneCode: waiting -> used | its minutes are over | its tries are used up (its row is gone, or opens nothing)
"""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from market.core.base import clock

LONGEST = 16  # of E.164, with the plus


class PhoneNumberQuerySet(models.QuerySet["PhoneNumber"]):
    def lapsed(self) -> Self:
        """Numbers that were not confirmed for so long that they may be another person's by now."""
        return self.filter(confirmed_at__lt=_since())

    def live(self) -> Self:
        """All others."""
        return self.filter(confirmed_at__gte=_since())


def _since() -> datetime:
    return clock.now() - timedelta(days=settings.LIFECYCLE.phone_unused_days)


class PhoneNumber(models.Model):
    """The confirmed number of a user, in E.164: of one account at a time. Nobody else sees it.

    A code that was used to sign in confirms it anew. Numbers are given to other people: one that was not confirmed for
    `phone_unused_days` opens nothing, and can become somebody else's.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="phone")
    number = models.CharField(max_length=LONGEST)
    confirmed_at = models.DateTimeField()

    objects = PhoneNumberQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="one_account_per_phone")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class PhoneCode(models.Model):
    """A one-time code that is sent to a number. It stands nowhere: it is made of this row by the site's secret key
    (`phone.code_actions`). A row to sign in has no user, so that it tells nothing of whose number it is.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("To sign in")
        CONFIRM = "confirm", _("To confirm a number")

    purpose = models.CharField(max_length=10, choices=Purpose)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="phone_codes")
    number = models.CharField(max_length=LONGEST, db_index=True)
    nonce = models.CharField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    forget_at = models.DateTimeField(db_index=True)  # until then another code can be sent to the number

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], name="one_number_to_confirm"),
            models.CheckConstraint(
                condition=Q(purpose="sign_in", user=None) | Q(purpose="confirm", user__isnull=False),
                name="phone_code_of_its_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.pk}"
