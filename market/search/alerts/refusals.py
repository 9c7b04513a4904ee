"""What is refused of saved searches."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError


class TooManySearches(DomainError):
    help = "news#searches"
    code = "too_many_saved_searches"
    sentence = _("You have %(most)s saved searches, the most there can be. Remove one that you need no more.")


class StopLinkNotWhole(DomainError):
    """Cut off by a mail program, or not ours; one answer for all, so nothing is learnt."""

    help = "news#searches"
    status, code = 404, "link_not_whole"
    sentence = _("This link is not whole, or does not count any more.")
