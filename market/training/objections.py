"""What all objections to the office have in common: an answer within days, and another officer after a refusal, once.

open -> granted | refused -> open, when another officer is asked -> granted | refused.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Objection(models.Model):
    """An objection: what it says, where it stands, and when it is due."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an officer")
        GRANTED = "granted", pgettext_lazy("objection", "Granted")
        REFUSED = "refused", pgettext_lazy("objection", "Refused")

    text = models.CharField(max_length=6000, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)  # when all officers heard that it is late
    second_asked_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet, or another officer was asked."""
        return self.state == self.State.OPEN

    @property
    def may_ask_second(self) -> bool:
        """Whether another officer than the one who refused it can be asked."""
        return self.state == self.State.REFUSED and self.second_asked_at is None

    @property
    def is_final(self) -> bool:
        """Whether nothing can be done any more."""
        return self.state == self.State.GRANTED or (self.state == self.State.REFUSED and not self.may_ask_second)


class Decision(models.Model):
    """What an officer decided on an objection: the first, and perhaps another one after a refusal. Never changed."""

    round = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        abstract = True
