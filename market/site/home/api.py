"""The API of a user's home: the same tasks as on the page, for a phone app."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from market.core.api.tasks import TaskSerializer
from market.core.api.views import DomainView, MemberRequest
from market.core.base.home_tasks import MOST, Home
from market.messaging.queries import count_unread
from market.site.home.serializers import FrontSerializer
from market.training.enrolments.front_queries import front_of


class HomeSerializer(serializers.Serializer[Any]):
    """The user's home: the tasks that are due first, whether there are more, and the number of unread messages."""

    side = serializers.CharField(help_text="The side that the user has chosen; empty for users with one only.")
    front = FrontSerializer(allow_null=True, help_text="What to begin with; null without a course and application.")
    tasks = TaskSerializer(many=True)
    more = serializers.BooleanField()
    unread_messages = serializers.IntegerField()


class MyHome(DomainView):
    """The caller's home."""

    @extend_schema(responses=HomeSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The tasks of all sides and roles of the user, soonest first."""
        home_of_user = Home(request.user)
        tasks = home_of_user.tasks()
        home = {
            "side": request.user.side,
            "front": front_of(request.user, home_of_user.facts),
            "tasks": tasks[:MOST],
            "more": len(tasks) > MOST,
            "unread_messages": count_unread(request.user),
        }
        return self.respond(home, HomeSerializer)
