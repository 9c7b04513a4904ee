"""The API of claims of outages: trainees claim, trainers and officers decide."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.audit import log_access, log_access_each
from market.core.base.db import fetch
from market.training.models import OutageClaim
from market.training.outage_claims import actions as outage_actions
from market.training.outage_claims.serializers import ClaimDecisionFields, OutageClaimFields, OutageClaimSerializer


class ClaimOutage(DomainView):
    """Claim an outage during a class."""

    fields = OutageClaimFields

    @extend_schema(request=OutageClaimFields, responses={201: OutageClaimSerializer})
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The claim; a trainer of the batch decides on it. For trainees of the class."""
        claim = outage_actions.claim_outage(by=request.user, session_id=session_id, **self.parsed())
        return self.respond(claim, OutageClaimSerializer, status=201)


class OutageClaims(DomainView):
    """Claims of outages that the user sees."""

    @extend_schema(responses=OutageClaimSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Own ones, those of batches that a trainer teaches, all for officers: the newest first."""
        rows = OutageClaim.objects.visible_to(request.user).select_related("enrolment").order_by("-pk")
        answer = self.page_of(rows, OutageClaimSerializer)
        others = OutageClaim.objects.filter(pk__in=[each["id"] for each in answer.data["results"]])
        log_access_each("outage_claim.seen", by=request.user, on=others.exclude(enrolment__trainee=request.user))
        return answer


class OutageClaimDetail(DomainView):
    """A claim."""

    @extend_schema(responses=OutageClaimSerializer)
    def get(self, request: MemberRequest, claim_id: int) -> Response:
        """It, with its decision."""
        claim = fetch(OutageClaim.objects.visible_to(request.user).select_related("enrolment"), claim_id)
        if claim.enrolment.trainee_id != request.user.pk:
            log_access("outage_claim.seen", by=request.user, on=claim)
        return self.respond(claim, OutageClaimSerializer)


class DecideOutageClaim(DomainView):
    """Decide on a claim."""

    fields = ClaimDecisionFields

    @extend_schema(request=ClaimDecisionFields, responses=OutageClaimSerializer)
    def post(self, request: MemberRequest, claim_id: int) -> Response:
        """The decided claim. Accepted, the trainee is excused from the class."""
        claim = outage_actions.decide_claim(by=request.user, claim_id=claim_id, **self.parsed())
        return self.respond(claim, OutageClaimSerializer)
