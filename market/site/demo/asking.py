"""Stories of this week about jobs: an offer asked for, questions, a change, invitations answered, marks, a report."""

from dataclasses import replace

from market.jobs.invitations.actions import accept_invitation, decline_invitation, invite_freelancer
from market.jobs.marks.actions import mark_job
from market.jobs.models import Job, Mark
from market.jobs.postings.actions import change_job, create_job, publish_job
from market.jobs.postings.details import JobDetails, QuestionDraft
from market.safety.actions import report
from market.site.demo.stage import Stage, Story


def offers_asked_for(stage: Stage) -> Story:
    """Omar does not know what his job costs: he asks for offers, with questions, and makes it more urgent later."""
    omar, farida, rina = (stage.cast[name] for name in ("omar", "farida", "rina"))
    yield 59.1
    earlier = Job.objects.posted().filter(client=omar).latest("pk")
    programs, begin = "Which programs do you use for this?", "When could you begin?"
    asks = (QuestionDraft(programs), QuestionDraft(begin, required=False))
    details = replace(JobDetails.of(earlier), budget_min=None, budget_max=None, questions=asks, duration_days=21)
    job = create_job(by=omar, details=details)
    publish_job(by=omar, job_id=job.pk)
    yield 0.2
    for her in (farida, rina):
        invite_freelancer(by=omar, job_id=job.pk, profile_id=her.profile.pk)
    yield 0.2
    decline_invitation(by=rina, invitation_id=job.invitations.get(freelancer=rina).pk, why="time")
    accept_invitation(by=farida, invitation_id=job.invitations.get(freelancer=farida).pk)
    change_job(by=omar, job_id=job.pk, changes={"duration_days": 28})


def set_aside(stage: Stage) -> Story:
    """Farida and Rina save a job each and hide another; Farida reports one to the moderators."""
    yield 59.8
    found = list(Job.objects.public().exclude(client__in=stage.cast.values()).order_by("-pk")[:6])
    for her, jobs in ((stage.cast["farida"], found[:3]), (stage.cast["rina"], found[3:])):
        for job, kind in zip(jobs, (Mark.Kind.SAVED, Mark.Kind.SAVED, Mark.Kind.HIDDEN), strict=False):
            mark_job(by=her, job_id=job.pk, kind=kind)
    if found:
        report(by=stage.cast["farida"], kind="job", thing_id=found[-1].pk, reason="money", text="")


STORIES = (offers_asked_for, set_aside)
