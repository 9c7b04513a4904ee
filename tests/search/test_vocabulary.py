"""The vocabulary: read anew every few minutes, computed anew only when its rows have changed."""

from market.core.base import clock
from market.search.models import SkillPhrase
from market.search.understanding import vocabulary as module
from market.search.understanding.vocabulary import LIFETIME, clear_vocabulary, vocabulary


def test_what_was_computed_is_reused_until_a_phrase_changes(db, monkeypatch):
    clear_vocabulary()
    first = vocabulary()
    phrases, spelling = first.phrases, first.spelling
    later = clock.wall() + 2 * LIFETIME
    monkeypatch.setattr(module.clock, "wall", lambda: later)
    second = vocabulary()
    assert second.until > first.until
    assert second.by_stem is first.by_stem
    assert (second.phrases, second.spelling) == (phrases, spelling)
    SkillPhrase.objects.filter(text="menu card").update(is_active=False)
    monkeypatch.setattr(module.clock, "wall", lambda: later + 2 * LIFETIME)
    assert vocabulary().phrases is not phrases
    clear_vocabulary()


def test_what_is_read_while_it_is_cleared_serves_nobody_else(db, monkeypatch):
    """Its rows may be those of before the change."""
    read = module.read_vocabulary

    def read_slowly():
        held = read()
        clear_vocabulary()
        return held

    clear_vocabulary()
    monkeypatch.setattr(module, "read_vocabulary", read_slowly)
    early = vocabulary()
    monkeypatch.setattr(module, "read_vocabulary", read)
    assert vocabulary() is not early
    assert vocabulary() is vocabulary()
