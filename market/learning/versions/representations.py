"""What drafts use of the API of versions too."""

from typing import Any, cast

from rest_framework import serializers
from rest_framework.request import Request

from market.accounts.models import User
from market.core.api.serializers import PersonSerializer
from market.core.api.views import DomainView
from market.core.base.errors import NotFound
from market.learning.courses.models import CourseVersion
from market.learning.versions.actions import ROLES


class WriterSerializer(PersonSerializer):
    """Who wrote or read it, by their public names."""


class CourseVersionSerializer(serializers.ModelSerializer[CourseVersion]):
    """A version of a course: waiting for a second person, sent back, or published."""

    course = serializers.CharField(source="course.slug")
    written_by = WriterSerializer(allow_null=True)
    reviewed_by = WriterSerializer(allow_null=True)

    class Meta:
        model = CourseVersion
        fields = [
            *("id", "course", "number", "state", "title_en", "title_bn", "summary_en", "summary_bn"),
            *("written_by", "reviewed_by", "written_at", "published_at", "answer"),
        ]
        read_only_fields = fields


class Writers(DomainView):
    """The base of paths for trainers and officers: for others there is nothing."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After DRF's checks: raises NotFound to others."""
        super().initial(request, *args, **kwargs)
        if not cast("User", request.user).has_role(*ROLES):
            raise NotFound
