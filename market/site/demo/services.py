"""Stories of services: those of the cast and of some graduates, and orders in every state."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.models import User
from market.contracts.models import Contract
from market.core.base.money import Money
from market.core.text.bangla import nfc
from market.core.text.formats import format_number
from market.payments.funding.actions import fund_milestone
from market.payments.releases.actions import approve_milestone
from market.profiles.models import Profile
from market.services.models import Service
from market.services.offering.actions import create_service, pause_service, publish_service
from market.services.offering.details import ExtraDetails, FaqDetails, PackageDetails, ServiceDetails
from market.services.offering.picture_actions import add_service_picture
from market.services.ordering.actions import OrderChoice, place_order
from market.site.demo.files import keep_picture
from market.site.demo.pictures import draw_picture
from market.site.demo.stage import Stage, Story
from market.site.demo.texts import Texts, read_data

GRADUATES = 24


def offered(stage: Stage) -> Story:
    """Farida, Rina and some graduates offer services; one of Rina's is paused, one of Farida's stays a draft."""
    texts = read_data("services")
    design = texts["graphics-design"]
    _publish(stage, stage.cast["farida"], "graphics-design", design[0], pictures=3, queue_limit=4)
    _publish(stage, stage.cast["farida"], "graphics-design", design[1], pictures=2)
    _publish(stage, stage.cast["rina"], "graphics-design", design[2], pictures=2)
    paused = _publish(stage, stage.cast["rina"], "graphics-design", design[0], pictures=1)
    pause_service(by=stage.cast["rina"], service_id=paused.pk)
    create_service(
        by=stage.cast["farida"], details=_details(stage.texts, design[2], "graphics-design", stage.cast["farida"])
    )
    others = Profile.objects.public().exclude(user__in=stage.cast.values()).select_related("user", "topic")
    for profile in others.order_by("-published_at", "pk")[:GRADUATES]:
        yield 2
        text = stage.texts.chance.choice(texts[profile.topic.slug])
        _publish(stage, profile.user, profile.topic.slug, text, pictures=1)


def _publish(
    stage: Stage, user: User, topic: str, text: dict[str, Any], *, pictures: int, queue_limit: int | None = None
) -> Service:
    details = _details(stage.texts, text, topic, user, queue_limit)
    service = create_service(by=user, details=details)
    own_title = details.title_bn if user.language == "bn" else details.title_en
    for number in range(pictures):
        file = SimpleUploadedFile("work.png", draw_picture(topic, stage.texts.chance), "image/png")
        title = f"{own_title} ({format_number(number + 1, user.language)})" if number else own_title
        add_service_picture(by=user, service_id=service.pk, file=file, title=title)
    return publish_service(by=user, service_id=service.pk)


def _details(
    texts: Texts, text: dict[str, Any], topic: str, user: User, queue_limit: int | None = None
) -> ServiceDetails:
    """Titles and descriptions in both languages; packages, extras and questions in the user's own language first."""

    def own(pair: dict[str, str]) -> str:
        return nfc(pair[user.language])

    def other(pair: dict[str, str]) -> str:
        return nfc(pair["en" if user.language == "bn" else "bn"])

    def dollars(amount: int) -> Money:
        return Money(Decimal(amount), "USD")

    title, distinct = text["title"], texts.distinct
    titles = {code: nfc(distinct(title[code], "headline_details", code, ", ")) for code in title}
    about = {code: nfc(distinct(each, "letter_details", code)) for code, each in text["description"].items()}
    return ServiceDetails(
        topic=topic,
        title_en=titles["en"],
        title_bn=titles["bn"],
        description_en=about["en"],
        description_bn=about["bn"],
        skills=tuple(text["skills"]),
        packages=tuple(_package_details(each, own, other) for each in text["packages"]),
        extras=tuple(
            ExtraDetails(own(each["name"]), dollars(each["price"]), each["days"], other(each["name"]))
            for each in text["extras"]
        ),
        questions=tuple(own(each) for each in text["questions"]),
        other_questions=tuple(other(each) for each in text["questions"]),
        faq=tuple(_faq_details(each, own, other) for each in text.get("faq", ())),
        queue_limit=queue_limit,
    )


def _package_details(text: dict[str, Any], own: Callable[..., str], other: Callable[..., str]) -> PackageDetails:
    return PackageDetails(
        own(text["name"]),
        Money(Decimal(text["price"]), "USD"),
        text["days"],
        own(text["includes"]),
        text["revisions"],
        other(text["name"]),
        other(text["includes"]),
    )


def _faq_details(text: dict[str, Any], own: Callable[..., str], other: Callable[..., str]) -> FaqDetails:
    question, answer = text["question"], text["answer"]
    return FaqDetails(own(question), own(answer), other(question), other(answer))


def _order(
    client: User,
    freelancer: User,
    *,
    package: int,
    extras: int = 0,
    answers: Sequence[str] = (),
    files: Sequence[str] = (),
) -> Contract:
    service = Service.objects.filter(freelancer=freelancer, state=Service.State.LIVE).order_by("pk")[0]
    added = [each.pk for each in service.extras.all()][:extras]
    choice = OrderChoice(service.packages.all()[package].pk, added, dict(enumerate(answers)), files)
    return place_order(by=client, service_id=service.pk, choice=choice).contract


def _picture(stage: Stage, by: User, name: str) -> list[str]:
    """The id of a drawn picture that this user has sent."""
    return [str(keep_picture(by, "graphics-design", stage.texts, name).pk)]


def ordered_and_done(stage: Stage) -> Story:
    """Rahim's order of Rina's service: delivered, approved."""
    rahim, rina = stage.cast["rahim"], stage.cast["rina"]
    yield 12
    contract = _order(rahim, rina, package=1, extras=1, answers=("ঈদের ছাড়, বড় করে।",))
    stage.fund(contract)
    yield 4
    stage.deliver(contract)
    yield 1
    approve_milestone(by=rahim, milestone_id=stage.milestone(contract).pk)


def ordered_and_under_way(stage: Stage) -> Story:
    """Carla's order of Farida's service, with a file: paid, delivered, changes requested, with a file too; one question
    is not answered yet."""
    carla, farida = stage.cast["carla"], stage.cast["farida"]
    yield 53
    answers = ("Tea and small cakes, to people of the street.",)
    contract = _order(carla, farida, package=1, extras=1, answers=answers, files=_picture(stage, carla, "our-sign.png"))
    stage.fund(contract)
    yield 3
    stage.deliver(contract)
    yield 1
    stage.ask_changes(contract, files=_picture(stage, carla, "what-to-change.png"))


def ordered_and_not_paid(stage: Stage) -> Story:
    """Omar's order of Farida's service, its Checkout left open."""
    yield 59.8
    contract = _order(stage.cast["omar"], stage.cast["farida"], package=0)
    milestone = stage.milestone(contract)
    fund_milestone(by=contract.client, milestone_id=milestone.pk, site=settings.SITE_URL)


STORIES = (offered, ordered_and_done, ordered_and_under_way, ordered_and_not_paid)
