"""Jobs in the API. The list of jobs is in search, which adds `get` to `CreateJobMixin`; closing a job is in bids."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.db import fetch
from market.jobs.invitations.actions import accept_invitation, decline_invitation, invite_freelancer, start_conversation
from market.jobs.marks.actions import mark_job, unmark_job
from market.jobs.models import Invitation, Job, Mark
from market.jobs.postings.actions import change_job, discard_draft, duplicate_job, prolong_job, publish_job
from market.jobs.postings.refusals import NotYourJob
from market.jobs.queries import invitations_of, jobs_in_tab, marked_jobs, similar_jobs
from market.jobs.representations import JobCardSerializer, JobSerializer
from market.jobs.serializers import (
    ChangeJobFields,
    ChangeSerializer,
    DeclineInvitationFields,
    HerInvitationSerializer,
    InvitationFields,
    InvitationSerializer,
    MarkSerializer,
    OwnJobSerializer,
    TalkFields,
)
from market.messaging.mixins import ListConversationsMixin
from market.messaging.representations import ConversationSerializer


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
        """The open job."""
        return self.respond(publish_job(by=request.user, job_id=job_id), JobSerializer)


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


class JobInvitations(DomainView):
    """Who was invited to a job, for its client."""

    @extend_schema(operation_id="jobs_invitations_list", responses=InvitationSerializer(many=True))
    def get(self, request: MemberRequest, job_id: int) -> Response:
        """The newest first, each with the freelancer's answer."""
        job = fetch(Job.objects.visible_to(request.user), job_id)
        if job.client_id != request.user.pk:
            raise NotYourJob
        rows = (
            Invitation.objects.visible_to(request.user)
            .filter(job=job)
            .select_related("freelancer__profile")
            .order_by("-pk")
        )
        return self.page_of(rows, InvitationSerializer)


class Invitations(DomainView):
    """The caller's invitations."""

    @extend_schema(responses=HerInvitationSerializer(many=True), parameters=[OpenApiParameter("answered", bool)])
    def get(self, request: MemberRequest) -> Response:
        """Those that wait for the caller's answer; with `?answered=true` all others."""
        answered = request.query_params.get("answered", "").lower() in ("1", "true")
        return self.page_of(invitations_of(request.user, answered=answered), HerInvitationSerializer)


class AcceptInvitation(DomainView):
    """Tell the client that the caller wants to bid."""

    @extend_schema(request=None, responses=InvitationSerializer)
    def post(self, request: MemberRequest, invitation_id: int) -> Response:
        """The accepted invitation; the bid itself is `POST jobs/{id}/bids/`."""
        return self.respond(accept_invitation(by=request.user, invitation_id=invitation_id), InvitationSerializer)


class DeclineInvitation(DomainView):
    """Say no to an invitation, with a reason."""

    fields = DeclineInvitationFields

    @extend_schema(request=DeclineInvitationFields, responses=InvitationSerializer)
    def post(self, request: MemberRequest, invitation_id: int) -> Response:
        """The declined invitation."""
        declined = decline_invitation(by=request.user, invitation_id=invitation_id, **self.parsed())
        return self.respond(declined, InvitationSerializer)


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


class InviteFreelancer(DomainView):
    """Ask a freelancer to bid."""

    fields = InvitationFields

    @extend_schema(request=InvitationFields, responses={201: InvitationSerializer})
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """The invitation."""
        fields = self.parsed()
        profile_id, words = fields["profile"], fields["words"]
        invitation = invite_freelancer(by=request.user, job_id=job_id, profile_id=profile_id, words=words)
        return self.respond(invitation, InvitationSerializer, status=201)


class Conversations(ListConversationsMixin):
    """The caller's conversations, and opening one."""

    fields = TalkFields

    @extend_schema(operation_id="conversations_open", request=TalkFields, responses={201: ConversationSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The conversation with a freelancer, opened if there is none; the same one each time."""
        fields = self.parsed()
        conversation = start_conversation(by=request.user, profile_id=fields["profile"], job_id=fields.get("job"))
        return self.respond(conversation, ConversationSerializer, status=201)
