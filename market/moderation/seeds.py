"""Seeds of moderation: the list of scam phrases, on set-up and with each version that has more."""

from pathlib import Path

from market.core.base import clock
from market.core.base.reference_data import loader
from market.core.text.bangla import nfc
from market.moderation.cases.rules import phrase_parts
from market.moderation.models import Phrase

FILE = Path(__file__).parent / "data" / "scam_phrases.txt"


@loader(order=80)
def load() -> None:
    """Add phrases of the file that this site never had: phrases that staff removed stay removed."""
    lines = [nfc(line).strip() for line in FILE.read_text(encoding="utf-8").splitlines()]
    words = {" + ".join(phrase_parts(line)) for line in lines if line and not line.startswith("#")}
    at = clock.now()
    Phrase.objects.bulk_create([Phrase(words=each, added_at=at) for each in sorted(words)], ignore_conflicts=True)
