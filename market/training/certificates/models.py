"""Which keys have signed the register."""

from django.db import models


class RegisterMark(models.Model):
    """The fingerprint of a key that has signed certificates, so that its loss is noticed."""

    fingerprint = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.fingerprint
