"""The search engine. Without ELASTICSEARCH_URL PostgreSQL searches."""

from market.core.base import env

ELASTICSEARCH_URLS = env.servers("ELASTICSEARCH_URL")
ELASTICSEARCH_CA = env.text("ELASTICSEARCH_CA")  # a file of certificates that https is checked by
SEARCH_INDEX_PREFIX = env.text("MARKET_SEARCH_INDEX_PREFIX", "amar-kaj")
