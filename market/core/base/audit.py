"""The audit log."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Model

from market.core.base import clock
from market.core.models import ACCESS_CODES, AuditEntry

if TYPE_CHECKING:
    from market.accounts.models import User

ONE_ACCESS = timedelta(minutes=30)


def audit(code: str, /, *, by: "User | None", on: Model, **facts: object) -> None:
    """Write that `by` (None: the site itself) did `code` ("milestone.released") to `on`, in the same transaction."""
    _entry(code, by, on, facts).save(force_insert=True)


def log_access(code: str, /, *, by: "User", on: Model, **facts: object) -> None:
    """Write that one of the staff opened what is private to others. The same access is written once in half an hour."""
    entry = _entry(code, by, on, facts)
    same = AuditEntry.objects.filter(code=code, by=by, on_type=entry.on_type, on_id=on.pk, facts=entry.facts)
    if not same.filter(at__gt=entry.at - ONE_ACCESS).exists():
        audit(code, by=by, on=on, **facts)


def log_access_each(code: str, /, *, by: "User", on: Iterable[Model]) -> None:
    """Write likewise that they opened each of these rows of one model, in two statements."""
    entries = [_entry(code, by, row, {}) for row in on]
    if not entries:
        return
    same = AuditEntry.objects.filter(code=code, by=by, on_type=entries[0].on_type, facts=entries[0].facts)
    recent = same.filter(at__gt=entries[0].at - ONE_ACCESS, on_id__in=[each.on_id for each in entries])
    logged = set(recent.values_list("on_id", flat=True))
    AuditEntry.objects.bulk_create([each for each in entries if each.on_id not in logged])


def audit_each(code: str, /, *, by: "User | None", on: Iterable[tuple[Model, dict[str, object]]]) -> None:
    """Write the same code for many rows, each with its facts, in a few statements."""
    AuditEntry.objects.bulk_create([_entry(code, by, row, facts) for row, facts in on], batch_size=1000)


def _entry(code: str, by: "User | None", on: Model, facts: dict[str, object]) -> AuditEntry:
    # What is done by a role that was taken in an emergency says so.
    marked = {**facts, "emergency": by.borrowed if by is not None else ""}
    return AuditEntry(
        code=code,
        by=by,
        on_type=on._meta.label_lower,
        on_id=on.pk,
        facts={k: str(v) for k, v in marked.items() if v not in (None, "")},
        at=clock.now(),
        is_access=code in ACCESS_CODES,
    )
