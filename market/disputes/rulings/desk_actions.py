"""Who rules: the moderators' work is shared out, and handed over. Nobody rules with a tie."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import Invalid, NotAllowed
from market.core.base.events import emit
from market.core.base.help_links import HelpPage
from market.core.base.payloads import Written
from market.disputes.claims.common import DisputeNotReady, enter_state, require_dispute_state, seen_dispute
from market.disputes.events import due_of, emit_in_dispute
from market.disputes.models import Dispute
from market.disputes.rulings import events

State = Dispute.State
ROLES = (User.Role.MODERATOR, User.Role.LEAD)
RULING = act_of_two("ruling", *ROLES)  # where two rule, each alone, and where another one rules on appeal
LOOK_INTERVAL = timedelta(days=1)  # how often it is looked whether a dispute has a moderator


class NotAModerator(NotAllowed):
    help = "disputes#ruling"
    code = "not_a_moderator"
    sentence = _("Only a moderator can do this.")


class TiedModerator(NotAllowed):
    help = "disputes#ruling"
    code = "tied_moderator"
    sentence = _("You cannot rule here: you are a side of it, trained the freelancer, or have ruled on it before.")


class GivenToAnother(NotAllowed):
    help = "disputes#ruling"
    code = "given_to_another"
    sentence = _(
        "This dispute is given to %(name)s, who rules on it. If they cannot, take it over first, with a reason."
    )


def begin_ruling(dispute: Dispute, *, at: datetime) -> None:
    """A moderator is to rule. Both parties are notified of the deadline, and the moderator of the assignment."""
    numbers = settings.LIFECYCLE
    days = numbers.small_claim_days if dispute.is_small else numbers.ruling_days
    enter_state(dispute, State.RULING, lasts=timedelta(days=days), at=at)
    dispute.ruling_from = dispute.ruling_from or at
    dispute.save(update_fields=["state", "due_at", "answered_at", "ruling_from"])
    emit_in_dispute(events.DisputeRulingBegins(due=due_of(dispute)), dispute, by=None)
    assign_next(dispute)


def assign_next(dispute: Dispute) -> None:
    """The least loaded moderator without a tie, so none who has ruled before, is asked. Saves it."""
    dispute.moderator = next(iter(free_moderators(dispute)), None)
    dispute.look_at = clock.now() + LOOK_INTERVAL
    was_alone, is_alone = dispute.nobody_free_at is not None, dispute.moderator is None
    dispute.nobody_free_at = (dispute.nobody_free_at or clock.now()) if is_alone else None
    dispute.save(update_fields=["moderator", "look_at", "nobody_free_at"])
    _notify_moderator(dispute)
    if is_alone and not was_alone:
        _announce_nobody_free(dispute)


def _notify_moderator(dispute: Dispute) -> None:
    if dispute.moderator is not None:
        title, due = dispute.milestone.full_title, due_of(dispute)
        assigned = events.DisputeAssigned(title=title, amount=dispute.frozen, due=due)
        emit(assigned, on=dispute, by=None, to=[dispute.moderator])


def _announce_nobody_free(dispute: Dispute) -> None:
    """No moderator without a tie can rule: leads and operators are alerted at once, and both sides are notified of what
    happens then. Leads who see the dispute are led to it, all others to the rule."""
    roles = [str(role) for role in (User.Role.LEAD, User.Role.OPERATOR)]
    parties = (dispute.contract.client_id, dispute.contract.freelancer_id)
    due = due_of(dispute)
    needed = events.DisputeModeratorNeeded(title=dispute.milestone.full_title, amount=dispute.frozen, due=due)
    for user in User.objects.filter(is_active=True, roles__overlap=roles).exclude(pk__in=parties).order_by("pk"):
        is_seen = Dispute.objects.on_desk(user).filter(pk=dispute.pk).exists()
        page = dispute if is_seen else HelpPage("disputes#nobody-free")
        emit(needed, on=dispute, by=None, to=[user], page=page)
    is_appeal = dispute.state == State.APPEALED
    event = events.DisputeNobodyFreeAppeal if is_appeal else events.DisputeNobodyFree
    emit_in_dispute(event(due=due), dispute, by=None)


def free_moderators(dispute: Dispute) -> QuerySet[User]:
    """Who may rule on it now, the least loaded first."""
    load = Count("ruling_on", filter=Q(ruling_on__in=Dispute.objects.to_rule().order_by().values("pk")))
    people = User.objects.filter(is_active=True, roles__overlap=list(ROLES)).exclude(suspended_until__gt=clock.now())
    return people.exclude(pk__in=tied_users(dispute)).annotate(load=load).order_by("load", "pk")


def holder_of(dispute: Dispute) -> User | None:
    """Who has it to rule on, as long as they can: not if they are gone, lost the role, or have a tie by now."""
    holder = dispute.moderator
    if holder is None or not holder.is_active or holder.is_suspended or not holder.has_role(*ROLES):
        return None
    return None if holder.pk in tied_users(dispute) else holder


def takers(dispute: Dispute, by: User) -> QuerySet[User]:
    """To whom the user may give it: its holder, or a lead, to anybody else who may rule. Others take it over."""
    herself = Q(pk=by.pk)
    if holder_of(dispute) in (None, by) or by.has_role(User.Role.LEAD):
        herself |= Q(pk__in=free_moderators(dispute).order_by().values("pk"))
    return User.objects.filter(herself).exclude(ruling_on=dispute).order_by("display_name", "pk")


def tied_users(dispute: Dispute) -> set[int]:
    """Who has a tie: the sides, and who has ruled on it or read a draft before."""
    user_ids = sides_of(dispute)
    user_ids |= set(dispute.rulings.exclude(reader=None).values_list("reader_id", flat=True))
    return user_ids | set(dispute.rulings.exclude(given_at=None).values_list("moderator_id", flat=True))


def sides_of(dispute: Dispute) -> set[int]:
    """The parties, the freelancer's trainer, and who stands by."""
    contract = dispute.contract
    user_ids: set[int] = {contract.client_id, contract.freelancer_id}
    user_ids |= set(
        User.objects.filter(batches__certificates__holder=contract.freelancer_id).values_list("pk", flat=True)
    )
    return user_ids | set(dispute.companions.values_list("user_id", flat=True))


