"""The API of badges of passed exams."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.learning.badges import actions
from market.learning.badges.models import ExamBadge
from market.learning.badges.serializers import ExamBadgeFields, ExamBadgeSerializer


class ExamBadges(DomainView):
    """Badges of the caller's passed exams."""

    @extend_schema(responses=ExamBadgeSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Those that were made, the newest first; those too that were taken back."""
        return self.page_of(ExamBadge.objects.of(request.user).with_exam(), ExamBadgeSerializer)


class MakeExamBadge(DomainView):
    """The badge of a passed paper of the caller."""

    fields = ExamBadgeFields

    @extend_schema(request=ExamBadgeFields, responses=ExamBadgeSerializer)
    def post(self, request: MemberRequest, sitting_id: int) -> Response:
        """The badge, made if there is none like it. From then on anybody who has its address sees it."""
        badge = actions.make_exam_badge(by=request.user, sitting_id=sitting_id, **self.parsed())
        return self.respond(badge, ExamBadgeSerializer)


class RevokeExamBadge(DomainView):
    """Take a badge back."""

    @extend_schema(request=None, responses=ExamBadgeSerializer)
    def post(self, request: MemberRequest, exam_badge_id: UUID) -> Response:
        """From now on every verifier says that it does not count."""
        badge = actions.revoke_exam_badge(by=request.user, exam_badge_id=exam_badge_id)
        return self.respond(badge, ExamBadgeSerializer)
