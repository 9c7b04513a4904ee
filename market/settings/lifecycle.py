"""Every number of a lifecycle, and the version of the terms that users agree to."""

from market.core.base import env
from market.core.base.lifecycle import Lifecycle

LIFECYCLE = Lifecycle.from_environment()
CONSENT_VERSION = env.text("MARKET_TERMS_VERSION", "2026-12-15")[:20]  # of the terms and the privacy page
CONSENT_SINCE = env.day("MARKET_TERMS_SINCE", "2026-12-15")  # from then on, who agreed to another version is asked
