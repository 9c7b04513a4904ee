"""Graduates of all districts, with certificates, profiles and works.

They go round by topic and division, and within a topic by the skill that they know best: so that a site of the default
size has some for every skill, and for every topic in every division.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random

from market.accounts.models import User
from market.core.base import clock
from market.profiles.freelancers.actions import change_profile, create_profile, publish_profile
from market.profiles.models import PortfolioCase, Profile, Skill
from market.site.demo.bulk import Change, copy_instances, copy_rows
from market.site.demo.cast import copy_people, password_hash
from market.site.demo.revoking import revoke_certificate
from market.site.demo.texts import Pair, Texts
from market.training.certificates import codes
from market.training.certificates.actions import claim_certificate, issue_certificate
from market.training.models import Batch, Certificate, District, Signatories, Topic

UNCONFIRMED_EVERY = 40  # one of so many has not confirmed their name in the other script
DRAFT_EVERY = 33  # one of so many profiles is a draft
OF_TOPIC = 0.25  # the share of headlines that are about the topic instead of the skill known best
SKILLS_OF_CAST = ("logo-design", "packaging-and-label-design")  # what the stories of Farida and Rina are about
RATES = (5, 8, 10, 12, 15, 20, 25, 30, 40, 60)  # USD per hour


def make_batches(trainer: User) -> list[Batch]:
    """A batch in each district, the topics in turn, then those that a division lacks; the trainer has the first six."""
    topics, districts = list(Topic.objects.all()), list(District.objects.order_by("slug"))
    pairs = list(zip(districts, cycle(topics), strict=False))
    batches = [
        Batch(
            code=f"{district.slug[:3].upper()}-2018-{1 + index:02}",
            topic=topic,
            district=district,
            started_on=date(2018, 1 + index % 6, 5),
            ended_on=date(2018, 7 + index % 6, 5),
            trainer=trainer if index < 6 else None,
        )
        for index, (district, topic) in enumerate([*pairs, *_lacking(pairs, topics)])
    ]
    return Batch.objects.bulk_create(batches)


def _lacking(pairs: list[tuple[District, Topic]], topics: list[Topic]) -> Iterator[tuple[District, Topic]]:
    """For each topic that no batch of a division has, one of its districts, in turn."""
    for division in sorted({district.division_en for district, _ in pairs}):
        here = [(district, topic) for district, topic in pairs if district.division_en == division]
        lacking = [topic for topic in topics if topic not in {each for _, each in here}]
        yield from zip(cycle([district for district, _ in here]), lacking, strict=False)


def make_cast_graduates(cast: dict[str, User], batches: list[Batch], texts: Texts) -> None:
    """Farida and Rina with full profiles, the unclaimed demonstration certificates, and a revoked one."""
    officer = cast["oli"]
    design = next(each for each in batches if each.topic.slug == "graphics-design" and each.district.slug != "dhaka")
    for stem, picks, name_en, name_bn in (
        ("farida", 0, "Farida Khatun", "ফরিদা খাতুন"),
        ("rina", 1, "Rina Begum", "রিনা বেগম"),
    ):
        user = cast[stem]
        certificate, code = issue_certificate(by=officer, batch=design, name_en=name_en, name_bn=name_bn)
        claim_certificate(by=user, serial=certificate.serial, claim_code=code)
        create_profile(by=user)
        _describe(user, design, picks, texts)
        publish_profile(by=user)
    for number in range(1, 6):
        serial = f"AIAA-DEMO-{number:04}"
        name = texts.people["first_names"][20 + number]
        issue_certificate(
            by=officer,
            batch=design,
            name_en=f"{name['en']} Begum",
            name_bn=f"{name['bn']} বেগম",
            serial=serial,
            claim_code=f"claim-{number:04}",
        )


def _describe(user: User, batch: Batch, pick: int, texts: Texts) -> None:
    story = texts.story(batch.topic.slug, SKILLS_OF_CAST[pick], **_names(batch, user.display_name))
    headline = texts.topics[batch.topic.slug]["headlines"][pick]
    best = Skill.objects.filter(slug=SKILLS_OF_CAST[pick])
    change_profile(
        by=user,
        headline_en=headline["en"],
        headline_bn=headline["bn"],
        story_en=story["en"],
        story_bn=story["bn"],
        skills=[*best, *Skill.objects.filter(topic=batch.topic).exclude(pk__in=best)[:6]],
        languages=["bn", "en"],
    )


def _names(batch: Batch, name: str) -> dict[str, dict[str, str]]:
    """What the opening of a story names, by language."""
    return {
        "en": {"name": name, "district": batch.district.name_en, "topic": batch.topic.name_en.lower()},
        "bn": {"name": name, "district": batch.district.name_bn, "topic": batch.topic.name_bn},
    }


@dataclass(frozen=True, slots=True)
class GraduateData:
    """Data of a graduate of the crowd."""

    number: int
    batch: Batch
    first: Pair
    last: Pair
    language: str
    skills: list[Skill]  # the one known best comes first

    def name(self, language: str) -> str:
        """The full name."""
        return f"{self.first[language]} {self.last[language]}"


def make_graduates(numbers: Sequence[int], batches: list[Batch], texts: Texts) -> None:
    """Graduates of these numbers over all batches: accounts, claimed certificates, published profiles, works."""
    skills = {topic.pk: list(topic.skills.all()) for topic in Topic.objects.prefetch_related("skills")}
    best = {topic: cycle(owned) for topic, owned in skills.items()}
    cells = _cells(batches)
    people = []
    for number in numbers:
        cell = cells[number % len(cells)]
        batch = cell[number // len(cells) % len(cell)]
        people.append(_graduate(number, batch, next(best[batch.topic_id]), skills[batch.topic_id], texts))
    users = copy_people(password_hash(), [_account(each) for each in people])
    now = clock.now()
    certificates = copy_instances(
        Certificate(claimed_at=now, signatories=Signatories.objects.on(clock.local(now).date())),
        [_certificate(each, user, texts.chance) for each, user in zip(people, users, strict=True)],
    )
    profiles = copy_instances(
        Profile(),
        [
            _profile(each, texts) | {"user_id": user, "certificate_id": certificate}
            for each, user, certificate in zip(people, users, certificates, strict=True)
        ],
    )
    owned = ((profile, skill.pk) for profile, each in zip(profiles, people, strict=True) for skill in each.skills)
    copy_rows(Profile.skills.through._meta.db_table, ["profile_id", "skill_id"], owned)
    works = (_works(each, texts) for each in people)
    rows = [{"profile_id": profile, **work} for profile, each in zip(profiles, works, strict=True) for work in each]
    copy_instances(PortfolioCase(created_at=clock.now()), rows)


def _cells(batches: Iterable[Batch]) -> list[list[Batch]]:
    """The batches by topic and division."""
    cells: dict[tuple[str, int], list[Batch]] = defaultdict(list)
    for batch in batches:
        cells[batch.district.division_en, batch.topic_id].append(batch)
    return [cells[key] for key in sorted(cells)]


def email_of(number: int) -> str:
    """The e-mail address of a graduate of the crowd."""
    return f"graduate{number}@demo.test"


def _graduate(number: int, batch: Batch, best: Skill, of_topic: list[Skill], texts: Texts) -> GraduateData:
    chance, names = texts.chance, texts.people
    language = "bn" if chance.random() < 0.7 else "en"
    first, last = chance.choice(names["first_names"]), chance.choice(names["surnames"])
    others = chance.sample([skill for skill in of_topic if skill != best], chance.randint(2, 7))
    return GraduateData(number, batch, first, last, language, [best, *others])


def _account(graduate: GraduateData) -> Change:
    """Nearly all have confirmed their name in the other script."""
    other = graduate.first["en" if graduate.language == "bn" else "bn"] if graduate.number % UNCONFIRMED_EVERY else ""
    return {
        "email": email_of(graduate.number),
        "name": graduate.name("en"),
        "display_name": graduate.first[graduate.language],
        "other_name": other,
        "language": graduate.language,
    }


def _certificate(graduate: GraduateData, holder: int, chance: Random) -> Change:
    batch = graduate.batch
    signed_fields = {
        "serial": f"AIAA-{batch.district.slug[:3].upper()}-2018-{1000 + graduate.number}",
        "name_en": graduate.name("en"),
        "name_bn": graduate.name("bn"),
        "check_code": "".join(chance.choices(codes.ALPHABET, k=codes.CHECK_LENGTH)),
        "issued_on": batch.ended_on + timedelta(days=30),
    }
    return signed_fields | {
        "batch_id": batch.pk,
        "holder_id": holder,
        "claim_hash": f"{chance.getrandbits(256):064x}",  # of a code that nobody knows
        "signature": codes.sign(Certificate(batch=batch, **signed_fields)),
    }


def _profile(graduate: GraduateData, texts: Texts) -> Change:
    batch, chance, name = graduate.batch, texts.chance, graduate.first[graduate.language]
    topic, skill = batch.topic.slug, graduate.skills[0].slug
    of_topic, writes_english = chance.choice(texts.topics[topic]["headlines"]), chance.random() < 0.8
    headline = of_topic if chance.random() < OF_TOPIC else texts.skills[skill]["headline"]
    story = texts.story(topic, skill, **_names(batch, name))
    joined = clock.now() - timedelta(days=chance.randint(1, 400))
    is_draft = graduate.number % DRAFT_EVERY == 0
    return {
        "state": (Profile.State.DRAFT if is_draft else Profile.State.PUBLISHED).value,
        "headline_en": texts.distinct(headline["en"], "headline_details", "en", ", ") if writes_english else "",
        "headline_bn": texts.distinct(headline["bn"], "headline_details", "bn", ", "),
        "story_en": story["en"] if writes_english else "",
        "story_bn": story["bn"],
        "topic_id": batch.topic_id,
        "district_id": batch.district_id,
        "languages": ["bn", "en"] if writes_english else ["bn"],
        "rate_amount": Decimal(chance.choice(RATES)) if chance.random() < 0.9 else None,
        "availability": chance.choices(["now", "soon", "busy"], [7, 2, 1])[0],
        "published_at": None if is_draft else joined,
        "created_at": joined,
        "updated_at": joined,
    }


def _works(graduate: GraduateData, texts: Texts) -> Iterator[Change]:
    """Works without pictures for up to three of the skills, in the graduate's language."""
    for position, skill in enumerate(graduate.skills[: texts.chance.randint(0, 3)], start=1):
        of_skill = texts.skills[skill.slug]
        language = graduate.language
        title = texts.distinct(of_skill["work"][language], "work_places", language, ": ")
        text = texts.distinct(of_skill["story"][language], "work_details", language)
        yield {"position": position, "title": title, "text": text}


def revoke_one(officer: User) -> None:
    """Revoke one graduate's certificate: the profile is no longer public."""
    certificate = Certificate.objects.filter(holder__email=email_of(3)).first()
    if certificate:
        revoke_certificate(by=officer, certificate_id=certificate.pk, reason="Issued twice by mistake.")
