"""The API of a person's home: the same tasks as on her page, for a phone app."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from market.core.api.serializers import MoneyField
from market.core.api.views import DomainView, MemberRequest
from market.messaging.queries import count_unread
from market.site.home.tasks import MOST
from market.site.queries import tasks_of


class TaskSerializer(serializers.Serializer[Any]):
    """Something that waits for her. `kind` is a stable word; `url` is "" where nothing can be pressed."""

    kind = serializers.CharField()
    side = serializers.ChoiceField(["client", "freelancer", "staff"], help_text="As whom she does it.")
    text = serializers.CharField()
    about = serializers.CharField()
    url = serializers.CharField()
    due_at = serializers.DateTimeField(source="due", allow_null=True)
    amount = MoneyField(allow_null=True)
    count = serializers.IntegerField(allow_null=True, help_text="How many: bids, letters, stopped jobs.")


class HomeSerializer(serializers.Serializer[Any]):
    """Her home: the tasks that are due first, whether there are more, and how many messages are unread."""

    side = serializers.CharField(help_text="The side that she turned to; empty for who has one only.")
    tasks = TaskSerializer(many=True)
    more = serializers.BooleanField()
    unread_messages = serializers.IntegerField()


class MyHome(DomainView):
    """What waits for her."""

    @extend_schema(responses=HomeSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The tasks of all her sides and roles, soonest first."""
        tasks = tasks_of(request.user)
        home = {
            "side": request.user.side,
            "tasks": tasks[:MOST],
            "more": len(tasks) > MOST,
            "unread_messages": count_unread(request.user),
        }
        return Response(HomeSerializer(home).data)
