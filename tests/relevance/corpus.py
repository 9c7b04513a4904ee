"""The corpus that the relevance suite searches: 2,000 profiles, 1,000 jobs and 500 services, the same in every run.

Texts are put together from the fragments in `data/`. Each record carries the ground truth that grades are computed
from (skills, district, name …); what search makes of its texts is never asked.
"""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

HERE = Path(__file__).parent
MARKET = HERE.parent.parent / "market"
SEED = 2018
PROFILES, JOBS, SERVICES = 2000, 1000, 500
List = Literal["talent", "jobs", "services"]
Language = Literal["en", "bn"]
Row = dict[str, str]
Pair = dict[Language, str]
TAKA_PER_DOLLAR = 120
# How many people live in a district, where it is not 10.
POPULATIONS = {"dhaka": 80, "chattogram": 40, "khulna": 25, "rajshahi": 25, "sylhet": 20, "rangpur": 20, "bogura": 20}
POPULATIONS |= {"cumilla": 20, "bandarban": 3, "khagrachhari": 3, "rangamati": 3, "meherpur": 4, "jhalakathi": 4}


@dataclass(slots=True)
class Record:
    """A profile, a job or a service: its texts by language, and what is true of it.

    `skills` are those that it is about, `tagged` those that its row names, `subject` the one of its heading ("" for a
    headline that says nothing). `price` is in `currency`: a profile's
    lowest order (None: not given), a job's upper budget, a service's cheapest package.
    """

    list: List
    number: int
    topic: str
    skills: frozenset[str]
    tagged: frozenset[str]
    heading: Pair
    body: Pair
    price: Decimal | None
    currency: str
    subject: str = ""
    district: str = ""  # of a job: none
    name: tuple[Pair, ...] = ()  # the words of the name that others see; of a job: none
    name_language: Language = "en"
    languages: tuple[str, ...] = ()
    availability: str = ""
    jobs_done: int = 0
    reviews: int = 0
    owner: int = 0  # of a service: the number of the profile
    topics: frozenset[str] = field(init=False)  # of its skills

    def __post_init__(self) -> None:
        self.topics = frozenset(skills()[slug]["topic"] for slug in self.skills)

    @property
    def dollars(self) -> Decimal | None:
        """The price, roughly in USD."""
        return self.price / TAKA_PER_DOLLAR if self.price and self.currency == "BDT" else self.price

    @property
    def shown_name(self) -> str:
        """The name that others see."""
        return " ".join(word[self.name_language] for word in self.name)


@dataclass(slots=True)
class Corpus:
    """All records, by list."""

    profiles: list[Record] = field(default_factory=list)
    jobs: list[Record] = field(default_factory=list)
    services: list[Record] = field(default_factory=list)

    def of(self, which: List) -> list[Record]:
        """The records of a list."""
        return {"talent": self.profiles, "jobs": self.jobs, "services": self.services}[which]


