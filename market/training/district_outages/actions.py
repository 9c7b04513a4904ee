"""Officers enter outages of a district, extend them and end them early; deadlines of the people there are moved.

Locks: outage; of each deadline then what its app locks.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid
from market.core.base.events import emit
from market.core.base.payloads import HomeTime
from market.core.text.locale import by_language
from market.training.certificates.actions import require_officer
from market.training.district_outages import moving_actions as moving
from market.training.district_outages.events import DeadlinesWait
from market.training.district_outages.models import DistrictOutage, DistrictOutageChange, MovedDeadline
from market.training.models import District

BACK = timedelta(hours=24)  # how long after its start an outage can be entered
AHEAD = timedelta(days=7)


class OutageEntered(DomainError):
    """There is one in this district at that time."""

    help = "programme#district-outages"
    code = "district_outage_entered"
    sentence = _("An outage of this district at that time is entered already. Extend it instead.")


class OutageOver(DomainError):
    """It has ended."""

    help = "programme#district-outages"
    code = "district_outage_over"
    sentence = _("This outage is over. Enter another one.")


@atomic
def enter_outage(*, by: User, district: District, reason: str, from_at: datetime, until_at: datetime) -> DistrictOutage:
    """Deadlines of those who live or learn in the district wait from then to then.

    Raises NotAllowed to others than officers, OutageEntered, Invalid at each field.
    """
    require_officer(by)
    District.objects.select_for_update(no_key=True).get(pk=district.pk)  # two officers enter one outage once
    now, errors = clock.now(), dict[str, list[object]]()
    if reason not in DistrictOutage.Reason.values:
        errors["reason"] = [_("Say what failed.")]
    if not now - BACK <= from_at <= now + AHEAD:
        errors["from_at"] = [_("It begins within the last 24 hours or the next seven days.")]
    errors |= _faults_of_end(from_at, until_at, now)
    if errors:
        raise Invalid(errors=errors)
    if DistrictOutage.objects.filter(district=district, from_at__lt=until_at, until_at__gt=from_at).exists():
        raise OutageEntered
    look_at = max(from_at, now)
    outage = DistrictOutage.objects.create(
        district=district, reason=reason, from_at=from_at, until_at=until_at, look_at=look_at
    )
    _note(outage, by, "outage.entered")
    return outage


def _faults_of_end(from_at: datetime, until_at: datetime, now: datetime) -> dict[str, list[object]]:
    most = settings.LIFECYCLE.outage_hours
    if until_at <= max(from_at, now):
        return {"until_at": [_("It ends after its start, and in the future.")]}
    if until_at - from_at > timedelta(hours=most):
        return {"until_at": [_("An outage lasts %(hours)s hours at most.") % {"hours": most}]}
    return {}


@atomic
def extend_outage(*, by: User, outage_id: int, until_at: datetime) -> DistrictOutage:
    """It lasts longer. Raises NotAllowed to others than officers, NotFound, OutageOver, OutageEntered, Invalid."""
    outage = _take(by, outage_id)
    faults = _faults_of_end(outage.from_at, until_at, clock.now())
    if until_at <= outage.until_at:
        faults = {"until_at": [_("Choose a later end than before.")]}
    if faults:
        raise Invalid(errors=faults)
    later = DistrictOutage.objects.filter(
        district=outage.district_id, from_at__lt=until_at, until_at__gt=outage.from_at
    )
    if later.exclude(pk=outage.pk).exists():
        raise OutageEntered
    return _set_end(outage, by, until_at, "outage.extended")


@atomic
def end_outage(*, by: User, outage_id: int) -> DistrictOutage:
    """It is over before its time: deadlines that it moved come back by the rest. One to come is called off.

    Raises NotAllowed to others than officers, NotFound, OutageOver.
    """
    outage = _take(by, outage_id)
    return _set_end(outage, by, max(clock.now(), outage.from_at), "outage.ended")


def _take(by: User, outage_id: int) -> DistrictOutage:
    require_officer(by)
    outage = lock(DistrictOutage.objects.all(), outage_id)
    if not outage.is_present:
        raise OutageOver
    return outage


def _set_end(outage: DistrictOutage, by: User, until_at: datetime, code: str) -> DistrictOutage:
    outage.until_at = until_at
    outage.look_at = max(outage.from_at, clock.now())
    outage.save(update_fields=["until_at", "look_at"])
    _note(outage, by, code)
    return outage


def _note(outage: DistrictOutage, by: User, code: str) -> None:
    DistrictOutageChange.objects.create(outage=outage, until_at=outage.until_at, by=by, at=clock.now())
    audit(code, by=by, on=outage, district=outage.district.name_en, until=outage.until_at.isoformat())


def move_deadlines(*, outage_id: int) -> None:
    """Look at the deadlines that run in the district, and move those that are not yet; then tell whom it concerns.

    Each deadline is moved in a transaction of its own.
    """
    outage = DistrictOutage.objects.select_related("district").get(pk=outage_id)
    looked_at = clock.now()
    if outage.look_at is None or outage.look_at > looked_at:
        return
    notified = set(MovedDeadline.objects.filter(outage=outage).order_by().values_list("person", flat=True))
    moved = [row for deadline, pk in moving.waiting_rows(outage) if (row := moving.move(outage, deadline, pk))]
    _finish(outage, looked_at, {row.person_id for row in moved if row.person_id} - notified)


@atomic
def _finish(before: DistrictOutage, looked_at: datetime, people: set[int]) -> None:
    rows = DistrictOutage.objects.select_related("district").select_for_update(of=("self",), no_key=True)
    outage = rows.get(pk=before.pk)
    _tell(outage, people)
    if outage.until_at == before.until_at:  # else it was extended or ended meanwhile, and is looked at again at once
        outage.look_at = None if looked_at >= outage.until_at else min(looked_at + moving.LOOKS, outage.until_at)
    outage.seen_until = min(looked_at, outage.until_at)
    outage.save(update_fields=["seen_until", "look_at"])


def _tell(outage: DistrictOutage, people: set[int]) -> None:
    """Tell those whose deadlines wait by it for the first time."""
    if people:
        district, reason = by_language(lambda: outage.district.name), by_language(outage.get_reason_display)
        to = User.objects.filter(pk__in=people, is_active=True).order_by("pk")
        waits = DeadlinesWait(district=district, reason=reason, until=HomeTime(outage.until_at))
        emit(waits, on=outage, by=None, to=to)
