"""The terms and the privacy page bear a version: who agreed to another text is asked anew."""

import hashlib
import re
from pathlib import Path

from django.conf import settings

PAGES = Path(settings.BASE_DIR) / "market/site/jinja2/site"
VERSION = "2026-12-15"
DIGEST = "ef93001314ab045b"


def test_text_that_changes_has_another_version():
    """Where it fails: raise CONSENT_VERSION and CONSENT_SINCE, unless that day is still to come or only the wording is
    another, and note the new digest here."""
    texts = [re.findall(r'_\("(.+?)"[,)]', (PAGES / f"{name}.html").read_text()) for name in ("terms", "privacy")]
    digest = hashlib.sha256("\n".join(sum(texts, [])).encode()).hexdigest()[:16]
    assert (settings.CONSENT_VERSION, digest) == (VERSION, DIGEST)