def read_rows(path: Path) -> list[Row]:
    """The rows of a CSV file, by column."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def skills() -> dict[str, Row]:
    """The skills of the site, by slug."""
    return {row["slug"]: row for row in read_rows(MARKET / "profiles/data/skills.csv")}


@cache
def districts() -> dict[str, Row]:
    """The districts of the site, by slug."""
    return {row["slug"]: row for row in read_rows(MARKET / "training/data/districts.csv")}


def _pairs(rows: list[Row], key: str) -> dict[str, list[Pair]]:
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for row in rows:
        pairs[row[key]].append({"en": row["en"], "bn": row["bn"]})
    return pairs


class Generator:
    """Makes the records from one random generator."""

    def __init__(self) -> None:
        self.chance = Random(SEED)
        self.shared = _pairs(read_rows(HERE / "data/shared.csv"), "kind")
        self.names = _pairs(read_rows(HERE / "data/names.csv"), "kind")
        rows = [row for path in sorted((HERE / "data/texts").glob("*.csv")) for row in read_rows(path)]
        self.texts = {slug: _pairs([row for row in rows if row["skill"] == slug], "text") for slug in skills()}
        self.by_topic: dict[str, list[str]] = defaultdict(list)
        for slug, skill in skills().items():
            self.by_topic[skill["topic"]].append(slug)

    def corpus(self) -> Corpus:
        """All records."""
        corpus = Corpus()
        wanted = [slug for slug in skills() for _ in range(-(-PROFILES // len(skills())))][:PROFILES]
        self.chance.shuffle(wanted)
        homes = self._homes()
        corpus.profiles = [self._profile(number, slug, homes[number]) for number, slug in enumerate(wanted)]
        corpus.jobs = [self._job(number, slug) for number, slug in enumerate(self._in_turn(JOBS))]
        corpus.services = [
            self._service(number, slug, corpus.profiles) for number, slug in enumerate(self._in_turn(SERVICES))
        ]
        return corpus

    def _in_turn(self, count: int) -> list[str]:
        slugs = [list(skills())[number % len(skills())] for number in range(count)]
        self.chance.shuffle(slugs)
        return slugs

    def _homes(self) -> list[str]:
        """A district for each profile: three in each at least, the others as people live."""
        slugs = list(districts())
        weights = [POPULATIONS.get(slug, 10) for slug in slugs]
        homes = slugs * 3 + self.chance.choices(slugs, weights, k=PROFILES - 3 * len(slugs))
        self.chance.shuffle(homes)
        return homes

    def _one(self, kind: str) -> Pair:
        return self.chance.choice(self.shared[kind])

    def _more_skills(self, slug: str, most: int) -> list[str]:
        """Up to so many others, nearly all of the same topic."""
        others = [each for each in self.by_topic[skills()[slug]["topic"]] if each != slug]
        more = self.chance.sample(others, self.chance.randint(0, most))
        if self.chance.random() < 0.12:
            more.append(self.chance.choice([each for each in skills() if each != slug and each not in more]))
        return more

    def _noise(self, kind: str, held: Sequence[str]) -> Pair:
        """A sentence that names a skill which the record is not about."""
        other = skills()[self.chance.choice([each for each in skills() if each not in held])]
        sentence = self._one(kind)
        english, bangla = other["name_en"], other["name_bn"]
        return {"en": sentence["en"].format(skill=english), "bn": sentence["bn"].format(skill=bangla)}

    def _languages(self, both: float) -> tuple[Language, ...]:
        """The languages of the texts: both, or one of the two."""
        if self.chance.random() < both:
            return ("en", "bn")
        return ("bn",) if self.chance.random() < 0.55 else ("en",)

    def _price(self, dollars: Sequence[int]) -> tuple[Decimal, str]:
        amount = self.chance.choice(dollars)
        if self.chance.random() < 0.3:
            return Decimal(amount * 100), "BDT"
        return Decimal(amount), "USD"

    def _name(self, number: int) -> tuple[Pair, ...]:
        """A full name, or a first name alone. The first people have the names listed as `person`."""
        by_english = {kind: {pair["en"]: pair for pair in self.names[kind]} for kind in ("first", "last")}
        if number < 2 * len(self.names["person"]):
            first, last = self.names["person"][number // 2]["en"].split()
            return by_english["first"][first], by_english["last"][last]
        first_name, last_name = self.chance.choice(self.names["first"]), self.chance.choice(self.names["last"])
        return (first_name, last_name) if self.chance.random() < 0.6 else (first_name,)

    def _profile(self, number: int, slug: str, district: str) -> Record:
        chance, texts = self.chance, self.texts[slug]
        more, spoken = self._more_skills(slug, 5), self._languages(0.45)
        is_plain = chance.random() < 0.1
        headline = self._one("plain_headline") if is_plain else chance.choice(texts["headline"])
        if not is_plain and chance.random() < 0.25:
            tail = self._one("tail")
            headline = {"en": headline["en"] + tail["en"], "bn": headline["bn"] + tail["bn"]}
        story = [chance.choice(texts["story"]), *chance.sample(self.shared["filler"], chance.randint(1, 3))]
        story += [self.texts[each]["story"][0] for each in more if chance.random() < 0.2]
        if chance.random() < 0.3:
            story.append(self._noise("noise", [slug, *more]))
        chance.shuffle(story)
        place = districts()[district]
        home = {"en": place["district_en"], "bn": place["district_bn"]}
        is_tagged = is_plain or chance.random() >= 0.08
        price, currency = self._price((5, 8, 10, 12, 15, 20, 25, 30, 40, 60, 80, 120))
        done = 0 if chance.random() < 0.45 else min(60, int(chance.expovariate(1 / 8)) + 1)
        return Record(
            list="talent",
            number=number,
            topic=skills()[slug]["topic"],
            skills=frozenset([slug, *more]),
            tagged=frozenset([slug, *more] if is_tagged else more),
            heading={each: headline[each] for each in spoken},
            body={each: " ".join(part[each].replace("{district}", home[each]) for part in story) for each in spoken},
            price=price if chance.random() < 0.9 else None,
            currency=currency,
            subject="" if is_plain else slug,
            district=district,
            name=self._name(number),
            name_language="bn" if (number % 2 if number < 100 else chance.random() < 0.6) else "en",
            languages=self._spoken(spoken),
            availability=chance.choices(["now", "soon", "busy"], [7, 2, 1])[0],
            jobs_done=done,
            reviews=chance.randint(done // 2, done),
        )

    def _spoken(self, written: tuple[Language, ...]) -> tuple[str, ...]:
        others = [code for code, share in (("hi", 0.15), ("ar", 0.06), ("ur", 0.04)) if self.chance.random() < share]
        return tuple(dict.fromkeys(["bn", *written, *others]))

    def _job(self, number: int, slug: str) -> Record:
        chance, texts = self.chance, self.texts[slug]
        more, spoken, who = self._more_skills(slug, 2), self._languages(0)[0], self._one("who")
        parts = [texts["text"][0], *chance.sample(self.shared["job_line"], chance.randint(0, 2))]
        if chance.random() < 0.15:
            parts.append(self._noise("job_noise", [slug, *more]))
        price, currency = self._price((20, 30, 40, 50, 80, 100, 150, 200, 300, 500, 800))
        return Record(
            list="jobs",
            number=number,
            topic=skills()[slug]["topic"],
            skills=frozenset([slug, *more]),
            tagged=frozenset([slug, *more] if chance.random() < 0.85 else more),
            heading={spoken: texts["job"][0][spoken].replace("{who}", who[spoken])},
            body={spoken: " ".join(part[spoken] for part in parts)},
            price=price,
            currency=currency,
            subject=slug,
        )

    def _service(self, number: int, slug: str, profiles: list[Record]) -> Record:
        chance, texts = self.chance, self.texts[slug]
        owner = chance.choice([each for each in profiles if slug in each.skills])
        more, spoken = self._more_skills(slug, 1), self._languages(0.4)
        parts = [texts["story"][0], *chance.sample(self.shared["service_line"], chance.randint(1, 2))]
        price, currency = self._price((5, 10, 15, 20, 30, 40, 60, 90, 150))
        return Record(
            list="services",
            number=number,
            topic=skills()[slug]["topic"],
            skills=frozenset([slug, *more]),
            tagged=frozenset([slug, *more] if chance.random() < 0.92 else more),
            heading={each: texts["service"][0][each] for each in spoken},
            body={each: " ".join(part[each] for part in parts) for each in spoken},
            price=price,
            currency=currency,
            subject=slug,
            district=owner.district,
            name=owner.name,
            name_language=owner.name_language,
            languages=owner.languages,
            availability=owner.availability,
            jobs_done=owner.jobs_done,
            owner=owner.number,
        )


@cache
def corpus() -> Corpus:
    """The corpus, made once in a process."""
    return Generator().corpus()
