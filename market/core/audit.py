"""The record of deeds."""

from typing import TYPE_CHECKING

from django.db.models import Model

from market.core import clock
from market.core.models import AuditEntry

if TYPE_CHECKING:
    from market.accounts.models import User


def audit(code: str, /, *, by: "User | None", on: Model, **facts: object) -> None:
    """Write that `by` (None: the site itself) did `code` ("milestone.released") to `on`, in the same transaction."""
    AuditEntry.objects.create(
        code=code,
        by=by,
        on_type=on._meta.label_lower,
        on_id=on.pk,
        facts={k: str(v) for k, v in facts.items() if v not in (None, "")},
        at=clock.now(),
    )
