"""Taking back a measure: by any moderator; a ban by two, one who asks and another who confirms."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch
from market.core.base.errors import Invalid, NotAllowed, require_length
from market.core.base.events import emit
from market.core.base.reasons import has_substance, too_thin
from market.core.text.bangla import nfc
from market.moderation.cases.ties import has_tie, lock_case_of_measure
from market.moderation.measures.actions import (
    REASON_LENGTH,
    lock_standing_measure,
    write_measure_end,
)
from market.moderation.measures.events import MeasureUndoAsked, MeasureUndone
from market.moderation.models import Appeal, Measure

MODERATORS = (User.Role.MODERATOR, User.Role.LEAD)
ENDING_BAN = act_of_two("end_of_ban", *MODERATORS)


class NotYourBan(NotAllowed):
    help = "moderation#steps"
    code = "not_your_ban"
    sentence = _("Who imposed a ban, or a lead, asks to withdraw it; another moderator confirms. Tell one of them.")


class SecondModeratorNeeded(NotAllowed):
    help = "moderation#steps"
    code = "second_person_needed"
    sentence = _("You asked to take this ban back: another moderator confirms it.")


@atomic
def undo_measure(*, by: User, measure_id: int, reason: str) -> Measure:
    """A moderator takes a measure back: its effect ends at once, and the user is notified why. A waiting appeal is
    decided by that. For a ban, the first call asks and a second one by another moderator confirms: the user reads the
    reason of the first, so the second need not give one.

    Raises NotFound, Tied, MeasureEnded, Invalid at "reason"; of a ban NotInAnEmergency, NotYourBan,
    SecondModeratorNeeded.
    """
    case = lock_case_of_measure(by, fetch(Measure.objects.on_desk(by), measure_id))
    measure = lock_standing_measure(case, measure_id)
    words = nfc(reason).strip()
    if not words and (measure.level != Measure.Level.BAN or measure.undo_asked_by_id is None):
        raise Invalid(errors={"reason": [_("Say why it is withdrawn: the person reads it.")]})
    require_length("reason", words, REASON_LENGTH)
    if measure.level == Measure.Level.BAN:
        ENDING_BAN.require(by, first=[measure.undo_asked_by_id], refusal=SecondModeratorNeeded)
        if measure.undo_asked_by_id is None:
            return _ask(measure, by, words)
        audit("measure.undo_confirmed", by=by, on=case, measure=measure.pk, reason=words)
        words = measure.undo_reason
    write_measure_end(measure, Measure.Ending.UNDONE, by, words)
    answer = {"decided_at": clock.now(), "decided_by": by, "is_upheld": False, "reasons": words}
    Appeal.objects.filter(measure=measure, decided_at=None).update(**answer)
    emit(MeasureUndone(title=measure.title[:120]), on=measure, by=by, to=[measure.person])
    return measure


def may_ask_to_undo(by: User, measure: Measure) -> bool:
    """Whether this moderator may ask to take a ban back."""
    return by.pk == measure.imposed_by_id or by.has_own_role(User.Role.LEAD)


def _ask(measure: Measure, by: User, reason: str) -> Measure:
    """The first of two: nothing ends yet, and all who may confirm are notified."""
    if not may_ask_to_undo(by, measure):
        raise NotYourBan
    if not has_substance(reason):
        raise Invalid(errors={"reason": [too_thin()]})
    measure.undo_asked_by, measure.undo_asked_at, measure.undo_reason = by, clock.now(), reason
    measure.save(update_fields=["undo_asked_by", "undo_asked_at", "undo_reason"])
    audit("measure.undo_asked", by=by, on=measure.case, measure=measure.pk, reason=reason)
    people = User.objects.filter(is_active=True, roles__overlap=[str(role) for role in MODERATORS])
    people = people.exclude(pk__in=(by.pk, measure.person_id)).order_by("pk")
    to = [person for person in people if not has_tie(person, measure.person_id)]
    emit(MeasureUndoAsked(actor=by, title=measure.title[:120]), on=measure.case, by=by, to=to)
    return measure
