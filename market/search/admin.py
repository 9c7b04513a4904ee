"""Search tables in the administration. Documents are copies of texts, so only their owners are shown."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.search.models import JobDocument, ProfileDocument, SavedProfile, SavedService, ServiceDocument


@admin.register(ProfileDocument, JobDocument, ServiceDocument, site=site)
class DocumentTable(ReadOnlyModelAdmin):
    """Search documents."""

    hidden = ("words", "fuzzy")
    private = False


@admin.register(SavedProfile, site=site)
class SavedProfileTable(ReadOnlyModelAdmin):
    """Freelancers whom people saved."""

    columns = ("user", "profile", "at")
    search_fields = ("=user__email",)


@admin.register(SavedService, site=site)
class SavedServiceTable(ReadOnlyModelAdmin):
    """Services that people saved."""

    columns = ("user", "service", "at")
    search_fields = ("=user__email",)
