"""The API of saved and hidden jobs."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.jobs.marks.actions import mark_job, unmark_job
from market.jobs.marks.queries import marked_jobs
from market.jobs.marks.serializers import MarkSerializer
from market.jobs.models import Mark
from market.jobs.representations import JobCardSerializer


class SaveJob(DomainView):
    """Save a job for later."""

    kind = Mark.Kind.SAVED

    @extend_schema(request=None, responses=MarkSerializer)
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """The mark; it replaces another one."""
        return self.respond(mark_job(by=request.user, job_id=job_id, kind=self.kind), MarkSerializer)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, job_id: int) -> Response:
        """Remove the mark."""
        unmark_job(by=request.user, job_id=job_id, kind=self.kind)
        return Response(status=204)


class HideJob(SaveJob):
    """Not interested: the job is left out of the caller's lists."""

    kind = Mark.Kind.HIDDEN


class SavedJobs(DomainView):
    """The jobs that the caller saved."""

    kind = Mark.Kind.SAVED

    @extend_schema(responses=JobCardSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest mark first."""
        return self.page_of(marked_jobs(request.user, self.kind), JobCardSerializer)


class HiddenJobs(SavedJobs):
    """The jobs that the caller does not want to see in lists."""

    kind = Mark.Kind.HIDDEN
