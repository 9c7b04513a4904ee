"""Graduates of all districts, with certificates and profiles."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from market.accounts.models import User
from market.core import clock
from market.core.bangla import nfc
from market.profiles.actions import change_profile, create_profile, publish_profile
from market.profiles.models import Profile, Skill
from market.site.demo.cast import PASSWORD, person, save_people
from market.site.demo.texts import Pair, Texts
from market.training import codes
from market.training.actions import claim_certificate, issue_certificate, revoke_certificate
from market.training.models import Batch, Certificate, District, Topic

CHUNK = 5000


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
    for stem, picks in (("farida", 0), ("rina", 1)):
        user = cast[stem]
        certificate, code = issue_certificate(by=officer, batch=design, name_en=user.name, name_bn=user.name)
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


def make_graduates(count: int, batches: list[Batch], texts: Texts) -> None:
    """`count` more graduates over all batches: accounts, claimed certificates, published profiles."""
    skills = {batch.topic_id: list(Skill.objects.filter(topic=batch.topic_id)) for batch in batches}
    password = make_password(PASSWORD)
    for start in range(0, count, CHUNK):
        _make_chunk(range(start, min(start + CHUNK, count)), batches, skills, texts, password)


def _make_chunk(
    numbers: range, batches: list[Batch], skills: dict[int, list[Skill]], texts: Texts, password: str
) -> None:
    names = [(_name(texts), _name(texts, "surnames")) for _ in numbers]
    people = [
        person(
            f"graduate{number}@demo.test",
            f"{first['en']} {last['en']}",
            "bn" if texts.chance.random() < 0.7 else "en",
            password,
        )
        for number, (first, last) in zip(numbers, names, strict=True)
    ]
    for user, (first, _last) in zip(people, names, strict=True):
        user.display_name = first["bn"] if user.language == "bn" else first["en"]
    save_people(people)
    certificates = Certificate.objects.bulk_create(
        _certificate(number, user, batches[number % len(batches)], name)
        for number, user, name in zip(numbers, people, names, strict=True)
    )
    profiles = Profile.objects.bulk_create(_profile(certificate, texts) for certificate in certificates)
    through = Profile.skills.through
    through.objects.bulk_create(
        through(profile_id=profile.pk, skill_id=skill.pk)
        for profile in profiles
        for skill in texts.chance.sample(skills[profile.topic_id], texts.chance.randint(3, 8))
    )


def _name(texts: Texts, kind: str = "first_names") -> Pair:
    return texts.chance.choice(texts.people[kind])


def _certificate(number: int, user: User, batch: Batch, name: tuple[Pair, Pair]) -> Certificate:
    certificate = Certificate(
        serial=f"AIAA-{batch.district.slug[:3].upper()}-2018-{1000 + number}",
        batch=batch,
        name_en=f"{name[0]['en']} {name[1]['en']}",
        name_bn=nfc(f"{name[0]['bn']} {name[1]['bn']}"),
        claim_hash=codes.claim_hash(f"demo-{number}", codes.new_claim_code()),
        check_code=codes.new_check_code(),
        issued_on=batch.ended_on + timedelta(days=30),
        holder=user,
        claimed_at=clock.now(),
    )
    certificate.signature = codes.sign(certificate)
    return certificate


def _profile(certificate: Certificate, texts: Texts) -> Profile:
    batch, user, chance = certificate.batch, certificate.holder, texts.chance
    assert user is not None  # noqa: S101  # claimed above
    slug = batch.topic.slug
    names = {"name": user.display_name, "district": batch.district.name_en, "topic": batch.topic.name_en.lower()}
    bangla = {"name": user.display_name, "district": batch.district.name_bn, "topic": batch.topic.name_bn}
    headline, writes_english = chance.choice(texts.topics[slug]["headlines"]), chance.random() < 0.8
    joined = clock.now() - timedelta(days=chance.randint(1, 400))
    is_draft = chance.random() < 0.03
    return Profile(
        user=user,
        certificate=certificate,
        state=Profile.State.DRAFT if is_draft else Profile.State.PUBLISHED,
        headline_en=headline["en"] if writes_english else "",
        headline_bn=nfc(headline["bn"]),
        story_en=texts.story(slug, "en", **names) if writes_english else "",
        story_bn=nfc(texts.story(slug, "bn", **bangla)),
        topic=batch.topic,
        district=batch.district,
        languages=["bn", "en"] if writes_english else ["bn"],
        rate_amount=Decimal(chance.choice([5, 8, 10, 12, 15, 20, 25, 30, 40, 60])) if chance.random() < 0.9 else None,
        availability=chance.choices(["now", "soon", "busy"], [7, 2, 1])[0],
        published_at=None if is_draft else joined,
        created_at=joined,
        updated_at=joined,
    )


def revoke_one(officer: User) -> None:
    """One graduate's certificate is revoked: she is out of sight."""
    certificate = Certificate.objects.filter(holder__email="graduate3@demo.test").first()
    if certificate:
        revoke_certificate(by=officer, certificate_id=certificate.pk, reason="Issued twice by mistake.")