def lock_assigned(by: User, dispute_id: int) -> Dispute:
    """A dispute that waits for a ruling and was given to the moderator, or to nobody who could rule now; locked.

    Raises GivenToAnother, and what `lock_untied` raises.
    """
    dispute = lock_untied(by, dispute_id)
    holder = holder_of(dispute)
    if holder not in (None, by):
        raise GivenToAnother(name=holder.shown_name)
    return dispute


def lock_and_take(by: User, dispute_id: int) -> Dispute:
    """The same, but one that another has is taken over at once. Raises what `lock_untied` raises."""
    dispute = lock_untied(by, dispute_id)
    if holder_of(dispute) not in (None, by):
        return hand_over_dispute(
            by=by, dispute_id=dispute_id, to_id=by.pk, reason=str(_("They rule on it themselves."))
        )
    return dispute


def lock_untied(by: User, dispute_id: int) -> Dispute:
    """A dispute that waits for a ruling, and that the moderator may be given, locked.

    Raises NotFound, NotAModerator to its parties, TiedModerator, NotInAnEmergency where two rule or on appeal,
    DisputeNotReady, TimeIsUp.
    """
    if not by.has_role(*ROLES):
        seen_dispute(by, dispute_id)
        raise NotAModerator
    dispute = seen_dispute(by, dispute_id)
    if by.pk in tied_users(dispute):
        raise TiedModerator
    if dispute.needs_two or dispute.state == State.APPEALED:
        RULING.require(by, first=tied_users(dispute), refusal=TiedModerator)
    require_dispute_state(dispute, *Dispute.RULED)
    if not dispute.waits_for_ruling:
        raise DisputeNotReady(state=_("Ruled"))
    return dispute


@atomic
def hand_over_dispute(*, by: User, dispute_id: int, to_id: int, reason: str) -> Dispute:
    """Give a dispute to another moderator, or take it: by who has it, by a lead, or by whom it is given to.

    Raises NotFound, NotAModerator, TiedModerator, DisputeNotReady, TimeIsUp, Invalid at "to" or "reason".
    """
    dispute = lock_untied(by, dispute_id)
    chosen, previous = takers(dispute, by).filter(pk=to_id).first(), dispute.moderator
    if chosen is None:
        raise Invalid(errors={"to": [_("Choose a moderator who has no tie here, and does not have it already.")]})
    if not reason.strip():
        raise Invalid(errors={"reason": [_("Say in a few words why.")]})
    dispute.moderator = chosen
    dispute.save(update_fields=["moderator"])
    audit("dispute.handed_over", by=by, on=dispute, to=to_id, reason=reason)
    if chosen.pk != by.pk:
        _notify_moderator(dispute)
    if previous is not None and previous.pk != by.pk:
        title, why = dispute.milestone.full_title, Written(by, reason)
        emit(events.DisputeTakenOver(title=title, name=chosen, actor=by, reason=why), on=dispute, by=by, to=[previous])
    return dispute


@atomic
def open_conversation(*, by: User, dispute_id: int, reason: str) -> Dispute:
    """A moderator reads the whole private talk of the parties: with a reason, which is kept and which the lead sees.

    Raises NotFound, NotAModerator, TiedModerator, GivenToAnother, DisputeNotReady, TimeIsUp, Invalid at "reason".
    """
    dispute = lock_assigned(by, dispute_id)
    if not reason.strip():
        raise Invalid(errors={"reason": [_("Say why their private conversation has to be read.")]})
    audit("dispute.talk_opened", by=by, on=dispute, reason=reason)
    return dispute
