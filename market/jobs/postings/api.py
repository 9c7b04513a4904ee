"""Jobs in the API. The list is in search, which adds `get` to `CreateJobMixin`; closing a job is in bids."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.db import fetch
from market.jobs.invitations.actions import publish_and_invite
from market.jobs.models import Job
from market.jobs.postings.actions import change_job, discard_draft, duplicate_job, prolong_job
from market.jobs.postings.queries import jobs_in_tab, similar_jobs
from market.jobs.postings.serializers import ChangeJobFields, ChangeSerializer, OwnJobSerializer
from market.jobs.representations import JobCardSerializer, JobSerializer


class JobDetail(DomainView):
    """A job."""

    permission_classes = [IsAuthenticatedOrReadOnly]  # noqa: RUF012  # as DRF declares it
    fields = ChangeJobFields

    @extend_schema(operation_id="jobs_retrieve", responses=JobSerializer, auth=[])
    def get(self, request: Request, job_id: int) -> Response:
        """The job, for everybody once it is published."""
        job = fetch(Job.objects.with_parts().visible_to(request.user), job_id)
        return self.respond(job, JobSerializer)

    @extend_schema(operation_id="jobs_change", request=ChangeJobFields, responses=JobSerializer)
    def patch(self, request: MemberRequest, job_id: int) -> Response:
        """Change a draft or an open job."""
        job = change_job(by=request.user, job_id=job_id, changes=self.parsed())  # type: ignore[arg-type]  # its fields
        return self.respond(job, JobSerializer)

    @extend_schema(operation_id="jobs_discard", responses={204: None})
    def delete(self, request: MemberRequest, job_id: int) -> Response:
        """Delete a draft."""
        discard_draft(by=request.user, job_id=job_id)
        return Response(status=204)


class PublishJob(DomainView):
    """Open a draft for bids."""

    @extend_schema(request=None, responses=JobSerializer)
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """The open job; its `invitees` are invited."""
        job, _invited, _refused = publish_and_invite(by=request.user, job_id=job_id)
        return self.respond(job, JobSerializer)


class ProlongJob(DomainView):
    """Keep an open job open for as long as a new one."""

    @extend_schema(request=None, responses=JobSerializer)
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """The job with its new `expires_at`."""
        return self.respond(prolong_job(by=request.user, job_id=job_id), JobSerializer)


class DuplicateJob(DomainView):
    """Write the same job again."""

    @extend_schema(request=None, responses={201: JobSerializer})
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """The new draft."""
        return self.respond(duplicate_job(by=request.user, job_id=job_id), JobSerializer, status=201)


class JobChanges(DomainView):
    """How a job was changed since it was published."""

    @extend_schema(responses=ChangeSerializer(many=True))
    def get(self, request: MemberRequest, job_id: int) -> Response:
        """The newest first."""
        job = fetch(Job.objects.visible_to(request.user), job_id)
        return self.page_of(job.changes.all(), ChangeSerializer)


class OwnJobs(DomainView):
    """The caller's own jobs."""

    @extend_schema(responses=OwnJobSerializer(many=True), parameters=[OpenApiParameter("tab", str)])
    def get(self, request: MemberRequest) -> Response:
        """Those of a `tab`: drafts, filled, ended, or bids, terms, expiring, refused; by default the open ones."""
        return self.page_of(jobs_in_tab(request.user, request.query_params.get("tab", "")), OwnJobSerializer)


class SimilarJobs(PublicView):
    """Open jobs that are like one."""

    @extend_schema(responses=JobCardSerializer(many=True), auth=[])
    def get(self, request: Request, job_id: int) -> Response:
        """Of the same topic, those with most skills in common first; three at most."""
        job = fetch(Job.objects.with_parts().visible_to(request.user), job_id)
        return self.page_of(similar_jobs(job, request.user), JobCardSerializer)
