"""Actions of services: from every state, by the owner and by others."""

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
from market.site.demo.revoking import revoke_certificate
from tests import make

State = Service.State


def usd(amount: str) -> Money:
    return Money(amount, "USD")


def picture(rng) -> SimpleUploadedFile:
    return SimpleUploadedFile("work.png", draw_picture("graphics-design", rng), "image/png")


@pytest.fixture
def rng():
    return Random(7)


@pytest.fixture
def service(farida) -> Service:
    return make.make_service(farida)


def set_state(service: Service, state: str) -> None:
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
def test_owner_actions_from_every_state(service, farida, name, state):
    set_state(service, state)
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
def test_actions_of_others_are_refused(service, rina, carla, mitu, name):
    for person in (rina, carla, mitu):
        with pytest.raises(NotYourService):
            ACTIONS[name](person, service.pk)
    set_state(service, State.PAUSED)
    for person in (rina, carla):
        with pytest.raises(NotFound):
            ACTIONS[name](person, service.pk)


def test_drafts_are_not_visible_to_moderators(service, mitu):
    set_state(service, State.DRAFT)
    assert not Service.objects.visible_to(mitu).exists()


def test_service_hidden_by_moderators_stays_hidden_after_owner_actions(service, farida, carla):
    Service.objects.update(is_hidden=True)
    change_service(by=farida, service_id=service.pk, changes={"title_en": "Another"})
    pause_service(by=farida, service_id=service.pk)
    assert not publish_service(by=farida, service_id=service.pk).is_shown
    assert not Service.objects.visible_to(carla).exists()


def test_creating_and_publishing_need_a_public_profile(carla, farida, oli):
    details = ServiceDetails(topic="data-entry", title_en="Typing")
    with pytest.raises(NoShownProfile):
        create_service(by=carla, details=details)
    draft = create_service(by=farida, details=details)
    hide_profile(by=farida)
    with pytest.raises(NoShownProfile):
        create_service(by=farida, details=details)
    with pytest.raises(NoShownProfile):
        publish_service(by=farida, service_id=draft.pk)


def test_number_of_services_is_limited(service, farida, settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, services_per_freelancer=1)
    with pytest.raises(TooManyServices):
        make.make_service(farida)


def test_publishing_requires_fields_that_a_draft_may_lack(farida):
    draft = create_service(by=farida, details=ServiceDetails(topic="data-entry", title_bn="টাইপ করি"))
    with pytest.raises(ServiceIncomplete) as refused:
        publish_service(by=farida, service_id=draft.pk)
    assert set(refused.value.errors) == {"description_bn", "packages"}
    package = PackageDetails("Simple", usd("20.00"), 2)
    change_service(by=farida, service_id=draft.pk, changes={"packages": (package,), "description_bn": "দ্রুত।"})
    assert publish_service(by=farida, service_id=draft.pk).published_at is not None
    with pytest.raises(Invalid):
        change_service(by=farida, service_id=draft.pk, changes={"packages": ()})


VALID_PACKAGE = PackageDetails("Simple", usd("20.00"), 2)
INVALID_CHANGES = [
    ({"title_en": "", "title_bn": " "}, "title_bn"),
    ({"title_en": "a" * 81}, "title_en"),
    ({"title_bn": "a" * 401}, "title_bn"),
    ({"description_en": "a" * 4001}, "description_en"),
    ({"topic": "cooking"}, "topic"),
    ({"skills": ("no-such",)}, "skills"),
    ({"packages": (VALID_PACKAGE,) * 4}, "packages"),
    ({"packages": (replace(VALID_PACKAGE, name=" "),)}, "packages.0.name"),
    ({"packages": (replace(VALID_PACKAGE, name="a" * 51),)}, "packages.0.name"),
    ({"packages": (replace(VALID_PACKAGE, price=usd("4.99")),)}, "packages.0.price"),
    ({"packages": (VALID_PACKAGE, replace(VALID_PACKAGE, price=Money("900.00", "BDT")))}, "packages.1.price"),
    ({"packages": (replace(VALID_PACKAGE, price=Money("900.00", "EUR")),)}, "packages"),
    ({"packages": (replace(VALID_PACKAGE, price=usd("100000.01")),)}, "packages"),
    ({"packages": (replace(VALID_PACKAGE, days=0),)}, "packages.0.days"),
    ({"packages": (replace(VALID_PACKAGE, days=121),)}, "packages.0.days"),
    ({"packages": (replace(VALID_PACKAGE, revisions=21),)}, "packages.0.revisions"),
    ({"packages": (replace(VALID_PACKAGE, includes="a" * 601),)}, "packages.0.includes"),
    ({"extras": (ExtraDetails("", usd("5.00")),)}, "extras.0.name"),
    ({"extras": (ExtraDetails("x", usd("0.50")),)}, "extras.0.price"),
    ({"extras": (ExtraDetails("x", usd("5.00"), 121),)}, "extras.0.days"),
    ({"extras": (ExtraDetails("x", usd("5.00"), -121),)}, "extras.0.days"),
    ({"extras": (ExtraDetails("x", usd("5.00"), -4),)}, "extras.0.days"),
    ({"extras": (ExtraDetails("x", usd("5.00"), -2), ExtraDetails("y", usd("5.00"), -2))}, "extras.1.days"),
    ({"extras": (ExtraDetails("x", usd("5.00")),) * 6}, "extras"),
    ({"questions": ("a" * 201,)}, "questions.0"),
    ({"questions": ("  ",)}, "questions.0"),
    ({"questions": ("x",) * 6}, "questions"),
    ({"queue_limit": 0}, "queue_limit"),
    ({"queue_limit": 101}, "queue_limit"),
]


