"""Notifications: one row per user and event; its sentence is rendered when it is read, in the user's language.

The row stands in the bell whatever the user chose. Beside it a notification goes by mail at once, by mail in a digest,
and by push to the user's devices. Instants at which a mail or a push may go are stored when they arise.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.notifications.inbox.types import types_of_group

if TYPE_CHECKING:
    from market.accounts.models import User


class ByMail(models.TextChoices):
    """When notifications of a type are mailed."""

    NOW = "now", _("at once")
    DIGEST = "digest", _("in the digest")
    NEVER = "never", _("never")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: "User") -> Self:
        """The user's own."""
        return self.filter(user=user)

    def unread(self) -> Self:
        """Those not seen yet."""
        return self.filter(read_at=None)

    def about(self, address: str) -> Self:
        """Those that lead to a page, or to a part of it."""
        return self.filter(Q(url=address) | Q(url__startswith=f"{address}#"))

    def in_group(self, group: str) -> Self:
        """Those of the kinds of a group."""
        return self.filter(kind__in=[each.code for each in types_of_group(group)])


class Notification(models.Model):
    """`kind` ("bid.withdrawn") is the event's code, `facts` fill its sentence, `url` leads to where the user can act.

    `mail` is what the user had chosen when it came. `mail_due_at` and `push_due_at` stand while one waits for its time.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    # The other user, where it is to go nowhere once a block keeps the two apart. Never queried by itself: no index.
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=6, choices=ByMail, default=ByMail.NOW, db_default=ByMail.NOW)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    push_due_at = models.DateTimeField(null=True, blank=True)
    pushed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "-id"]),
            models.Index(fields=["user"], condition=Q(read_at=None), name="news_unread"),
            models.Index(fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="news_mail_waits"),
            models.Index(fields=["push_due_at"], condition=Q(push_due_at__isnull=False), name="news_push_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class NewsSettings(models.Model):
    """A user's notification settings. Without a row the defaults hold.

    `choices` holds by type what differs from mail at once and push: {"job.invited": {"mail": "digest", "push": false}}.
    """

    class Digest(models.TextChoices):
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every Sunday")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="news_settings"
    )
    choices = models.JSONField(default=dict)
    digest = models.CharField(max_length=6, choices=Digest, default=Digest.DAILY)
    digest_hour = models.PositiveSmallIntegerField(default=18)
    digest_due_at = models.DateTimeField(null=True, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    has_previews = models.BooleanField(default=True)
    # Whether any browser of the user asks for pushes; which ones do is looked up when one is sent.
    has_devices = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest_hour__lt=24), name="digest_hour_of_a_day"),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_begin_and_end",
            ),
        ]
        indexes = [
            models.Index(fields=["digest_due_at"], condition=Q(digest_due_at__isnull=False), name="news_digest_waits")
        ]

    def __str__(self) -> str:
        return f"news settings of {self.user_id}"

    @staticmethod
    def get_absolute_url() -> str:
        """Where they are changed."""
        return reverse("notification_settings")

    @property
    def time_zone(self) -> str:
        """The name of the user's time zone, by which the hours are meant."""
        zone: str = self.user.zone
        return zone


class AddressTrouble(models.Model):
    """What mail servers reported of an address. Once `stopped_at` is set nothing is mailed there until it is resumed.

    `soft` counts refusals that may pass; a limit of them in a row stops the address like a hard one.
    """

    address = models.EmailField()
    soft = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    is_complaint = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("address"), name="one_trouble_per_address")]

    def __str__(self) -> str:
        return self.address


class PushKey(models.Model):
    """The site's own key pair for push services (VAPID); one row, made at set-up and kept: devices are bound to it."""

    private = models.TextField()
    public = models.CharField(max_length=100)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.public


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, user: "User") -> Self:
        """The user's own devices."""
        return self.filter(user=user)


class Subscription(models.Model):
    """A browser that asked for pushes: where its service takes them, and with what they are encrypted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.URLField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    device = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.device} of {self.user_id}"
