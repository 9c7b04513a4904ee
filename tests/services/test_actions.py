"""Services: every action from every state, and by whom."""

from dataclasses import replace
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from market.core.base.errors import Invalid, NotFound
from market.core.base.money import Money
from market.profiles.freelancers.actions import hide_profile
from market.profiles.portfolio.images import NotAPicture
from market.services.models import Service
from market.services.offering.actions import (
    change_service,
    create_service,
    discard_service,
    pause_service,
    publish_service,
)
from market.services.offering.details import ExtraDetails, PackageDetails, ServiceDetails
from market.services.offering.picture_actions import add_service_picture, move_picture_first, remove_service_picture
from market.services.offering.refusals import (
    NoShownProfile,
    NotYourService,
    ServiceIncomplete,
    ServiceNotDraft,
    TooManyServicePictures,
    TooManyServices,
)
from market.site.demo.pictures import draw_picture
from market.training.certificates.actions import revoke_certificate
from tests import make

State = Service.State


def usd(amount: str) -> Money:
    return Money(amount, "USD")


def picture(chance) -> SimpleUploadedFile:
    return SimpleUploadedFile("work.png", draw_picture("graphics-design", chance), "image/png")


@pytest.fixture
def chance():
    return Random(7)


@pytest.fixture
def service(farida) -> Service:
    return make.make_service(farida)


def put(service: Service, state: str) -> None:
    Service.objects.filter(pk=service.pk).update(state=state)
    service.refresh_from_db()


ACTIONS = {
    "publish": lambda by, pk: publish_service(by=by, service_id=pk),
    "pause": lambda by, pk: pause_service(by=by, service_id=pk),
    "discard": lambda by, pk: discard_service(by=by, service_id=pk),
    "change": lambda by, pk: change_service(by=by, service_id=pk, changes={"title_en": "Another"}),
}
# From each state: the state after it, or the refusal.
AFTER = {
    "publish": {"draft": "live", "live": "live", "paused": "live"},
    "pause": {"draft": "draft", "live": "paused", "paused": "paused"},
    "discard": {"draft": None, "live": ServiceNotDraft, "paused": ServiceNotDraft},
    "change": {"draft": "draft", "live": "live", "paused": "paused"},
}


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("state", State.values)
def test_her_actions_from_every_state(service, farida, name, state):
    put(service, state)
    after = AFTER[name][state]
    if isinstance(after, type):
        with pytest.raises(after):
            ACTIONS[name](farida, service.pk)
        service.refresh_from_db()
        assert service.state == state
        return
    ACTIONS[name](farida, service.pk)
    assert Service.objects.filter(pk=service.pk).values_list("state", flat=True).first() == after


@pytest.mark.parametrize("name", ACTIONS)
def test_others_may_not(service, rina, carla, mitu, name):
    for person in (rina, carla, mitu):
        with pytest.raises(NotYourService):
            ACTIONS[name](person, service.pk)
    put(service, State.PAUSED)
    for person in (rina, carla):
        with pytest.raises(NotFound):
            ACTIONS[name](person, service.pk)


def test_moderators_see_no_drafts(service, mitu):
    put(service, State.DRAFT)
    assert not Service.objects.visible_to(mitu).exists()


def test_what_moderators_hid_stays_hidden_whatever_she_does(service, farida, carla):
    Service.objects.update(is_hidden=True)
    change_service(by=farida, service_id=service.pk, changes={"title_en": "Another"})
    pause_service(by=farida, service_id=service.pk)
    assert not publish_service(by=farida, service_id=service.pk).is_shown
    assert not Service.objects.visible_to(carla).exists()


def test_only_who_can_be_found_can_offer(carla, farida, oli):
    details = ServiceDetails(topic="data-entry", title_en="Typing")
    with pytest.raises(NoShownProfile):
        create_service(by=carla, details=details)
    draft = create_service(by=farida, details=details)
    hide_profile(by=farida)
    with pytest.raises(NoShownProfile):
        create_service(by=farida, details=details)
    with pytest.raises(NoShownProfile):
        publish_service(by=farida, service_id=draft.pk)


def test_a_limit_of_services(service, farida, settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, services_per_freelancer=1)
    with pytest.raises(TooManyServices):
        make.make_service(farida)


def test_a_draft_may_lack_what_a_shown_one_must_have(farida):
    draft = create_service(by=farida, details=ServiceDetails(topic="data-entry", title_bn="টাইপ করি"))
    with pytest.raises(ServiceIncomplete) as refused:
        publish_service(by=farida, service_id=draft.pk)
    assert set(refused.value.errors) == {"description_bn", "packages"}
    package = PackageDetails("Simple", usd("20.00"), 2)
    change_service(by=farida, service_id=draft.pk, changes={"packages": (package,), "description_bn": "দ্রুত।"})
    assert publish_service(by=farida, service_id=draft.pk).published_at is not None
    with pytest.raises(Invalid):
        change_service(by=farida, service_id=draft.pk, changes={"packages": ()})


