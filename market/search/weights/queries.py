"""Which weights are current. A change reaches every process within a second through Redis, else within LIFETIME."""

from market.core.web.caches import CacheGroup
from market.search.finding.ranking import DEFAULTS, Weights
from market.search.weights.models import RankingVersion

LIFETIME = 300.0  # seconds, as of the vocabulary
cached_weights = CacheGroup("ranking")


def current_weights() -> Weights:
    """The weights that lists are ranked by, from the cache."""
    return cached_weights.get_or_compute("weights", read_weights, lifetime=lambda _: LIFETIME)


def read_weights() -> Weights:
    """The same, from the database."""
    current = RankingVersion.objects.first()
    return current.weights if current else DEFAULTS


def current_number() -> int:
    """The number of the current version, 0 while staff changed nothing yet."""
    return RankingVersion.objects.values_list("number", flat=True).first() or 0
