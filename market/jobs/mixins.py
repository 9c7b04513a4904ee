"""The half of an API class that search completes: it serves the list of jobs at the same path."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.jobs.postings.actions import create_job
from market.jobs.postings.details import JobDetails
from market.jobs.postings.serializers import JobFields
from market.jobs.representations import JobSerializer


class CreateJobMixin(DomainView):
    """`POST jobs/`. Search serves the path: its class inherits from this one and adds `get`, open to all."""

    permission_classes = [IsAuthenticatedOrReadOnly]  # noqa: RUF012  # as DRF declares it
    fields = JobFields

    @extend_schema(operation_id="jobs_create", request=JobFields, responses={201: JobSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Save a draft."""
        job = create_job(by=request.user, details=JobDetails(**self.parsed()))
        return self.respond(job, JobSerializer, status=201)
