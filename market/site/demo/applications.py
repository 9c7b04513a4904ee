"""Applications: many for the phases whose places are drawn, some for the one that is open, and one in every state."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from market.accounts.models import User
from market.core.base import clock
from market.site.demo.cast import build_user, copy_people, password_hash, save_people
from market.site.demo.texts import Texts
from market.training.applications import actions, step_actions
from market.training.applications.numbers import new_number
from market.training.applications.queries import topics_of
from market.training.applications.refusals import CertificateNotFound
from market.training.districts.tiles import short_name
from market.training.models import Application, District, EarlierCertificate, Phase, Programme, Topic, TopicWish

State, Device, Connection = Application.State, Application.Device, Application.Connection
MANY, FEW = 44, 6  # applications of a district: more than its seats, so that some wait, or a handful
DISTRICTS_WITH_MANY = 2  # of each phase
DEVICES = (Device.PHONE, Device.PHONE, Device.COMPUTER, Device.SHARED_COMPUTER, Device.SHARED_PHONE, Device.NONE)
CONNECTIONS = (Connection.MOBILE, Connection.MOBILE, Connection.BROADBAND, Connection.WEAK_MOBILE, Connection.NONE)
PEOPLE = {
    "nasima": ("Nasima Khatun", "নাসিমা"),
    "shirin": ("Shirin Sultana", "শিরিন"),
    "kohinoor": ("Kohinoor Begum", "কোহিনূর"),
    "parul": ("Parul Akter", "পারুল"),
}


def make_applications(people: dict[str, User], texts: Texts) -> None:
    """Those of past phases at once, then the four people's by the real actions: Nasima has begun, Shirin has sent hers,
    Kohinoor took hers back, and the register does not know Parul's certificate."""
    if Application.objects.exists():
        return
    now = clock.now()
    programme = Programme.objects.filter(starts_on__lte=clock.local(now).date()).first()
    phases = list(Phase.objects.filter(programme=programme, opens_at__lte=now).order_by("number"))
    rows = [row for phase in phases for row in _of_phase(phase, people["oli"], texts, now)]
    for (row, _topics), number in zip(rows, _numbers(len(rows)), strict=True):
        row.number = number
    _make_applicants(rows)
    saved = Application.objects.bulk_create([row for row, _topics in rows], batch_size=500)
    TopicWish.objects.bulk_create(
        [
            TopicWish(application=application, topic=topic, rank=rank)
            for application, (_row, topics) in zip(saved, rows, strict=True)
            for rank, topic in enumerate(topics, start=1)
        ],
        batch_size=1000,
    )
    if phases and phases[-1].closes_at > now:
        _make_states(phases[-1], people["oli"])


Row = tuple[Application, list[Topic]]


def _of_phase(phase: Phase, officer: User, texts: Texts, now: datetime) -> Iterator[Row]:
    districts = District.objects.filter(pk__in=phase.batches.values("district")).order_by("slug")
    until = min(phase.closes_at, now)
    for at, district in enumerate(districts):
        topics = topics_of(phase, district)
        count = MANY if at < DISTRICTS_WITH_MANY and phase.closes_at < now else FEW
        for certificate in _certificates(district, officer, count, texts):
            sent = phase.opens_at + texts.chance.random() * (until - phase.opens_at)
            yield _application(phase, certificate, sent, texts), topics


def _application(phase: Phase, certificate: EarlierCertificate, sent: datetime, texts: Texts) -> Application:
    chance = texts.chance
    return Application(
        phase=phase,
        state=State.SUBMITTED,
        district=certificate.district,
        certificate=certificate,
        certificate_number=certificate.number,
        certificate_name=certificate.name_en,
        device=chance.choice(DEVICES),
        connection=chance.choice(CONNECTIONS),
        weekly_hours=chance.choice((6, 8, 10, 10, 12, 15, 20)),
        consented_at=sent,
        begun_at=sent - timedelta(minutes=10),
        submitted_at=sent,
    )


def _numbers(count: int) -> set[str]:
    """So many numbers, each another: among a thousand drawn by chance two are the same once in some fifty times."""
    numbers: set[str] = set()
    while len(numbers) < count:
        numbers.add(new_number())
    return numbers


def _certificates(district: District, officer: User, count: int, texts: Texts) -> list[EarlierCertificate]:
    """Some of the district that nobody has applied with: of the register, and new ones where it has too few."""
    unused = list(EarlierCertificate.objects.filter(district=district, applications=None).order_by("pk")[:count])
    names = [_name(texts) for _each in range(count - len(unused))]
    new = [
        EarlierCertificate(
            number=f"DWCT-{short_name(district)}-{number:04}",
            name_en=english,
            name_bn=bangla,
            district=district,
            year=texts.chance.randint(2013, 2019),
            added_by=officer,
            added_at=clock.now(),
        )
        for number, (english, bangla) in enumerate(names, start=1)
    ]
    return [*unused, *EarlierCertificate.objects.bulk_create(new)]


def _name(texts: Texts) -> tuple[str, str]:
    first, last = (texts.chance.choice(texts.people[kind]) for kind in ("first_names", "surnames"))
    return f"{first['en']} {last['en']}", f"{first['bn']} {last['bn']}"


def _make_applicants(rows: list[Row]) -> None:
    """An account for each, with the name of the certificate."""
    accounts = []
    for number, (row, _topics) in enumerate(rows, start=1):
        certificate = row.certificate
        assert certificate is not None  # noqa: S101  # for mypy: see _application
        names = {"name": certificate.name_en, "display_name": (certificate.name_bn or certificate.name_en).split()[0]}
        accounts.append({"email": f"applicant{number}@demo.test", "language": "bn", **names})
    for (row, _topics), key in zip(rows, copy_people(password_hash(), accounts), strict=True):
        row.applicant_id = key


def _make_states(phase: Phase, officer: User) -> None:
    people = [
        build_user(f"applicant-{stem}@demo.test", name, "bn", password_hash(), other_name=bangla)
        for stem, (name, bangla) in PEOPLE.items()
    ]
    save_people(people)
    district = District.objects.filter(pk__in=phase.batches.values("district")).order_by("slug")[0]
    for person in people:
        application = actions.begin_application(by=person, phase_id=phase.pk)
        key: dict[str, Any] = {"by": person, "application_id": application.pk}
        step_actions.save_district(**key, district=district)
        number = f"DWCT-{short_name(district)}-{9000 + person.pk % 1000}"
        stem = person.email.partition("@")[0].removeprefix("applicant-")
        if stem != "parul":
            columns = {"district": district, "year": 2015, "added_by": officer, "added_at": clock.now()}
            EarlierCertificate.objects.create(number=number, name_en=person.name, **columns)
        try:
            step_actions.save_certificate(**key, number=number, name=person.name)
        except CertificateNotFound:
            continue  # Parul may object now
        if stem == "nasima":
            continue
        step_actions.save_topics(**key, topics=topics_of(phase, district))
        step_actions.save_device(**key, device=Device.PHONE, connection=Connection.MOBILE, weekly_hours=10)
        step_actions.save_consent(**key, agrees=True)
        actions.submit_application(**key)
        if stem == "kohinoor":
            actions.withdraw_application(**key)
