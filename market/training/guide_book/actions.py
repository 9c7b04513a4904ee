"""Paper copies: an officer sends those of a batch, and each trainee says whether theirs has arrived."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError
from market.core.base.events import Address, emit
from market.training.certificates.actions import require_officer
from market.training.guide_book import events
from market.training.issuing.actions import officers
from market.training.models import Batch, Enrolment, GuideCopy, GuideCopyChange

State = GuideCopy.State


class NoCopySent(DomainError):
    help = "programme#guide"
    code = "no_copy_sent"
    sentence = _("No paper copy has been sent to this batch yet.")


@atomic
def send_guide_copies(*, by: User, batch_id: int) -> int:
    """The copies of a batch are on their way: of each trainee who has none yet, or has not received theirs. Returns how
    many; repeated, there are none. Raises NotFound, NotAllowed to others than officers."""
    batch = lock(Batch.objects.visible_to(by), batch_id)
    require_officer(by)
    places = batch.enrolments.studying().exclude(guide_copy__state__in=(State.SENT, State.RECEIVED))
    rows = list(places.select_related("trainee", "guide_copy"))
    for place in rows:
        copy = getattr(place, "guide_copy", None) or GuideCopy(enrolment=place)
        _say(copy, State.SENT, by)
    if rows:
        page = Address(reverse("guide_book"))
        emit(events.GuideCopiesSent(batch=batch.code), on=batch, by=by, to=[each.trainee for each in rows], page=page)
    return len(rows)


@atomic
def acknowledge_guide_copy(*, by: User, enrolment_id: int, has_it: bool) -> GuideCopy:
    """The trainee has the copy, or has not received it: then the officers hear of it. Repeated, nothing changes.

    Raises NotFound to others, NoCopySent.
    """
    place = lock(Enrolment.objects.studying().filter(trainee=by).select_related("batch"), enrolment_id)
    copy = GuideCopy.objects.filter(enrolment=place).first()
    if copy is None:
        raise NoCopySent
    state = State.RECEIVED if has_it else State.MISSING
    if copy.state != state:
        _say(copy, state, by)
        if not has_it:
            emit(events.GuideCopyMissing(trainee=by, batch=place.batch.code), on=place.batch, by=by, to=officers())
    return copy


def _say(copy: GuideCopy, state: str, by: User) -> None:
    copy.state, copy.changed_at = state, clock.now()
    copy.save()
    GuideCopyChange.objects.create(copy=copy, state=state, by=by, at=copy.changed_at)
