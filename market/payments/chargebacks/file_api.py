"""The API of files for a bank: operators list, add and remove them."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.payments.chargebacks import file_actions
from market.payments.chargebacks.evidence_actions import chargeback_for_operator
from market.payments.chargebacks.file_sending import evidence_files
from market.payments.chargebacks.serializers import EvidenceFileFields, EvidenceFileSerializer


class EvidenceView(StaffView):
    """Files that go to the bank with the answer to a chargeback: for operators."""

    roles: ClassVar[tuple[str, ...]] = (User.Role.OPERATOR,)


class EvidenceFiles(EvidenceView):
    """All of them, and a new one."""

    fields = EvidenceFileFields
    pagination_class = None

    @extend_schema(operation_id="chargebacks_files_list", responses=EvidenceFileSerializer(many=True))
    def get(self, request: MemberRequest, chargeback_id: int) -> Response:
        """In the order in which they were added; of an answered one those that the bank has."""
        files = evidence_files(chargeback_for_operator(request.user, chargeback_id))
        return Response(EvidenceFileSerializer(files, many=True, context={"request": request}).data)

    @extend_schema(request=EvidenceFileFields, responses={201: EvidenceFileSerializer})
    def post(self, request: MemberRequest, chargeback_id: int) -> Response:
        """An upload of the caller's. The bank takes PDF, JPEG and PNG, one of each kind and 4.5 MB together."""
        fields = self.parsed()
        file = file_actions.add_evidence_file(
            by=request.user, chargeback_id=chargeback_id, kind=fields["kind"], file_ids=[fields["file"]]
        )
        return self.respond(file, EvidenceFileSerializer, 201)


class EvidenceFileDetail(EvidenceView):
    """One of them."""

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, chargeback_id: int, file_id: int) -> Response:
        """Take it away; the upload stays the caller's."""
        file_actions.remove_evidence_file(by=request.user, chargeback_id=chargeback_id, file_id=file_id)
        return Response(status=204)
