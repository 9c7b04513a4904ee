"""The five steps of an application, in their order, and which of them are done."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.training.models import Application


class Step(models.TextChoices):
    """A step: its page and its words."""

    DISTRICT = "district", _("District")
    CERTIFICATE = "certificate", _("Earlier certificate")
    TOPICS = "topics", _("Topics")
    DEVICE = "device", _("Device and connection")
    CONSENT = "consent", pgettext_lazy("a step", "Consent")

    @property
    def position(self) -> int:
        """Its place, from 1."""
        return list(Step).index(self) + 1

    @property
    def before(self) -> "Step | None":
        """The step before it."""
        return list(Step)[self.position - 2] if self.position > 1 else None

    @property
    def after(self) -> "Step | None":
        """The step after it; None: the review comes."""
        return list(Step)[self.position] if self.position < len(Step) else None


def missing_steps(application: Application) -> list[Step]:
    """The steps without which it cannot be submitted. One statement, or two."""
    has_wishes = application.wishes.exists()
    has_certificate = application.certificate_id is not None or has_open_objection(application)
    done = {
        Step.DISTRICT: application.district_id is not None,
        Step.CERTIFICATE: has_certificate,
        Step.TOPICS: has_wishes,
        Step.DEVICE: bool(application.device and application.connection and application.weekly_hours),
        Step.CONSENT: application.consented_at is not None,
    }
    return [step for step in Step if not done[step]]


def objection_of(application: Application) -> Any:
    """The objection that stands on it, or None."""
    return getattr(application, "objection", None)


def has_open_objection(application: Application) -> bool:
    """Whether an officer is still to say whether its earlier certificate counts."""
    objection = objection_of(application)
    return objection is not None and objection.state == "open"
