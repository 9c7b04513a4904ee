"""The hash of what is kept as evidence: anyone can compute it again."""

import hashlib
import json
from typing import Any


def fingerprint(text: str, facts: dict[str, Any]) -> str:
    """SHA-256 of a text and the facts about it, as sorted JSON in UTF-8."""
    content = json.dumps({"text": text, "facts": facts}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
