"""The caller's own portfolio: works with texts, links and pictures, in the caller's order."""

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from market.core.api.parsers import JsonParser
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.profiles.models import PortfolioCase, PortfolioPicture
from market.profiles.portfolio.actions import add_case, change_case, move_case, remove_case
from market.profiles.portfolio.picture_actions import add_picture, move_picture, remove_picture, title_picture
from market.profiles.portfolio.serializers import (
    CaseChangeFields,
    CaseFields,
    CaseSerializer,
    PictureChangeFields,
    PictureFields,
    PictureSerializer,
)


def case_response(request: MemberRequest, case_id: int, status: int = 200) -> Response:
    """One of the caller's works."""
    rows = PortfolioCase.objects.filter(profile__user=request.user).prefetch_related("pictures")
    return Response(CaseSerializer(fetch(rows, case_id), context={"request": request}).data, status=status)


class MyCases(DomainView):
    """The caller's works."""

    fields = CaseFields
    pagination_class = None

    @extend_schema(responses=CaseSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """All of them: a dozen at most."""
        rows = PortfolioCase.objects.filter(profile__user=request.user).prefetch_related("pictures")
        return Response(CaseSerializer(list(rows), many=True, context={"request": request}).data)

    @extend_schema(request=CaseFields, responses={201: CaseSerializer})
    def post(self, request: MemberRequest) -> Response:
        """A new work at the end."""
        return case_response(request, add_case(by=request.user, **self.parsed()).pk, 201)


class MyCase(DomainView):
    """One of the caller's works."""

    fields = CaseChangeFields

    @extend_schema(request=CaseChangeFields, responses=CaseSerializer)
    def patch(self, request: MemberRequest, case_id: int) -> Response:
        """The changed work."""
        changes = self.parsed()
        steps = changes.pop("steps", None)
        if steps is not None:
            move_case(by=request.user, case_id=case_id, steps=steps)
        if changes or steps is None:
            change_case(by=request.user, case_id=case_id, **changes)
        return case_response(request, case_id)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, case_id: int) -> Response:
        """Gone, with its pictures."""
        remove_case(by=request.user, case_id=case_id)
        return Response(status=204)


class CasePictures(DomainView):
    """The pictures of one of the caller's works."""

    parser_classes = (MultiPartParser, JsonParser)  # JSON only to answer that the file is missing
    fields = PictureFields

    @extend_schema(request={"multipart/form-data": PictureFields}, responses={201: CaseSerializer})
    def post(self, request: MemberRequest, case_id: int) -> Response:
        """One more picture at the end; the answer is the work."""
        fields = self.parsed()
        add_picture(by=request.user, file=fields["picture"], title=fields["title"], case_id=case_id)
        return case_response(request, case_id, 201)


class MyPicture(DomainView):
    """A picture of the caller's portfolio."""

    fields = PictureChangeFields

    @extend_schema(request=PictureChangeFields, responses=PictureSerializer)
    def patch(self, request: MemberRequest, picture_id: int) -> Response:
        """The picture with its new title or position."""
        changes = self.parsed()
        if "title" in changes:
            title_picture(by=request.user, picture_id=picture_id, title=changes["title"])
        if "steps" in changes:
            move_picture(by=request.user, picture_id=picture_id, steps=changes["steps"])
        rows = PortfolioPicture.objects.filter(profile__user=request.user)
        return self.respond(fetch(rows, picture_id), PictureSerializer)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, picture_id: int) -> Response:
        """Gone, with its files."""
        remove_picture(by=request.user, picture_id=picture_id)
        return Response(status=204)
