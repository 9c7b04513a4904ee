"""Jobs in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.jobs.models import Change, Invitation, Job, Mark, Question, Thread


@admin.register(Job, site=site)
class JobTable(ReadOnlyModelAdmin):
    """Jobs."""

    columns = ("title", "client", "state", "visibility", "budget_max_amount", "bid_count", "published_at", "expires_at")
    hidden = ("files",)
    search_fields = ("=id", "title", "=client__email")
    list_filter = ("state", "visibility", "currency")
    date_hierarchy = "created_at"


@admin.register(Question, site=site)
class QuestionTable(ReadOnlyModelAdmin):
    """Questions of jobs to bidders."""

    columns = ("job", "position", "is_required")
    search_fields = ("=job__id",)


@admin.register(Change, site=site)
class ChangeTable(ReadOnlyModelAdmin):
    """Changes of open jobs."""

    columns = ("job", "at")
    search_fields = ("=job__id",)
    date_hierarchy = "at"


@admin.register(Invitation, site=site)
class InvitationTable(ReadOnlyModelAdmin):
    """Invitations, without their texts."""

    columns = ("job", "freelancer", "state", "why", "created_at", "answered_at")
    hidden = ("words", "reason")
    search_fields = ("=job__id", "=freelancer__email")
    list_filter = ("state",)
    date_hierarchy = "created_at"


@admin.register(Mark, site=site)
class MarkTable(ReadOnlyModelAdmin):
    """Jobs that users saved or hid."""

    columns = ("user", "job", "kind", "at")
    search_fields = ("=job__id", "=user__email")
    list_filter = ("kind",)


@admin.register(Thread, site=site)
class ThreadTable(ReadOnlyModelAdmin):
    """Which conversation is about which job."""

    columns = ("job", "client", "freelancer", "conversation")
    search_fields = ("=job__id", "=client__email", "=freelancer__email")
