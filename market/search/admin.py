"""Search tables in the administration. Documents are copies of texts, so only their owners are shown."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.search.models import (
    JobDocument,
    JobSuggestion,
    LessonDocument,
    MessageDocument,
    PastSearch,
    ProfileDocument,
    RankingVersion,
    SavedProfile,
    SavedSearch,
    SavedSearchResult,
    SavedService,
    SearchChange,
    SearchIndex,
    ServiceDocument,
    SkillPhrase,
)


@admin.register(ProfileDocument, JobDocument, ServiceDocument, site=site)
class DocumentTable(ReadOnlyModelAdmin):
    """Search documents."""

    hidden = ("words", "fuzzy")
    private = False


@admin.register(LessonDocument, MessageDocument, site=site)
class MessageDocumentTable(ReadOnlyModelAdmin):
    """Which messages and lessons search has, without their words."""

    hidden = ("words",)
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


@admin.register(PastSearch, site=site)
class PastSearchTable(ReadOnlyModelAdmin):
    """What people searched for last. Their words are theirs: only how many there are, and since when, is shown."""

    columns = ("user", "at")
    hidden = ("q", "list")


@admin.register(SavedSearch, site=site)
class SavedSearchTable(ReadOnlyModelAdmin):
    """Searches that people saved."""

    columns = ("user", "kind", "query", "frequency", "is_paused", "due_at")
    search_fields = ("=user__email",)


@admin.register(SavedSearchResult, site=site)
class SavedSearchResultTable(ReadOnlyModelAdmin):
    """What was told for saved searches."""

    columns = ("search", "object_id", "at")


@admin.register(JobSuggestion, site=site)
class JobSuggestionTable(ReadOnlyModelAdmin):
    """New jobs of which freelancers are told."""

    columns = ("user", "job", "created_at", "due_at", "settled_at", "is_told")
    search_fields = ("=user__email",)


@admin.register(SkillPhrase, site=site)
class SkillPhraseTable(ReadOnlyModelAdmin):
    """What people say who want a skill."""

    columns = ("skill", "language", "text", "is_active")
    search_fields = ("text",)
    private = False


@admin.register(SearchChange, site=site)
class SearchChangeTable(ReadOnlyModelAdmin):
    """Changed rows, for a search engine."""

    columns = ("kind", "object_id", "at")
    private = False


@admin.register(SearchIndex, site=site)
class SearchIndexTable(ReadOnlyModelAdmin):
    """The indexes of a search engine."""

    columns = ("name", "version", "is_live", "current_at", "compared_at", "rows_repaired", "rows_wrong")
    private = False


@admin.register(RankingVersion, site=site)
class RankingVersionTable(ReadOnlyModelAdmin):
    """The weights of the ranking, as they were changed."""

    columns = ("number", "at", "by", "reason")
    private = False
