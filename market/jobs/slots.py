"""What jobs add to the pages of users and conversations."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from market.core.base.prepared import prepared
from market.core.web.slots import slot_renderer
from market.files.access import reader
from market.files.collections import Collection, collection
from market.files.models import Upload
from market.jobs.invitations.actions import DECLINE_REASONS
from market.jobs.invitations.forms import InviteForm
from market.jobs.invitations.queries import jobs_to_invite_to
from market.jobs.models import Invitation, Job
from market.messaging.models import Conversation
from market.profiles.models import ClientProfile, Profile
from market.safety.kinds import Subject, reportable

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User

MAX_INVITED = 100


@slot_renderer("menu", "jobs/menu.html", order=10)
def set_aside(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """The menu by the chosen side of the account: invitations or jobs, and what the user saved."""
    if not request.user.is_authenticated or request.user.is_staff:
        return None
    side = request.user.side
    return {"works": side == "freelancer", "hires": side != "freelancer"}


@slot_renderer("profile.actions", "jobs/profile_actions.html", order=10)
def ways_to_work_with_her(*, request: HttpRequest, profile: Profile, **context: Any) -> dict[str, Any] | None:
    """Invite a freelancer to a job, or write to them: for everybody but the freelancer and staff."""
    if request.user.pk == profile.user_id or (request.user.is_authenticated and request.user.is_staff):
        return None
    jobs, invited = jobs_to_invite_to(request.user, profile.user) if request.user.is_authenticated else ([], [])
    form = InviteForm(auto_id="invite_%s")
    return {"jobs": jobs, "invited": invited, "form": form}


@slot_renderer("client.main", "jobs/client_jobs.html", order=10)
def open_jobs_of_client(*, request: HttpRequest, client: ClientProfile, **context: Any) -> dict[str, Any] | None:
    """The client's open jobs that everybody may see."""
    jobs = list(Job.objects.with_parts().public().filter(client=client.user_id).order_by("-published_at")[:20])
    return {"jobs": jobs} if jobs else None


@slot_renderer("job.main", "jobs/invited.html", order=20)
def invited_people(*, request: HttpRequest, job: Job, own: bool, **context: Any) -> dict[str, Any] | None:
    """For the client: who was invited, and what they answered."""
    if not own or job.state == Job.State.DRAFT:
        return None
    invited = list(
        Invitation.objects.visible_to(request.user)
        .filter(job=job)
        .select_related("freelancer__profile")
        .order_by("-pk")[:MAX_INVITED]
    )
    return {"invited": invited, "reasons": DECLINE_REASONS} if invited else None


@reportable("job", _("a job"))
def reported_job(by: "User", thing_id: int) -> Subject | None:
    """A job that the person may see."""
    job = Job.objects.visible_to(by).filter(pk=thing_id).first()
    return Subject(job.title, job.get_absolute_url(), job.client_id) if job else None


@reportable("invitation", _("an invitation"))
def reported_invitation(by: "User", thing_id: int) -> Subject | None:
    """An invitation's text or its answer: reported by either side, also across a block."""
    rows = Invitation.objects.filter(Q(freelancer=by) | Q(job__client=by)).select_related("job")
    invitation = rows.filter(pk=thing_id).first()
    if invitation is None:
        return None
    about = invitation.freelancer_id if by.pk == invitation.job.client_id else invitation.job.client_id
    return Subject(invitation.job.title, invitation.job.get_absolute_url(), about)


@reader
def attached_to_jobs(user: "User") -> "QuerySet[Upload]":
    """Files of the jobs that the person may see."""
    return Upload.objects.filter(jobs__in=Job.objects.visible_to(user))


@collection
def files_of_job(user: "User", upload: "Upload") -> Collection | None:
    """The newest job that the person may see and that has the file."""
    job = Job.objects.visible_to(user).filter(files=upload).order_by("-pk").first()
    return Collection(list(job.files.all()), job.get_absolute_url(), job.title) if job else None


@slot_renderer("conversation.aside", "jobs/talk_job.html", order=10)
def job_of_talk(*, request: HttpRequest, conversation: Conversation, **context: Any) -> dict[str, Any] | None:
    """The job that a conversation is about."""
    jobs = _jobs_of_conversation(request.user, conversation)
    return {"job": jobs[0]} if jobs else None


@prepared
def _jobs_of_conversation(user: "User | AnonymousUser", conversation: Conversation) -> "QuerySet[Job]":
    return Job.objects.visible_to(user).filter(threads__conversation=conversation).order_by("pk")[:1]
