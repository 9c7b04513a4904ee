"""Keys of calendar feeds."""

from django.conf import settings
from django.db import models


class CalendarKey(models.Model):
    """The secret key in the address of a user's calendar feed. A new key, or none, invalidates the old address."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_key")
    key = models.CharField(max_length=43)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}"
