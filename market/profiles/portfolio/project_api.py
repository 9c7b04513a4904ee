"""A passed project of a course as a work of the portfolio."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.profiles.portfolio import project_actions
from market.profiles.portfolio.api import case_response
from market.profiles.portfolio.serializers import CaseSerializer


class AddProjectCase(DomainView):
    """The caller's passed project in the portfolio."""

    @extend_schema(request=None, responses=CaseSerializer)
    def post(self, request: MemberRequest, project_id: int) -> Response:
        """The work that was made of it, now or before."""
        case = project_actions.add_project_case(by=request.user, project_id=project_id)
        return case_response(request, case.pk)
