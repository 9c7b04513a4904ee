"""Names in both languages: of people, and of things of a catalogue, which have aliases and are edited by officers."""

import re
from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import translation

from market.core.text.bangla import graphemes, language_of

LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f]")
# What stands before the name by which people are called: titles, degrees, and initials.
TITLES = (
    "md mohd mohammad mohammed muhammad muhammed mst mosa most mosammat mosammot musammat dr mr mrs ms miss engr prof"
    " professor adv advocate begum janab sri shri sree srimati shrimati kumari haji alhaj alhajj"
    " মো মোহা মোহাম্মদ মোহাম্মাদ মুহাম্মদ মুহাম্মাদ মোসা মোছা মোসাম্মৎ মোছাম্মৎ মোসাম্মাৎ মুসাম্মৎ ডা ড ডক্টর প্রকৌ প্রকৌশলী অধ্যাপক অ্যাড"
    " অ্যাডভোকেট এডভোকেট জনাব বেগম মিসেস মিস মি শ্রী শ্রীমতী শ্রীমতি কুমারী হাজী হাজি আলহাজ আলহাজ্ব"
    " বি সি ডি এফ জি এইচ জে কে এল এম এন পি কিউ আর এস টি"  # letters of the English alphabet
)
HONORIFICS = frozenset(TITLES.split())
VISARGA = "\u0983"  # people end an abbreviation in Bangla with it, or with a colon that looks like it
BEFORE_NAME = re.compile(rf"([^\s.:{VISARGA}]+)(?:([.:{VISARGA}]+)\s*|\s+)(?=[^\s.:{VISARGA}])")


def first_name(name: str) -> str:
    """The first word of a full name (not empty) after honorifics and initials; the last one where nothing else is."""
    rest = name.strip()
    while (word := BEFORE_NAME.match(rest)) and _is_title(*word.groups()):
        rest = rest[word.end() :]
    return rest.split()[0].rstrip(",") or rest


def _is_title(word: str, mark: str | None) -> bool:
    is_initial = len(word) == 1 or (mark == "." and graphemes(word) == 1)
    return is_initial or word.casefold() in HONORIFICS


def name_for(language: str, name: str, other_name: str) -> str:
    """The one of a person's two names that readers of a language see. `other_name` is in the other script, or ""."""
    return other_name if other_name and language_of(other_name) == language else name


def names_by_language(name: str, other_name: str) -> dict[str, str]:
    """A person's names by script: "bn" in Bangla letters, "en" in others; "" where there is none."""
    is_bangla = language_of(name) == "bn"
    return {"bn": name if is_bangla else other_name, "en": other_name if is_bangla else name}


def is_other_script(text: str, name: str) -> bool:
    """Whether a text can be the name in the other script: Bangla beside another name, Latin beside a Bangla one."""
    if language_of(name) != "bn":
        return language_of(text) == "bn"
    return language_of(text) == "en" and bool(LATIN_LETTER.search(text))


class Named(models.Model):
    """A row of a catalogue. `aliases` are other spellings: English, Bangla and romanised."""

    slug = models.SlugField(max_length=60, unique=True)
    name_en = models.CharField(max_length=120)
    name_bn = models.CharField(max_length=120)
    aliases = ArrayField(models.CharField(max_length=120), default=list)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language that is active now."""
        return self.name_bn if translation.get_language() == "bn" else self.name_en


class Curated(Named):
    """A row of a catalogue whose names officers edit; from then on no file of the project changes them."""

    is_curated = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=models.Model)


class InUse(models.Manager[Row]):
    """The rows that officers have not retired."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Also those to which other rows are related: a profile's `skills` are the skills in use."""
        return super().get_queryset().filter(is_active=True)


class Retirable(Curated):
    """A row of a catalogue that officers can retire (not active): it is chosen, shown and found nowhere.

    Rows that have it keep it, should it come back.
    """

    is_active = models.BooleanField(default=True, db_default=True)

    objects = InUse()
    every = models.Manager()  # noqa: DJ012  # no field

    class Meta:
        abstract = True
