"""The search's own tables in the administration: copies of texts, so only what they are copies of."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.search.models import JobDocument, ProfileDocument, SavedProfile, SavedService, ServiceDocument


@admin.register(ProfileDocument, JobDocument, ServiceDocument, site=site)
class DocumentTable(ReadOnlyModelAdmin):
    """What is found by search."""

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
