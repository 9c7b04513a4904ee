"""Changes of an e-mail address.

EmailChange: asked -> confirmed by the new address -> done (agreed by the old one, or its days are over)
    asked | confirmed -> stopped | lapsed (its row is gone, the addresses with it)
"""

from django.conf import settings
from django.db import models


class EmailChange(models.Model):
    """An address that is to become the user's. `key` stands in the links of both mails; another change voids them."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="email_change")
    new_email = models.EmailField(max_length=254)
    key = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # when the old address has been silent for long enough

    def __str__(self) -> str:
        return f"{self.user_id}"
