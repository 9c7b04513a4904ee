"""Support in the administration."""

from django.contrib import admin

from market.coaching.models import Support, SupportAnswer
from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin


@admin.register(Support, site=site)
class SupportTable(ReadOnlyModelAdmin):
    """Conversations of trainees with their trainers: how long they wait, not what they say."""

    columns = ("enrolment", "opened_at", "waits_since", "escalate_at", "is_with_lead")
    search_fields = ("=enrolment__batch__code", "=enrolment__trainee__email")


@admin.register(SupportAnswer, site=site)
class SupportAnswerTable(ReadOnlyModelAdmin):
    """How long trainees waited for answers."""

    columns = ("support", "asked_at", "answered_at", "by")
    search_fields = ("=support__enrolment__batch__code",)
