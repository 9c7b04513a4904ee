"""Messages of the local SMS gateway. ShortMessage: on its way -> arrived, by time alone."""

from typing import Self

from django.db import models

from market.core.base import clock


class ShortMessageQuerySet(models.QuerySet["ShortMessage"]):
    def arrived(self) -> Self:
        """Those that would be on the phone by now, newest first."""
        return self.filter(arrives_at__lte=clock.now()).order_by("-pk")

    def under_way(self) -> Self:
        """Those that are late."""
        return self.filter(arrives_at__gt=clock.now())


class ShortMessage(models.Model):
    """An SMS that the site sent; `key` is how the site names it, by which a second try is known."""

    key = models.CharField(max_length=20)
    number = models.CharField(max_length=21, db_index=True)  # with the plus
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()
    arrives_at = models.DateTimeField()

    objects = ShortMessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "number", "text"], name="an_sms_once")]

    def __str__(self) -> str:
        return f"{self.pk}"
