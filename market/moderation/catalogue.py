"""What set-up makes for moderation: the list of phrases, on a site that has none yet."""

from pathlib import Path

from market.core import clock
from market.core.bangla import nfc
from market.core.loaders import loader
from market.moderation.models import Phrase
from market.moderation.rules import parts_of

FILE = Path(__file__).parent / "data" / "scam_phrases.txt"


@loader(order=80)
def load() -> None:
    """Add the lines of the file where the list is empty: what staff removed stays removed."""
    if Phrase.objects.exists():
        return
    lines = [nfc(line).strip() for line in FILE.read_text(encoding="utf-8").splitlines()]
    words = {" + ".join(parts_of(line)) for line in lines if line and not line.startswith("#")}
    at = clock.now()
    Phrase.objects.bulk_create([Phrase(words=each, added_at=at) for each in sorted(words)], ignore_conflicts=True)
