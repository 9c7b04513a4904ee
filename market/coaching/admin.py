"""Support and coaching in the administration."""

from django.contrib import admin

from market.coaching.models import BidReview, Coaching, Consent, Support, SupportAnswer
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

    columns = ("support", "batch", "asked_at", "answered_at", "by")
    search_fields = ("=batch__code",)


@admin.register(Coaching, site=site)
class CoachingTable(ReadOnlyModelAdmin):
    """Who coaches whom, since when and until when."""

    columns = ("freelancer", "coach", "batch", "state", "asked_at", "began_at", "ends_at", "ended_at", "ended_by")
    list_filter = ("state",)
    search_fields = ("=batch__code", "=freelancer__email", "=coach__email")


@admin.register(Consent, site=site)
class ConsentTable(ReadOnlyModelAdmin):
    """What freelancers agreed to."""

    columns = ("coaching", "given_at", "days", "shows")
    search_fields = ("=coaching__batch__code",)


@admin.register(BidReview, site=site)
class BidReviewTable(ReadOnlyModelAdmin):
    """When coaches were asked and answered: not what stands in the bids and the comments."""

    columns = ("coaching", "asked_at", "answered_at", "closed_at")
    hidden = ("cover_letter", "answers", "milestones", "amount_value", "days", "comment", "price_comment")
    search_fields = ("=coaching__batch__code",)
