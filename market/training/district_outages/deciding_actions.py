"""Another officer confirms or refuses an outage that began before it was entered.

Locks: district, outage.
"""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import DomainError
from market.core.base.events import emit
from market.training.district_outages import events
from market.training.district_outages.actions import lock_outage, note, require_free
from market.training.district_outages.models import DistrictOutage

CONFIRMING = act_of_two("district_outage", User.Role.OFFICER)
State = DistrictOutage.State


class OutageDecided(DomainError):
    """It waits for nobody: decided, or it began too long ago."""

    help = "programme#district-outages"
    code = "district_outage_decided"
    sentence = _("This outage waits for nobody: it is confirmed or refused already, or it began too long ago.")


@atomic
def confirm_outage(*, by: User, outage_id: int) -> DistrictOutage:
    """It counts from its start on: deadlines that run still, and were not over when it began, move.

    Raises NotFound, NotAllowed, NotInAnEmergency, SamePerson, OnePerson, OutageDecided, OutageEntered.
    """
    outage = _take(by, outage_id)
    CONFIRMING.require(by, first=_entered_by(outage))
    require_free(outage)
    outage.state, outage.look_at = State.CONFIRMED, max(outage.from_at, clock.now())
    return _decide(outage, by, "outage.confirmed", events.OutageConfirmed)


@atomic
def refuse_outage(*, by: User, outage_id: int) -> DistrictOutage:
    """It does not count; who entered it takes it back likewise. Raises NotFound, NotAllowed, OutageDecided."""
    outage = _take(by, outage_id)
    outage.state, outage.look_at = State.REFUSED, None
    return _decide(outage, by, "outage.refused", events.OutageRefused)


@atomic
def lapse_outage(*, outage_id: int) -> None:
    """What the site does itself where nobody has decided in time: who entered it is told."""
    rows = DistrictOutage.objects.filter(state=State.WAITING, confirm_until__lte=clock.now())
    outage = rows.select_related("district").select_for_update(of=("self",), no_key=True).filter(pk=outage_id).first()
    if outage is None:
        return
    outage.state, outage.look_at = State.LAPSED, None
    outage.save(update_fields=["state", "look_at"])
    audit("outage.lapsed", by=None, on=outage, district=outage.district.name_en)
    to = User.objects.filter(pk__in=_entered_by(outage), is_active=True)
    emit(events.OutageLapsed(**events.outage_facts(outage)), on=outage, by=None, to=to)


def _take(by: User, outage_id: int) -> DistrictOutage:
    outage = lock_outage(by, outage_id)
    if not outage.is_waiting:
        raise OutageDecided
    return outage


def _entered_by(outage: DistrictOutage) -> list[int]:
    return list(outage.changes.values_list("by", flat=True))


def _decide(
    outage: DistrictOutage, by: User, code: str, event: type[events.OutageConfirmed | events.OutageRefused]
) -> DistrictOutage:
    outage.save(update_fields=["state", "look_at"])
    to = User.objects.filter(pk__in=_entered_by(outage), is_active=True).exclude(pk=by.pk)
    note(outage, by, code)
    emit(event(**events.outage_facts(outage), officer=by), on=outage, by=by, to=to)
    return outage
