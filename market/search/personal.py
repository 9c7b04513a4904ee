"""Personal data of this app. Documents are derived: they are indexed again from the rows that are left."""

from market.accounts.privacy.registry import register
from market.search.models import (
    JobDocument,
    JobSuggestion,
    PastSearch,
    ProfileDocument,
    RankingVersion,
    SavedProfile,
    SavedSearch,
    SavedSearchResult,
    SavedService,
    ServiceDocument,
)

register(SavedProfile, of="user", delete=True)
register(SavedService, of="user", delete=True)
register(PastSearch, of="user", delete=True)
register(SavedSearchResult, of="search__user", delete=True)
register(SavedSearch, of="user", delete=True)
register(JobSuggestion, of="user", delete=True)
register(ProfileDocument, of="profile__user", rewritten=["*"], in_export=False)
register(JobDocument, of="job__client", rewritten=["*"], in_export=False)
register(ServiceDocument, of="service__freelancer", rewritten=["*"], in_export=False)
register(RankingVersion, of="by", in_export=False)
