"""Jobs over HTTP. The list of jobs is search's, which adds `get` to `CreateJob`; closing a job is of bids."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api import DomainView, MemberRequest
from market.core.db import fetch
from market.jobs.actions import (
    change_job,
    create_job,
    discard_draft,
    invite_freelancer,
    open_talk,
    prolong_job,
    publish_job,
)
from market.jobs.details import JobDetails
from market.jobs.models import Job
from market.jobs.serializers import (
    ChangeJobFields,
    InvitationFields,
    InvitationSerializer,
    JobFields,
    JobSerializer,
    TalkFields,
)
from market.messaging.api import ConversationList
from market.messaging.serializers import ConversationSerializer


class CreateJob(DomainView):
    """`POST jobs/`. Search serves the path: its class inherits from this one and adds `get`, open to all."""

    permission_classes = [IsAuthenticatedOrReadOnly]  # noqa: RUF012  # as DRF declares it
    fields = JobFields

    @extend_schema(operation_id="jobs_create", request=JobFields, responses={201: JobSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Keep a draft."""
        job = create_job(by=request.user, details=JobDetails(**self.parsed()))
        return Response(JobSerializer(job).data, status=201)


class JobDetail(DomainView):
    """A job."""

    permission_classes = [IsAuthenticatedOrReadOnly]  # noqa: RUF012  # as DRF declares it
    fields = ChangeJobFields

    @extend_schema(operation_id="jobs_retrieve", responses=JobSerializer, auth=[])
    def get(self, request: Request, job_id: int) -> Response:
        """The job, for everybody once it is published."""
        return Response(JobSerializer(fetch(Job.objects.with_parts().visible_to(request.user), job_id)).data)

    @extend_schema(operation_id="jobs_change", request=ChangeJobFields, responses=JobSerializer)
    def patch(self, request: MemberRequest, job_id: int) -> Response:
        """Change a draft or an open job."""
        job = change_job(by=request.user, job_id=job_id, changes=self.parsed())  # type: ignore[arg-type]  # its fields
        return Response(JobSerializer(job).data)

    @extend_schema(operation_id="jobs_discard", responses={204: None})
    def delete(self, request: MemberRequest, job_id: int) -> Response:
        """Throw a draft away."""
        discard_draft(by=request.user, job_id=job_id)
        return Response(status=204)


class PublishJob(DomainView):
    """Open a draft for bids."""

    @extend_schema(request=None, responses=JobSerializer)
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """The open job."""
        return Response(JobSerializer(publish_job(by=request.user, job_id=job_id)).data)


class ProlongJob(DomainView):
    """Keep an open job open for as long as a new one."""

    @extend_schema(request=None, responses=JobSerializer)
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """The job with its new `expires_at`."""
        return Response(JobSerializer(prolong_job(by=request.user, job_id=job_id)).data)


class InviteFreelancer(DomainView):
    """Ask a freelancer to bid."""

    fields = InvitationFields

    @extend_schema(request=InvitationFields, responses={201: InvitationSerializer})
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """The invitation."""
        invitation = invite_freelancer(by=request.user, job_id=job_id, profile_id=self.parsed()["profile"])
        return Response(InvitationSerializer(invitation).data, status=201)


class Conversations(ConversationList):
    """The caller's talks, and opening one."""

    fields = TalkFields

    @extend_schema(operation_id="conversations_open", request=TalkFields, responses={201: ConversationSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The talk with a freelancer, opened if need be; the same one each time."""
        asked = self.parsed()
        talk = open_talk(by=request.user, profile_id=asked["profile"], job_id=asked.get("job"))
        return Response(ConversationSerializer(talk, context={"request": request}).data, status=201)