GOOD = PackageDetails("Simple", usd("20.00"), 2)
BAD = [
    ({"title_en": "", "title_bn": " "}, "title_bn"),
    ({"title_en": "a" * 81}, "title_en"),
    ({"title_bn": "a" * 401}, "title_bn"),
    ({"description_en": "a" * 4001}, "description_en"),
    ({"topic": "cooking"}, "topic"),
    ({"skills": ("no-such",)}, "skills"),
    ({"packages": (GOOD,) * 4}, "packages"),
    ({"packages": (replace(GOOD, name=" "),)}, "packages.0.name"),
    ({"packages": (replace(GOOD, name="a" * 51),)}, "packages.0.name"),
    ({"packages": (replace(GOOD, price=usd("4.99")),)}, "packages.0.price"),
    ({"packages": (GOOD, replace(GOOD, price=Money("900.00", "BDT")))}, "packages.1.price"),
    ({"packages": (replace(GOOD, price=Money("900.00", "BDT")),)}, "packages"),
    ({"packages": (replace(GOOD, price=usd("100000.01")),)}, "packages"),
    ({"packages": (replace(GOOD, days=0),)}, "packages.0.days"),
    ({"packages": (replace(GOOD, days=121),)}, "packages.0.days"),
    ({"packages": (replace(GOOD, revisions=21),)}, "packages.0.revisions"),
    ({"packages": (replace(GOOD, includes="a" * 601),)}, "packages.0.includes"),
    ({"extras": (ExtraDetails("", usd("5.00")),)}, "extras.0.name"),
    ({"extras": (ExtraDetails("x", usd("0.50")),)}, "extras.0.price"),
    ({"extras": (ExtraDetails("x", usd("5.00"), -1),)}, "extras.0.days"),
    ({"extras": (ExtraDetails("x", usd("5.00")),) * 6}, "extras"),
    ({"questions": ("a" * 201,)}, "questions.0"),
    ({"questions": ("  ",)}, "questions.0"),
    ({"questions": ("x",) * 6}, "questions"),
    ({"queue_limit": 0}, "queue_limit"),
    ({"queue_limit": 101}, "queue_limit"),
]


@pytest.mark.parametrize(("changes", "field"), BAD)
def test_what_is_wrong_is_said_at_its_field(service, farida, changes, field):
    with pytest.raises(Invalid) as refused:
        change_service(by=farida, service_id=service.pk, changes=changes)
    assert field in refused.value.errors


def test_what_stays_keeps_its_row_and_what_changes_gets_another(service, farida):
    simple, complete = service.packages.all()
    details = ServiceDetails.of(service)
    dearer = replace(details.packages[1], price=usd("95.00"))
    change_service(by=farida, service_id=service.pk, changes={"packages": (details.packages[0], dearer)})
    first, second = Service.objects.get(pk=service.pk).packages.all()
    assert (first.pk, second.pk == complete.pk, second.price) == (simple.pk, False, usd("95.00"))
    change_service(by=farida, service_id=service.pk, changes={"packages": (dearer,)})
    service.refresh_from_db()
    assert (service.price_from, service.days_from) == (usd("95.00"), 7)


def test_she_is_seen_only_while_her_profile_is(service, farida, carla, oli):
    assert Service.objects.public().count() == 1
    hide_profile(by=farida)
    assert Service.objects.public().count() == 0
    assert list(Service.objects.visible_to(farida)) == [service]
    assert not Service.objects.visible_to(carla).exists()


def test_a_revoked_certificate_takes_all_services_away_at_once(service, farida, oli):
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="Issued twice.")
    assert Service.objects.public().count() == 0


def test_the_database_refuses_a_live_service_without_a_price(service):
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=service.pk).update(price_from_value=None)


def test_pictures_are_encoded_anew_and_small(service, farida, rina, chance):
    first = add_service_picture(by=farida, service_id=service.pk, file=picture(chance), title="  A  logo ")
    second = add_service_picture(by=farida, service_id=service.pk, file=picture(chance), title="Card")
    assert first.title == "A logo"
    assert first.thumbnail.size <= 30 * 1024
    assert first.image.name.endswith(".webp")
    assert service.cover == first
    move_picture_first(by=farida, service_id=service.pk, picture_id=second.pk)
    assert Service.objects.get(pk=service.pk).cover == second
    with pytest.raises(NotYourService):
        remove_service_picture(by=rina, service_id=service.pk, picture_id=first.pk)
    with pytest.raises(NotYourService):
        add_service_picture(by=rina, service_id=service.pk, file=picture(chance), title="x")
    remove_service_picture(by=farida, service_id=service.pk, picture_id=second.pk)
    assert list(service.pictures.all()) == [first]
    with pytest.raises(NotFound):
        remove_service_picture(by=farida, service_id=service.pk, picture_id=second.pk)


def test_five_pictures_are_the_most_and_no_picture_is_none(service, farida, chance):
    with pytest.raises(NotAPicture):
        add_service_picture(by=farida, service_id=service.pk, file=SimpleUploadedFile("a.png", b"no"), title="x")
    for number in range(5):
        add_service_picture(by=farida, service_id=service.pk, file=picture(chance), title=f"{number}")
    with pytest.raises(TooManyServicePictures):
        add_service_picture(by=farida, service_id=service.pk, file=picture(chance), title="6")
    with pytest.raises(TooManyServicePictures):  # before it is decoded
        add_service_picture(by=farida, service_id=service.pk, file=SimpleUploadedFile("a.png", b"no"), title="6")
