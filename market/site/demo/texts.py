"""The texts of the demonstration data, from data/demo/ (its README gives their shape)."""

import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data" / "demo"
Pair = dict[str, str]


def read(name: str) -> Any:
    """A file of texts by its name without the ending."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(slots=True)
class Texts:
    """Every text, and the one source of chance: the same seed makes the same site."""

    chance: random.Random
    people: dict[str, list[Pair]] = field(default_factory=lambda: read("people"))
    clients: list[dict[str, Any]] = field(default_factory=lambda: read("clients"))
    shared: dict[str, list[Pair]] = field(default_factory=lambda: read("texts"))
    topics: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {
            path.stem: read(f"topics/{path.stem}") for path in sorted((DATA / "topics").glob("*.json"))
        }
    )

    def story(self, slug: str, language: str, **names: str) -> str:
        """A profile's story: an opening, one of her topic, a closing."""
        parts = [
            self.chance.choice(self.shared["story_openings"])[language].format(**names),
            self.chance.choice(self.topics[slug]["stories"])[language],
            self.chance.choice(self.shared["story_closings"])[language],
        ]
        return "\n\n".join(parts)

    def one(self, kind: str, language: str, **names: str) -> str:
        """One of the shared texts of a kind, its placeholders filled."""
        return self.chance.choice(self.shared[kind])[language].format(**names)

    def line(self, kind: str, number: int, language: str) -> str:
        """The line of that number of a kind, from the start again after the last."""
        found = self.shared[kind]
        return found[number % len(found)][language]
