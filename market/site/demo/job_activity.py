"""Stories of this week about jobs: invitations answered, questions, a change, marks, saved searches, a report."""

from dataclasses import replace

from market.jobs.invitations.actions import accept_invitation, decline_invitation, invite_freelancer
from market.jobs.marks.actions import mark_job
from market.jobs.models import Job, Mark
from market.jobs.postings.actions import change_job, create_job, publish_job
from market.jobs.postings.details import JobDetails, QuestionDraft
from market.safety.actions import report_thing
from market.search.alerts.actions import save_search
from market.site.demo.stage import Stage, Story


def invitations_answered(stage: Stage) -> Story:
    """Omar posts a job without a budget, with questions, invites two freelancers, and changes its days later."""
    omar, farida, rina = (stage.cast[name] for name in ("omar", "farida", "rina"))
    yield 59.1
    earlier = Job.objects.posted().filter(client=omar).latest("pk")
    programs, begin = "Which programs do you use for this?", "When could you begin?"
    asks = (QuestionDraft(programs), QuestionDraft(begin, required=False))
    details = replace(JobDetails.of(earlier), budget_min=None, budget_max=None, questions=asks, duration_days=21)
    job = create_job(by=omar, details=details)
    publish_job(by=omar, job_id=job.pk)
    yield 0.2
    for freelancer in (farida, rina):
        invite_freelancer(by=omar, job_id=job.pk, profile_id=freelancer.profile.pk)
    yield 0.2
    decline_invitation(by=rina, invitation_id=job.invitations.get(freelancer=rina).pk, why="time")
    accept_invitation(by=farida, invitation_id=job.invitations.get(freelancer=farida).pk)
    change_job(by=omar, job_id=job.pk, changes={"duration_days": 28})


def jobs_marked(stage: Stage) -> Story:
    """Farida and Rina save two jobs each and hide another; Farida reports one to the moderators."""
    yield 59.8
    public_jobs = list(Job.objects.public().exclude(client__in=stage.cast.values()).order_by("-pk")[:6])
    for freelancer, jobs in ((stage.cast["farida"], public_jobs[:3]), (stage.cast["rina"], public_jobs[3:])):
        for job, kind in zip(jobs, (Mark.Kind.SAVED, Mark.Kind.SAVED, Mark.Kind.HIDDEN), strict=False):
            mark_job(by=freelancer, job_id=job.pk, kind=kind)
    if public_jobs:
        report_thing(by=stage.cast["farida"], kind="job", thing_id=public_jobs[-1].pk, reason="money", text="")


def searches_saved(stage: Stage) -> Story:
    """Farida follows logos at once and graphics design by week, Carla data entry by day; a job comes and is told."""
    carla, farida, rahim = (stage.cast[name] for name in ("carla", "farida", "rahim"))
    yield 56
    save_search(by=farida, kind="jobs", query="q=logo design", frequency="at_once")
    save_search(by=farida, kind="jobs", query="topic=graphics-design", frequency="weekly")
    save_search(by=rahim, kind="talent", query="q=ডেটা এন্ট্রি", frequency="daily")
    save_search(by=carla, kind="talent", query="q=data entry&language=en", frequency="daily", name="For our lists")
    save_search(by=carla, kind="services", query="q=banner&price_max=50", frequency="never")
    yield 3.3
    stage.job(rahim, 0)


STORIES = (invitations_answered, jobs_marked, searches_saved)
