"""Entries of the vocabulary: topics, skills and districts with all their names."""

from dataclasses import dataclass
from typing import Literal

from django.utils import translation

Kind = Literal["topic", "skill", "district"]
FACETS: tuple[Kind, ...] = ("topic", "skill", "district")


@dataclass(frozen=True, slots=True)
class Entry:
    """A topic, skill or district."""

    kind: Kind
    id: int
    slug: str
    name_en: str
    name_bn: str
    topic_id: int  # of a skill; its own of a topic; 0 of a district
    phrases: tuple[str, ...]  # every name, folded; the English and the Bangla one first
    sounds: tuple[str, ...]  # their phonetic keys, without spaces

    @property
    def lexeme(self) -> str:
        """Its lexeme in a document."""
        return f"#{self.kind}:{self.slug}"

    @property
    def name(self) -> str:
        """Its name in the active language."""
        return self.name_bn if translation.get_language() == "bn" else self.name_en
