"""The API of a user's notification settings."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.notifications.preferences.actions import change_news_settings
from market.notifications.preferences.channels import settings_of
from market.notifications.preferences.serializers import NewsSettingsFields, NewsSettingsSerializer


class MyNotificationSettings(DomainView):
    """The caller's notification settings."""

    fields = NewsSettingsFields

    @extend_schema(responses=NewsSettingsSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The settings."""
        return self.respond(settings_of(request.user), NewsSettingsSerializer)

    @extend_schema(request=NewsSettingsFields, responses=NewsSettingsSerializer)
    def patch(self, request: MemberRequest) -> Response:
        """Change some of them."""
        changes = self.parsed()
        changed = change_news_settings(by=request.user, choices=changes.pop("kinds", {}), **changes)
        return self.respond(changed, NewsSettingsSerializer)
