"""Days whose blocks are published."""

from django.db import models
from django.urls import reverse


class LedgerDay(models.Model):
    """The blocks of a day that is over: their numbers, how many transactions they seal, and the hash of the last."""

    day = models.DateField(primary_key=True)
    first_block = models.PositiveBigIntegerField()
    last_block = models.PositiveBigIntegerField(unique=True)
    transactions = models.PositiveIntegerField()
    head = models.BinaryField()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.first_block} to {self.last_block}"

    def get_absolute_url(self) -> str:
        """Its file of hashes."""
        return reverse("ledger_day", args=[self.day.isoformat()])

    @property
    def head_text(self) -> str:
        """The hash of its last block, as a person reads it."""
        return bytes(self.head).hex()
