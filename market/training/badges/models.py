"""Open Badges: the site's signing keys, and each credential that was made for a graduate."""

import uuid

from django.db import models
from django.db.models import Q

LIST_LENGTH = 131_072  # credentials per status list: the least that the standard allows


class SigningKey(models.Model):
    """A key that signs credentials. `kid` is the thumbprint of its public half, which stays for verifiers;
    the private half is deleted when another key takes over."""

    kid = models.CharField(max_length=64, unique=True)
    public_jwk = models.JSONField()
    private_pem = models.TextField(blank=True)
    created_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="one_key_signs")
        ]

    def __str__(self) -> str:
        return self.kid


class Credential(models.Model):
    """A holder's badge about one version of their certificate; `name` is empty unless they chose to show it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    certificate = models.ForeignKey("training.Certificate", models.PROTECT, related_name="credentials")
    serial = models.CharField(max_length=40)
    name = models.CharField(max_length=300, blank=True)
    salt = models.CharField(max_length=32)
    identity_hash = models.CharField(max_length=80)
    list_number = models.PositiveIntegerField()
    list_index = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list_number", "list_index"], name="one_credential_per_place"),
            models.CheckConstraint(condition=Q(list_index__lt=LIST_LENGTH), name="place_within_its_list"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
