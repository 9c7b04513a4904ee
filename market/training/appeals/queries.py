"""A graduate's appeal against a revocation, and until when one is possible."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from market.core.base import clock
from market.training.models import Appeal, Certificate


@dataclass(frozen=True, slots=True)
class AppealState:
    """A graduate's appeal against a revocation, and until when a new one is possible."""

    appeal: Appeal | None
    until: datetime | None

    @property
    def is_possible(self) -> bool:
        """Whether an appeal can be made now."""
        return self.appeal is None and self.until is not None and clock.now() <= self.until


def appeal_state(certificate: Certificate) -> AppealState:
    """The appeal against the current revocation, or else the last one, and until when one is possible."""
    appeals = certificate.appeals.order_by("-pk")
    if certificate.revoked_at is None:
        return AppealState(appeals.first(), None)
    until = certificate.revoked_at + timedelta(days=settings.LIFECYCLE.appeal_days)
    return AppealState(appeals.filter(revoked_at=certificate.revoked_at).first(), until)
