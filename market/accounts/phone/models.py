"""Phone numbers that open accounts, and the codes by which they are confirmed and used.

PhoneCode: waiting -> used | its minutes are over | its tries are used up (its row is gone, or opens nothing)
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST = 16  # of E.164, with the plus


class PhoneNumber(models.Model):
    """The confirmed number of a user, in E.164: of one account at a time. Nobody else sees it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="phone")
    number = models.CharField(max_length=LONGEST)
    confirmed_at = models.DateTimeField()

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
