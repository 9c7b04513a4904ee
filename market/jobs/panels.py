"""What jobs add to the pages of people and talks."""

from typing import Any

from django.http import HttpRequest

from market.core.panels import panel
from market.jobs.models import Job
from market.jobs.queries import jobs_to_invite_to
from market.messaging.models import Conversation
from market.profiles.models import ClientProfile, Profile


@panel("profile.actions", "jobs/profile_actions.html", order=10)
def ways_to_work_with_her(*, request: HttpRequest, profile: Profile, **found: Any) -> dict[str, Any] | None:
    """Invite her to a job, or write to her: for everybody but herself."""
    if request.user.pk == profile.user_id:
        return None
    jobs, invited = jobs_to_invite_to(request.user, profile.user) if request.user.is_authenticated else ([], [])
    return {"jobs": jobs, "invited": invited}


@panel("client.main", "jobs/client_jobs.html", order=10)
def open_jobs_of_client(*, request: HttpRequest, client: ClientProfile, **found: Any) -> dict[str, Any] | None:
    """The client's open jobs that everybody may see."""
    jobs = list(Job.objects.with_parts().public().filter(client=client.user_id).order_by("-published_at")[:20])
    return {"jobs": jobs} if jobs else None


@panel("conversation.aside", "jobs/talk_job.html", order=10)
def job_of_talk(*, request: HttpRequest, conversation: Conversation, **found: Any) -> dict[str, Any] | None:
    """The job that a talk is about."""
    job = Job.objects.visible_to(request.user).filter(threads__conversation=conversation).first()
    return {"job": job} if job else None
