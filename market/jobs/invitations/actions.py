"""Inviting a freelancer to bid, and the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.people.restraint_actions import require_unlimited
from market.core.base import clock, limits
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, require_length
from market.core.base.events import Event, emit
from market.core.base.payloads import Written
from market.core.text.bangla import nfc
from market.core.text.locale import activate_for
from market.jobs.invitations.events import InvitationAccepted, InvitationDeclined, JobInvited
from market.jobs.models import Invitation, Job
from market.jobs.postings.actions import extend_on_activity, own_job, publish_job
from market.jobs.postings.details import MOST_INVITEES
from market.jobs.postings.refusals import AlreadyInvited, InvitationAnswered, JobNotOpen, NotInvitedYet, OwnProfile
from market.jobs.questions.actions import get_or_open_thread
from market.profiles.freelancers.absence_actions import require_present
from market.profiles.models import Profile

if TYPE_CHECKING:
    from market.accounts.models import User

DAY = timedelta(days=1)
REASON_LENGTH = WORDS_LENGTH = 300
CHOOSE_SOME = _("Choose one to ten people.")


@atomic
def invite_freelancer(*, by: "User", job_id: int, profile_id: int, words: str = "") -> Invitation:
    """Ask a freelancer to bid on an open job of `by`: they are notified and see the job, and both can write.

    `words` is the client's text in the invitation. Raises NotFound (also for a profile that is not public),
    NotYourJob, JobNotOpen, OwnProfile, Limited, FreelancerAway, AlreadyInvited, TooMany, and Invalid for long words.
    """
    job = own_job(by, job_id)
    words = nfc(words).strip()
    require_length("words", words, WORDS_LENGTH)
    return _invite(by, job, profile_id, words)


@dataclass(frozen=True, slots=True)
class NotInvited:
    """A freelancer who was not invited, and why; `name` is "" where the profile may not be seen."""

    profile_id: int
    name: str
    refusal: DomainError


@atomic
def invite_freelancers(
    *, by: "User", job_id: int, profile_ids: Iterable[int], words: str = ""
) -> tuple[list[Invitation], list[NotInvited]]:
    """Ask several freelancers to bid, MOST_INVITEES at most: the invitations, and who was not invited, with the reason.

    What holds for one invitation holds for each; one that is refused undoes none of the others. Two requests for one
    job wait for each other, so nobody is invited twice. Raises NotFound, NotYourJob, JobNotOpen, Limited, and Invalid
    for long words and for none or too many freelancers.
    """
    job = own_job(by, job_id)
    words = nfc(words).strip()
    require_length("words", words, WORDS_LENGTH)
    ids = sorted(set(profile_ids))  # in one order, so that no two wait for each other
    if not 1 <= len(ids) <= MOST_INVITEES:
        raise Invalid(errors={"profiles": [CHOOSE_SOME]})
    if not job.is_open:
        raise JobNotOpen(state=job.state_label)
    require_unlimited(by)
    profiles = Profile.objects.public_to(by).filter(pk__in=ids).select_related("user")
    names = {profile.pk: profile.user.shown_name for profile in profiles}
    invitations, refused = list[Invitation](), list[NotInvited]()
    for pk in ids:
        try:
            with atomic():
                invitations.append(_invite(by, job, pk, words))
        except DomainError as refusal:
            refused.append(NotInvited(pk, names.get(pk, ""), refusal))
    return invitations, refused


@atomic
def publish_and_invite(*, by: "User", job_id: int) -> tuple[Job, list[Invitation], list[NotInvited]]:
    """Publish a draft and invite whom the client chose while writing it: the job, the invitations, and who was not
    invited. Raises what `publish_job` raises.
    """
    job = publish_job(by=by, job_id=job_id)
    profile_ids = list(job.invitees.values_list("pk", flat=True))
    if not profile_ids:
        return job, [], []
    return job, *invite_freelancers(by=by, job_id=job_id, profile_ids=profile_ids)


def _invite(by: "User", job: Job, profile_id: int, words: str) -> Invitation:
    """Invite to a job that is locked."""
    profile = fetch(Profile.objects.public_to(by).select_related("user"), profile_id)
    if not job.is_open:
        raise JobNotOpen(state=job.state_label)
    if profile.user_id == by.pk:
        raise OwnProfile
    require_unlimited(by)
    require_present(profile)
    if Invitation.objects.filter(job=job, freelancer=profile.user_id).exists():
        raise AlreadyInvited(name=profile.user.shown_name)
    limits.spend("invitation", by.pk, times=settings.LIFECYCLE.invitations_per_day, per=DAY)
    invitation = Invitation.objects.create(job=job, freelancer=profile.user, words=words, created_at=clock.now())
    thread = get_or_open_thread(job, by, profile.user)
    extend_on_activity(job)
    invited = JobInvited(client=by, job=job.title, freelancer=profile.user_id)
    emit(invited, on=job, by=by, to=[profile.user], about=by, conversation=thread.conversation)
    return invitation


@atomic
def accept_invitation(*, by: "User", invitation_id: int) -> Invitation:
    """Record that the freelancer wants to bid, and notify the client. The bid itself follows.

    Raises NotFound to strangers, NotInvitedYet to the client, JobNotOpen, Limited, InvitationAnswered.
    """
    invitation = _lock_invitation(by, invitation_id)
    require_unlimited(by)
    if invitation.state == Invitation.State.ACCEPTED:
        raise InvitationAnswered
    _save_answer(invitation, Invitation.State.ACCEPTED)
    _emit(InvitationAccepted(freelancer=by, job=invitation.job.title), invitation)
    return invitation


@atomic
def decline_invitation(*, by: "User", invitation_id: int, why: str, reason: str = "") -> Invitation:
    """Record that the freelancer does not bid: `why` is a value of Invitation.Why, `reason` an optional text.

    Raises NotFound to strangers, NotInvitedYet to the client, JobNotOpen, InvitationAnswered, and Invalid for an
    unknown or a long reason.
    """
    invitation = _lock_invitation(by, invitation_id)
    words = nfc(reason).strip()
    if why not in Invitation.Why.values:
        raise Invalid(errors={"why": [_("Choose a reason.")]})
    require_length("reason", words, REASON_LENGTH)
    if invitation.state == Invitation.State.DECLINED:
        raise InvitationAnswered
    _save_answer(invitation, Invitation.State.DECLINED, why, words)
    with activate_for(invitation.job.client):
        label = str(DECLINE_REASONS[Invitation.Why(why)])
    answer = Written(by, f"{label} {words}".strip())
    _emit(InvitationDeclined(freelancer=by, job=invitation.job.title, reason=answer, why=why), invitation)
    return invitation


# The freelancer's reason, as the client reads it.
DECLINE_REASONS = {
    Invitation.Why.BUSY: _("She has no time now."),
    Invitation.Why.FIELD: _("It is not her kind of work."),
    Invitation.Why.BUDGET: _("The budget does not fit the work, she finds."),
    Invitation.Why.TIME: _("The days do not suffice, she finds."),
    Invitation.Why.OTHER: _("She has another reason."),
}


def accept_by_bid(job: Job, freelancer: "User") -> None:
    """Accept the freelancer's invitation, if any, since they bid. The client is notified of the bid instead."""
    Invitation.objects.filter(job=job, freelancer=freelancer).exclude(state=Invitation.State.ACCEPTED).update(
        state=Invitation.State.ACCEPTED, why="", reason="", answered_at=clock.now()
    )


def _lock_invitation(by: "User", invitation_id: int) -> Invitation:
    visible = Invitation.objects.visible_to(by)
    job = (
        Job.objects.select_for_update(of=("self",), no_key=True)
        .filter(invitations__in=visible.filter(pk=invitation_id))
        .first()
    )
    invitation = lock(visible.select_related("job__client", "freelancer"), invitation_id)
    if invitation.freelancer_id != by.pk:
        raise NotInvitedYet
    if job is None or not job.is_open:
        raise JobNotOpen(state=invitation.job.state_label)
    return invitation


def _save_answer(invitation: Invitation, state: Invitation.State, why: str = "", reason: str = "") -> None:
    invitation.state, invitation.why, invitation.reason = state, why, reason
    invitation.answered_at = clock.now()
    invitation.save(update_fields=["state", "why", "reason", "answered_at"])


def _emit(event: Event, invitation: Invitation) -> None:
    """Emit what the freelancer answered, to the client."""
    job, by = invitation.job, invitation.freelancer
    conversation = get_or_open_thread(job, job.client, by).conversation
    emit(event, on=job, by=by, to=[job.client], about=by, conversation=conversation)
