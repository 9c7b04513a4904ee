"""Webhooks: events that concern a user, sent to a URL of their own program.

Delivery: waiting -> delivered | given_up (-> waiting again by a replay)
"""

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base.sealing import opened, sealed

if TYPE_CHECKING:
    from market.accounts.models import User

SECRETS = "market.integrations.secrets"


def derived_secret(salt: str) -> str:
    """As secrets were made before they were kept: by the SECRET_KEY of the moment."""
    key = hmac.new(settings.SECRET_KEY.encode(), f"webhook:{salt}".encode(), hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(key[:24]).decode()


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def visible_to(self, user: "User") -> Self:
        """The user's own."""
        return self.filter(user=user)


class Endpoint(models.Model):
    """Where news go, and which. `sealed` is its secret, which no copy of the database opens."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="endpoints")
    url = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=60))
    sealed = models.TextField(default="", db_default="")
    salt = models.CharField(max_length=64, default="", blank=True)  # of it, where it is not sealed yet
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    is_slow = models.BooleanField(default=False)  # its last try failed or took long: the next ones wait apart
    turned_off_at = models.DateTimeField(null=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [GinIndex(fields=["events"], name="endpoints_by_event")]

    def __str__(self) -> str:
        return self.url

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("webhook", args=[self.pk])

    @property
    def secret(self) -> str:
        """What signs its news, in the form of Standard Webhooks: "whsec_" and base64. Raises SecretKeyLost."""
        return opened(self.sealed, SECRETS) if self.sealed else derived_secret(self.salt)

    def give_secret(self) -> None:
        """Another secret, not saved yet."""
        self.sealed, self.salt = sealed("whsec_" + base64.b64encode(secrets.token_bytes(24)).decode(), SECRETS), ""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: "User") -> Self:
        """Those of the user's endpoints."""
        return self.filter(endpoint__user=user)


class Delivery(models.Model):
    """A webhook delivery to an endpoint. `facts` are ids and states; `key` is the same at every try."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("webhook", "On its way")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    key = models.UUIDField()
    kind = models.CharField(max_length=60)
    facts = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="deliveries_waiting"),
            models.Index(fields=["created_at"], name="deliveries_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("webhook_delivery", args=[self.endpoint_id, self.pk])

    @property
    def message_id(self) -> str:
        """The header `webhook-id`, by which a receiver recognises a delivery that it has had."""
        return f"msg_{self.key.hex}"

    @property
    def payload(self) -> dict[str, Any]:
        """What is sent."""
        at = self.created_at.isoformat().replace("+00:00", "Z")
        return {"type": self.kind, "id": self.message_id, "created_at": at, "data": self.facts}


class Attempt(models.Model):
    """One try to deliver: what came back, or why nothing did."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)
    failure = models.CharField(max_length=200, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.status or self.failure}"
