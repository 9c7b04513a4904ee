"""The second reader: before ruling a moderator may ask another one to read the draft and comment on it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.events import emit
from market.disputes.claims.common import require_dispute_state, seen_dispute
from market.disputes.events import due_of
from market.disputes.models import Dispute, Ruling
from market.disputes.rulings.desk_actions import ROLES, free_moderators, lock_assigned
from market.disputes.rulings.events import DisputeDraftRead, DisputeReaderAsked

if TYPE_CHECKING:
    from market.accounts.models import User


class NothingDrafted(DomainError):
    help = "disputes#ruling"
    code = "nothing_drafted"
    sentence = _("Save a draft first: there is nothing to read yet.")


class EachForHerself(DomainError):
    help = "disputes#ruling"
    code = "each_for_herself"
    sentence = _("Two moderators rule on this claim, each on their own: nobody else reads a draft.")


class NotTheReader(NotAllowed):
    help = "disputes#ruling"
    code = "not_the_reader"
    sentence = _("You were not asked to read a draft here, or the ruling is given.")


READING = act_of_two("reading", *ROLES)


@atomic
def ask_reader(*, by: "User", dispute_id: int, to_id: int) -> Ruling:
    """Ask another moderator to read one's draft. From then on that one has a tie and cannot rule on it.

    Raises NotFound, NotAModerator, TiedModerator, GivenToAnother, DisputeNotReady, TimeIsUp, EachForHerself,
    NothingDrafted, Invalid at "to".
    """
    dispute = lock_assigned(by, dispute_id)
    if dispute.needs_two and dispute.state == Dispute.State.RULING:
        raise EachForHerself
    draft = dispute.rulings.filter(moderator=by, given_at=None).last()
    if draft is None:
        raise NothingDrafted
    chosen = free_moderators(dispute).exclude(pk=by.pk).filter(pk=to_id).first()
    if chosen is None:
        raise Invalid(errors={"to": [_("Choose a moderator who has no tie here.")]})
    draft.reader, draft.reader_note, draft.read_at = chosen, "", None
    draft.save(update_fields=["reader", "reader_note", "read_at"])
    audit("ruling.reader_asked", by=by, on=draft, dispute=dispute.pk, to=to_id)
    reader_asked = DisputeReaderAsked(title=dispute.milestone.full_title, actor=by, due=due_of(dispute))
    emit(reader_asked, on=dispute, by=by, to=[chosen])
    return draft


@atomic
def note_on_draft(*, by: "User", dispute_id: int, note: str) -> Ruling:
    """Write what one thinks of a draft that one was asked to read; again, until the ruling is given.

    Raises NotFound, DisputeNotReady, TimeIsUp, NotTheReader, NotInAnEmergency, Invalid at "note".
    """
    dispute = seen_dispute(by, dispute_id)
    require_dispute_state(dispute, *Dispute.RULED)
    draft = dispute.rulings.filter(reader=by, given_at=None).select_related("moderator").last()
    if draft is None:
        raise NotTheReader
    READING.require(by, first=[draft.moderator_id], refusal=NotTheReader)
    if not note.strip():
        raise Invalid(errors={"note": [_("Write what you think of it, also if you would rule alike.")]})
    draft.reader_note, draft.read_at = note, clock.now()
    draft.save(update_fields=["reader_note", "read_at"])
    audit("ruling.draft_read", by=by, on=draft, dispute=dispute.pk)
    draft_read = DisputeDraftRead(title=dispute.milestone.full_title, actor=by)
    emit(draft_read, on=dispute, by=by, to=[draft.moderator])
    return draft
