"""Asking a freelancer to bid, her answer, and opening a talk with her."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.people.restraint_actions import require_unlimited
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import Invalid, require_length
from market.core.base.payloads import Written
from market.core.text.bangla import nfc
from market.core.text.locale import activate_for
from market.jobs.models import Invitation, Job
from market.jobs.postings.actions import keep_open, own_job
from market.jobs.postings.refusals import AlreadyInvited, InvitationAnswered, JobNotOpen, NotInvitedYet, OwnProfile
from market.jobs.questions.actions import thread_for, thread_of
from market.messaging.actions import post_system_message
from market.messaging.models import Conversation
from market.notifications.inbox.actions import notify
from market.profiles.freelancers.absence_actions import require_present
from market.profiles.models import Profile

if TYPE_CHECKING:
    from market.accounts.models import User

DAY = timedelta(days=1)
REASON_LENGTH = WORDS_LENGTH = 300


@atomic
def invite_freelancer(*, by: "User", job_id: int, profile_id: int, words: str = "") -> Invitation:
    """Ask a freelancer to bid on one's open job: she is told, sees the job, and both can talk about it.

    `words` of the client's own stand in the invitation. Raises NotFound (also for a profile that is not public),
    NotYourJob, JobNotOpen, OwnProfile, Limited, FreelancerAway, AlreadyInvited, TooMany, and Invalid for long words.
    """
    job = own_job(by, job_id)
    words = nfc(words).strip()
    require_length("words", words, WORDS_LENGTH)
    profile = fetch(Profile.objects.public_to(by).select_related("user"), profile_id)
    if not job.is_open:
        raise JobNotOpen(state=job.state_label)
    if profile.user_id == by.pk:
        raise OwnProfile
    require_unlimited(by)
    require_present(profile)
    if Invitation.objects.filter(job=job, freelancer=profile.user_id).exists():
        raise AlreadyInvited(name=profile.user.display_name)
    limits.spend("invitation", by.pk, times=settings.LIFECYCLE.invitations_per_day, per=DAY)
    invitation = Invitation.objects.create(job=job, freelancer=profile.user, words=words, created_at=clock.now())
    thread = thread_for(job, by, profile.user)
    keep_open(job)
    audit("job.invited", by=by, on=job, freelancer=profile.user_id)
    post_system_message(thread.conversation, "job.invited", client=by, job=job.title)
    notify(profile.user, "job.invited", by, on=job, client=by, job=job.title)
    return invitation


@atomic
def open_talk(*, by: "User", profile_id: int, job_id: int | None = None) -> Conversation:
    """The client's talk with a freelancer, about one of the client's jobs or about none; opened if need be.

    Raises NotFound (also for a profile that is not public), NotYourJob, OwnProfile, Limited, and TooMany past the
    day's new talks.
    """
    profile = fetch(Profile.objects.public_to(by).select_related("user"), profile_id)
    job = None if job_id is None else own_job(by, job_id)
    if profile.user_id == by.pk:
        raise OwnProfile
    if job is not None and job.state in (Job.State.DRAFT, Job.State.REMOVED):
        raise JobNotOpen(state=job.state_label)
    known = thread_of(job, by, profile.user)
    if known is None:
        require_unlimited(by)
        limits.spend("invitation", by.pk, times=settings.LIFECYCLE.invitations_per_day, per=DAY)
        known = thread_for(job, by, profile.user)
        audit("talk.opened", by=by, on=known.conversation, freelancer=profile.user_id, job=job_id)
    return known.conversation


@atomic
def accept_invitation(*, by: "User", invitation_id: int) -> Invitation:
    """She wants to bid; the client is told. Her bid itself follows.

    Raises NotFound to strangers, NotInvitedYet to the client, JobNotOpen, Limited, InvitationAnswered.
    """
    invitation = _invitation_to_answer(by, invitation_id)
    require_unlimited(by)
    if invitation.state == Invitation.State.ACCEPTED:
        raise InvitationAnswered
    _answer(invitation, Invitation.State.ACCEPTED)
    audit("invitation.accepted", by=by, on=invitation.job)
    _tell(invitation, "invitation.accepted")
    return invitation


@atomic
def decline_invitation(*, by: "User", invitation_id: int, why: str, reason: str = "") -> Invitation:
    """She does not want to bid, for a reason (a value of Invitation.Why, and her own words if she likes).

    Raises NotFound to strangers, NotInvitedYet to the client, JobNotOpen, InvitationAnswered, and Invalid for an
    unknown or a long reason.
    """
    invitation = _invitation_to_answer(by, invitation_id)
    words = nfc(reason).strip()
    if why not in Invitation.Why.values:
        raise Invalid(errors={"why": [_("Choose a reason.")]})
    require_length("reason", words, REASON_LENGTH)
    if invitation.state == Invitation.State.DECLINED:
        raise InvitationAnswered
    _answer(invitation, Invitation.State.DECLINED, why, words)
    audit("invitation.declined", by=by, on=invitation.job, why=why)
    with activate_for(invitation.job.client):
        label = str(WHY_SHE_DECLINED[Invitation.Why(why)])
    _tell(invitation, "invitation.declined", reason=Written(by, f"{label} {words}".strip()))
    return invitation


# Her reason, as the client reads it.
WHY_SHE_DECLINED = {
    Invitation.Why.BUSY: _("She has no time now."),
    Invitation.Why.FIELD: _("It is not her kind of work."),
    Invitation.Why.BUDGET: _("The budget does not fit the work, she finds."),
    Invitation.Why.TIME: _("The days do not suffice, she finds."),
    Invitation.Why.OTHER: _("She has another reason."),
}


def answered_by_bid(job: Job, freelancer: "User") -> None:
    """A bid answers her invitation, if there was one; the client hears of the bid itself."""
    Invitation.objects.filter(job=job, freelancer=freelancer).exclude(state=Invitation.State.ACCEPTED).update(
        state=Invitation.State.ACCEPTED, why="", reason="", answered_at=clock.now()
    )


def _invitation_to_answer(by: "User", invitation_id: int) -> Invitation:
    seen = Invitation.objects.visible_to(by)
    job = (
        Job.objects.select_for_update(of=("self",), no_key=True)
        .filter(invitations__in=seen.filter(pk=invitation_id))
        .first()
    )
    invitation = lock(seen.select_related("job__client", "freelancer"), invitation_id)
    if invitation.freelancer_id != by.pk:
        raise NotInvitedYet
    if job is None or not job.is_open:
        raise JobNotOpen(state=invitation.job.state_label)
    return invitation


def _answer(invitation: Invitation, state: Invitation.State, why: str = "", reason: str = "") -> None:
    invitation.state, invitation.why, invitation.reason = state, why, reason
    invitation.answered_at = clock.now()
    invitation.save(update_fields=["state", "why", "reason", "answered_at"])


def _tell(invitation: Invitation, kind: str, **facts: object) -> None:
    job, her = invitation.job, invitation.freelancer
    post_system_message(thread_for(job, job.client, her).conversation, kind, freelancer=her)
    notify(job.client, kind, her, on=job, freelancer=her, job=job.title, **facts)
