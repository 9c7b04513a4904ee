"""What set-up makes for moderation: the list of phrases, at the start and with each version that knows more."""

from pathlib import Path

from market.core.base import clock
from market.core.base.reference_data import loader
from market.core.text.bangla import nfc
from market.moderation.cases.rules import parts_of
from market.moderation.models import Phrase

FILE = Path(__file__).parent / "data" / "scam_phrases.txt"


@loader(order=80)
def load() -> None:
    """Add the lines of the file that this site has never had: what staff removed stays removed."""
    lines = [nfc(line).strip() for line in FILE.read_text(encoding="utf-8").splitlines()]
    words = {" + ".join(parts_of(line)) for line in lines if line and not line.startswith("#")}
    at = clock.now()
    Phrase.objects.bulk_create([Phrase(words=each, added_at=at) for each in sorted(words)], ignore_conflicts=True)
