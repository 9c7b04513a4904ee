"""Personal data of this app. Documents are derived: they are indexed again from the rows that are left."""

from market.accounts.models import User
from market.accounts.privacy.registry import on_erase, register
from market.search.messages.actions import index_again
from market.search.models import (
    JobDocument,
    JobSuggestion,
    MessageDocument,
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
register(MessageDocument, of="message__sender", rewritten=["*"], in_export=False)
register(RankingVersion, of="by", in_export=False)


@on_erase
def find_by_what_is_left(user: User) -> None:
    """Index the user's messages again after their texts were cleaned."""
    index_again(user)
