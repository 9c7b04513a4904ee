"""Officers enter outages of a district, extend them and end them early; deadlines of the people there are moved.

Locks: district, outage; of each deadline then what its app locks.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid
from market.core.base.events import emit
from market.core.base.payloads import HomeTime
from market.training.certificates.actions import require_officer
from market.training.district_outages import events
from market.training.district_outages import moving_actions as moving
from market.training.district_outages.models import DistrictOutage, DistrictOutageChange, MovedDeadline
from market.training.district_outages.present import remembered
from market.training.issuing.actions import officers
from market.training.models import District

BACK = timedelta(hours=24)  # how long after its start an outage can be entered
GRACE = timedelta(minutes=30)  # how long after its start one officer alone can
CONFIRMED_WITHIN = timedelta(hours=48)  # after its start; later nobody can confirm it
AHEAD = timedelta(days=7)


class OutageEntered(DomainError):
    """There is one in this district at that time."""

    help = "programme#district-outages"
    code = "district_outage_entered"
    sentence = _("An outage of this district at that time is entered already. Extend it instead.")


class OutageWaits(DomainError):
    """It does not count yet: nobody extends or ends it, or enters another one."""

    help = "programme#district-outages"
    code = "district_outage_waits"
    sentence = _("An outage of this district at that time waits for another officer, who confirms or refuses it first.")


class OutageOver(DomainError):
    """It has ended."""

    help = "programme#district-outages"
    code = "district_outage_over"
    sentence = _("This outage is over. Enter another one.")


@atomic
def enter_outage(*, by: User, district: District, reason: str, from_at: datetime, until_at: datetime) -> DistrictOutage:
    """Deadlines of those who live or learn in the district wait from then to then. One that began before it is entered
    counts once another officer has confirmed it.

    Raises NotAllowed to others than officers, OutageEntered, OutageWaits, Invalid at each field.
    """
    require_officer(by)
    lock(District.objects.all(), district.pk)  # two officers enter one outage once
    now, errors = clock.now(), dict[str, list[object]]()
    if reason not in DistrictOutage.Reason.values:
        errors["reason"] = [_("Say what failed.")]
    if not now - BACK <= from_at <= now + AHEAD:
        errors["from_at"] = [_("It begins within the last 24 hours or the next seven days.")]
    errors |= _faults_of_end(from_at, until_at, now)
    if errors:
        raise Invalid(errors=errors)
    require_free(DistrictOutage(district=district, from_at=from_at, until_at=until_at))
    is_alone, times = from_at >= now - GRACE, {"from_at": from_at, "until_at": until_at}
    outage = DistrictOutage(district=district, reason=reason, look_at=max(from_at, now), **times)
    if not is_alone:
        outage.state, outage.confirm_until = DistrictOutage.State.WAITING, from_at + CONFIRMED_WITHIN
    outage.save()
    note(outage, by, "outage.entered")
    if not is_alone:
        facts = events.outage_facts(outage) | {"since": HomeTime(from_at), "officer": by}
        emit(events.OutageWaitsForAnother(**facts), on=outage, by=by, to=officers().exclude(pk=by.pk))
    return outage


def require_free(outage: DistrictOutage) -> None:
    """Raises OutageEntered, OutageWaits where another one of its district shares time with it."""
    rows = DistrictOutage.objects.filter(
        district=outage.district, from_at__lt=outage.until_at, until_at__gt=outage.from_at
    )
    others = rows.filter(until_at__gt=F("from_at")).exclude(pk=outage.pk)  # one that was called off takes no time
    if others.confirmed().exists():
        raise OutageEntered
    if others.waiting().exists():
        raise OutageWaits


def _faults_of_end(from_at: datetime, until_at: datetime, now: datetime) -> dict[str, list[object]]:
    most = settings.LIFECYCLE.outage_hours
    if until_at <= max(from_at, now):
        return {"until_at": [_("It ends after its start, and in the future.")]}
    if until_at - from_at > timedelta(hours=most):
        return {"until_at": [_("An outage lasts %(hours)s hours at most.") % {"hours": most}]}
    return {}


@atomic
def extend_outage(*, by: User, outage_id: int, until_at: datetime) -> DistrictOutage:
    """It lasts longer.

    Raises NotAllowed to others than officers, NotFound, OutageOver, OutageEntered, OutageWaits, Invalid.
    """
    outage = _take(by, outage_id)
    faults = _faults_of_end(outage.from_at, until_at, clock.now())
    if until_at <= outage.until_at:
        faults = {"until_at": [_("Choose a later end than before.")]}
    if faults:
        raise Invalid(errors=faults)
    require_free(DistrictOutage(pk=outage.pk, district=outage.district, from_at=outage.from_at, until_at=until_at))
    return _set_end(outage, by, until_at, "outage.extended")


@atomic
def end_outage(*, by: User, outage_id: int) -> DistrictOutage:
    """It is over before its time: deadlines that it moved come back by the rest. One to come is called off.

    Raises NotAllowed to others than officers, NotFound, OutageOver, OutageWaits.
    """
    outage = _take(by, outage_id)
    return _set_end(outage, by, max(clock.now(), outage.from_at), "outage.ended")


def lock_outage(by: User, outage_id: int) -> DistrictOutage:
    """The outage, locked after its district. Raises NotAllowed to others than officers, NotFound."""
    require_officer(by)
    row = fetch(DistrictOutage.objects.all(), outage_id)
    lock(District.objects.all(), row.district_id)
    return lock(DistrictOutage.objects.select_related("district"), outage_id)


def _take(by: User, outage_id: int) -> DistrictOutage:
    outage = lock_outage(by, outage_id)
    if outage.is_waiting:
        raise OutageWaits
    if not outage.is_present:
        raise OutageOver
    return outage


def _set_end(outage: DistrictOutage, by: User, until_at: datetime, code: str) -> DistrictOutage:
    outage.until_at = until_at
    outage.look_at = max(outage.from_at, clock.now())
    outage.save(update_fields=["until_at", "look_at"])
    note(outage, by, code)
    return outage


def note(outage: DistrictOutage, by: User, code: str) -> None:
    """Write down who did this, in its history and in the audit log."""
    remembered.clear_now_and_on_commit()
    DistrictOutageChange.objects.create(outage=outage, until_at=outage.until_at, by=by, at=clock.now())
    audit(code, by=by, on=outage, district=outage.district.name_en, until=outage.until_at.isoformat())


def move_deadlines(*, outage_id: int) -> None:
    """Look at the deadlines that run in the district, and move those that are not yet; then tell whom it concerns.
    While it waits for its confirmation, write down which deadlines run.

    Each deadline is moved in a transaction of its own.
    """
    outage = DistrictOutage.objects.select_related("district").get(pk=outage_id)
    looked_at = clock.now()
    if outage.look_at is None or outage.look_at > looked_at:
        return
    moves = MovedDeadline.objects.filter(outage=outage).exclude(by=moving.NONE)
    notified = set(moves.order_by().values_list("person", flat=True))
    look = moving.move if outage.is_confirmed else moving.note_running
    moved = [row for deadline, pk in moving.waiting_rows(outage) if (row := look(outage, deadline, pk))]
    _finish(outage, looked_at, {row.person_id for row in moved if row.person_id} - notified)


@atomic
def _finish(before: DistrictOutage, looked_at: datetime, people: set[int]) -> None:
    rows = DistrictOutage.objects.select_related("district").select_for_update(of=("self",), no_key=True)
    outage = rows.get(pk=before.pk)
    _tell(outage, people)
    if (outage.until_at, outage.state) == (before.until_at, before.state):  # else it is looked at again at once
        outage.look_at = None if looked_at >= outage.until_at else min(looked_at + moving.LOOKS, outage.until_at)
    outage.seen_until = min(looked_at, outage.until_at)
    outage.save(update_fields=["seen_until", "look_at"])


def _tell(outage: DistrictOutage, people: set[int]) -> None:
    """Tell those whose deadlines wait by it for the first time."""
    if people:
        to = User.objects.filter(pk__in=people, is_active=True).order_by("pk")
        waits = events.DeadlinesWait(**events.outage_facts(outage), until=HomeTime(outage.until_at))
        emit(waits, on=outage, by=None, to=to)
