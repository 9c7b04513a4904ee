"""Graduates of all districts, with certificates and profiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from market.accounts.models import User
from market.core.base import clock
from market.profiles.freelancers.actions import change_profile, create_profile, publish_profile
from market.profiles.models import Profile, Skill
from market.site.demo.bulk import Change, copy_instances, copy_rows
from market.site.demo.cast import copy_people, password_hash
from market.site.demo.revoking import revoke_certificate
from market.site.demo.texts import Pair, Texts
from market.training.certificates import codes
from market.training.certificates.actions import claim_certificate, issue_certificate
from market.training.models import Batch, Certificate, District, Topic

DRAFT_EVERY = 33  # one of so many profiles is a draft
RATES = (5, 8, 10, 12, 15, 20, 25, 30, 40, 60)  # USD per hour


def make_batches(trainer: User) -> list[Batch]:
    """A batch in each district, the topics in turn; the trainer has the first six."""
    topics = list(Topic.objects.all())
    batches = [
        Batch(
            code=f"{district.slug[:3].upper()}-2018-{1 + index:02}",
            topic=topics[index % len(topics)],
            district=district,
            started_on=date(2018, 1 + index % 6, 5),
            ended_on=date(2018, 7 + index % 6, 5),
            trainer=trainer if index < 6 else None,
        )
        for index, district in enumerate(District.objects.order_by("slug"))
    ]
    return Batch.objects.bulk_create(batches)


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
    names = {"name": user.display_name, "district": batch.district.name_en, "topic": batch.topic.name_en.lower()}
    bangla = {"name": user.display_name, "district": batch.district.name_bn, "topic": batch.topic.name_bn}
    headline = texts.topics[batch.topic.slug]["headlines"][pick]
    change_profile(
        by=user,
        headline_en=headline["en"],
        headline_bn=headline["bn"],
        story_en=texts.story(batch.topic.slug, "en", **names),
        story_bn=texts.story(batch.topic.slug, "bn", **bangla),
        skills=list(Skill.objects.filter(topic=batch.topic)[:7]),
        languages=["bn", "en"],
    )


@dataclass(frozen=True, slots=True)
class GraduateData:
    """Data of a graduate of the crowd."""

    number: int
    batch: Batch
    first: Pair
    last: Pair
    language: str

    def name(self, language: str) -> str:
        """The full name."""
        return f"{self.first[language]} {self.last[language]}"


def make_graduates(numbers: Sequence[int], batches: list[Batch], texts: Texts) -> None:
    """Graduates of these numbers over all batches: accounts, claimed certificates, published profiles."""
    skills = {batch.topic_id: list(batch.topic.skills.values_list("pk", flat=True)) for batch in batches}
    people = [_graduate(number, batches, texts) for number in numbers]
    users = copy_people(password_hash(), [_account(each) for each in people])
    certificates = copy_instances(
        Certificate(claimed_at=clock.now()),
        [_certificate(each, user, texts.chance) for each, user in zip(people, users, strict=True)],
    )
    profiles = copy_instances(
        Profile(),
        [
            _profile(each, texts) | {"user_id": user, "certificate_id": certificate}
            for each, user, certificate in zip(people, users, certificates, strict=True)
        ],
    )
    owned = (
        (profile, skill)
        for profile, each in zip(profiles, people, strict=True)
        for skill in texts.chance.sample(skills[each.batch.topic_id], texts.chance.randint(3, 8))
    )
    copy_rows(Profile.skills.through._meta.db_table, ["profile_id", "skill_id"], owned)


def email_of(number: int) -> str:
    """The e-mail address of a graduate of the crowd."""
    return f"graduate{number}@demo.test"


def _graduate(number: int, batches: list[Batch], texts: Texts) -> GraduateData:
    chance, names = texts.chance, texts.people
    language = "bn" if chance.random() < 0.7 else "en"
    first, last = chance.choice(names["first_names"]), chance.choice(names["surnames"])
    return GraduateData(number, batches[number % len(batches)], first, last, language)


def _account(graduate: GraduateData) -> Change:
    return {
        "email": email_of(graduate.number),
        "name": graduate.name("en"),
        "display_name": graduate.first[graduate.language],
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
    slug = batch.topic.slug
    names = {"name": name, "district": batch.district.name_en, "topic": batch.topic.name_en.lower()}
    bangla = {"name": name, "district": batch.district.name_bn, "topic": batch.topic.name_bn}
    headline, writes_english = chance.choice(texts.topics[slug]["headlines"]), chance.random() < 0.8
    joined = clock.now() - timedelta(days=chance.randint(1, 400))
    is_draft = graduate.number % DRAFT_EVERY == 0
    return {
        "state": (Profile.State.DRAFT if is_draft else Profile.State.PUBLISHED).value,
        "headline_en": headline["en"] if writes_english else "",
        "headline_bn": headline["bn"],
        "story_en": texts.story(slug, "en", **names) if writes_english else "",
        "story_bn": texts.story(slug, "bn", **bangla),
        "topic_id": batch.topic_id,
        "district_id": batch.district_id,
        "languages": ["bn", "en"] if writes_english else ["bn"],
        "rate_amount": Decimal(chance.choice(RATES)) if chance.random() < 0.9 else None,
        "availability": chance.choices(["now", "soon", "busy"], [7, 2, 1])[0],
        "published_at": None if is_draft else joined,
        "created_at": joined,
        "updated_at": joined,
    }


def revoke_one(officer: User) -> None:
    """Revoke one graduate's certificate: the profile is no longer public."""
    certificate = Certificate.objects.filter(holder__email=email_of(3)).first()
    if certificate:
        revoke_certificate(by=officer, certificate_id=certificate.pk, reason="Issued twice by mistake.")
