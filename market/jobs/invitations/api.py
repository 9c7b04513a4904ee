"""The API of invitations."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.jobs.invitations.actions import (
    accept_invitation,
    decline_invitation,
    invite_freelancer,
    invite_freelancers,
)
from market.jobs.invitations.queries import invitations_of
from market.jobs.invitations.serializers import (
    DeclineInvitationFields,
    HerInvitationSerializer,
    InvitationFields,
    InvitationSerializer,
    InvitationsFields,
    InvitationsSerializer,
)
from market.jobs.models import Invitation, Job
from market.jobs.postings.refusals import NotYourJob


class JobInvitations(DomainView):
    """Who was invited to a job, for its client; and inviting several at once."""

    fields = InvitationsFields

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

    @extend_schema(request=InvitationsFields, responses=InvitationsSerializer)
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """Ask up to ten freelancers to bid; one that is refused undoes none of the others."""
        fields = self.parsed()
        invited, refused = invite_freelancers(
            by=request.user, job_id=job_id, profile_ids=fields["profiles"], words=fields["words"]
        )
        return self.respond({"invited": invited, "refused": refused}, InvitationsSerializer)


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
