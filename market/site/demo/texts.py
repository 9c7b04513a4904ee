"""The texts of the demonstration data, from data/demo/ (see its README)."""

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data" / "demo"
Pair = dict[str, str]
_uses: Counter[tuple[str, str]] = Counter()  # how often each text was used, by kind of its details


def read_data(name: str) -> Any:
    """The content of a JSON file by its name without the suffix."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def forget_uses() -> None:
    """Begin anew: no text was used yet."""
    _uses.clear()


@dataclass(slots=True)
class Texts:
    """All texts, and the random generator: the same seed makes the same site."""

    chance: random.Random
    people: dict[str, list[Pair]] = field(default_factory=lambda: read_data("people"))
    clients: list[dict[str, Any]] = field(default_factory=lambda: read_data("clients"))
    shared: dict[str, list[Pair]] = field(default_factory=lambda: read_data("texts"))
    skills: dict[str, dict[str, Pair]] = field(default_factory=lambda: read_data("skills"))
    topics: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {
            path.stem: read_data(f"topics/{path.stem}") for path in sorted((DATA / "topics").glob("*.json"))
        }
    )

    def story(self, topic: str, skill: str, **names: dict[str, str]) -> Pair:
        """A profile's story in both languages: an opening, a part for the skill and the topic, a closing.

        `names` are what an opening names, by language.
        """
        opening = self.chance.choice(self.shared["story_openings"])
        about = self.chance.choice(self.topics[topic]["stories"])
        closing = self.chance.choice(self.shared["story_closings"])
        return {
            language: "\n\n".join(
                (
                    opening[language].format(**named),
                    f"{self.skills[skill]['story'][language]} {about[language]}",
                    closing[language],
                )
            )
            for language, named in names.items()
        }

    def one(self, kind: str, language: str, **names: str) -> str:
        """A random shared text of a kind, its placeholders filled."""
        return self.chance.choice(self.shared[kind])[language].format(**names)

    def line(self, kind: str, number: int, language: str) -> str:
        """The line of that number of a kind, modulo their count."""
        lines = self.shared[kind]
        return lines[number % len(lines)][language]

    def distinct(self, text: str, details: str, language: str, join: str = " ") -> str:
        """The text; from its second use on with one or two of the shared `details`, so that no two are alike."""
        use, more = _uses[details, text], [each[language] for each in self.shared[details]]
        _uses[details, text] += 1
        if not use:
            return text
        beside, first = divmod(use - 1, len(more))
        parts = [text, more[first], *([more[(first + beside) % len(more)]] if beside % len(more) else [])]
        return join.join(parts)