@pytest.mark.parametrize(("changes", "field"), INVALID_CHANGES)
def test_invalid_value_is_an_error_of_its_field(service, farida, changes, field):
    with pytest.raises(Invalid) as refused:
        change_service(by=farida, service_id=service.pk, changes=changes)
    assert field in refused.value.errors


def test_unchanged_package_keeps_its_row_and_changed_one_gets_a_new_row(service, farida):
    simple, complete = service.packages.all()
    details = ServiceDetails.of(service)
    dearer = replace(details.packages[1], price=usd("95.00"))
    change_service(by=farida, service_id=service.pk, changes={"packages": (details.packages[0], dearer)})
    first, second = Service.objects.get(pk=service.pk).packages.all()
    assert (first.pk, second.pk == complete.pk, second.price) == (simple.pk, False, usd("95.00"))
    change_service(by=farida, service_id=service.pk, changes={"packages": (dearer,)})
    service.refresh_from_db()
    assert (service.price_from, service.days_from) == (usd("95.00"), 7)


def test_service_is_visible_only_while_the_profile_is(service, farida, carla, oli):
    assert Service.objects.public().count() == 1
    hide_profile(by=farida)
    assert Service.objects.public().count() == 0
    assert list(Service.objects.visible_to(farida)) == [service]
    assert not Service.objects.visible_to(carla).exists()


def test_revoked_certificate_hides_all_services(service, farida, oli):
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="Issued twice.")
    assert Service.objects.public().count() == 0


def test_constraint_refuses_a_live_service_without_a_price(service):
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=service.pk).update(price_from_value=None)


def test_owner_adds_reencoded_pictures_and_reorders_and_removes_them(service, farida, rina, rng):
    first = add_service_picture(by=farida, service_id=service.pk, file=picture(rng), title="  A  logo ")
    second = add_service_picture(by=farida, service_id=service.pk, file=picture(rng), title="Card")
    assert first.title == "A logo"
    assert first.thumbnail.size <= 30 * 1024
    assert first.image.name.endswith(".webp")
    assert service.cover == first
    move_picture_first(by=farida, service_id=service.pk, picture_id=second.pk)
    assert Service.objects.get(pk=service.pk).cover == second
    with pytest.raises(NotYourService):
        remove_service_picture(by=rina, service_id=service.pk, picture_id=first.pk)
    with pytest.raises(NotYourService):
        add_service_picture(by=rina, service_id=service.pk, file=picture(rng), title="x")
    remove_service_picture(by=farida, service_id=service.pk, picture_id=second.pk)
    assert list(service.pictures.all()) == [first]
    with pytest.raises(NotFound):
        remove_service_picture(by=farida, service_id=service.pk, picture_id=second.pk)


def test_invalid_picture_and_sixth_picture_are_refused(service, farida, rng):
    with pytest.raises(NotAPicture):
        add_service_picture(by=farida, service_id=service.pk, file=SimpleUploadedFile("a.png", b"no"), title="x")
    for number in range(5):
        add_service_picture(by=farida, service_id=service.pk, file=picture(rng), title=f"{number}")
    with pytest.raises(TooManyServicePictures):
        add_service_picture(by=farida, service_id=service.pk, file=picture(rng), title="6")
    with pytest.raises(TooManyServicePictures):  # before it is decoded
        add_service_picture(by=farida, service_id=service.pk, file=SimpleUploadedFile("a.png", b"no"), title="6")
