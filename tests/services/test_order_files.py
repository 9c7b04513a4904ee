"""Files of orders: sent with the order or with answers, by page and API, read by both sides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.contracts.workroom.actions import request_changes
from market.core.base.errors import Invalid, NotFound
from market.files.access import fetch_file
from market.files.actions import keep_upload
from market.files.collections import collection_of
from market.files.models import Upload
from market.services.models import Order
from market.services.ordering.actions import OrderChoice, answer_questions, place_order
from tests import make
from tests.disputes.conftest import answered, opened, to_ruling
from tests.payments.story import submit
from tests.services.test_orders import make_paid_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(farida):
    return make.make_service(farida)


def sketch(by, name="sketch.txt") -> Upload:
    return keep_upload(by=by, file=SimpleUploadedFile(name, b"like this"))


def order_with(service, by, *files, package=0) -> Order:
    choice = OrderChoice(service.packages.all()[package].pk, files=[str(each.pk) for each in files])
    return place_order(by=by, service_id=service.pk, choice=choice)


def names(order: Order) -> list[str]:
    return sorted(each.name for each in order.files.all())


def test_order_by_page_brings_its_files(page, carla, farida, omar, service):
    address, package = f"/services/{service.pk}/order/", service.packages.all()[0].pk
    sketched, browser = sketch(carla), page(carla)
    form = {"package": package, "uploads": SimpleUploadedFile("new.txt", b"x"), "kept": sketched.pk}
    shown = browser.post(address, {**form, "count": "1"}).content.decode()
    new = Upload.objects.get(name="new.txt")
    assert f'name="kept" value="{new.pk}" checked' in shown
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    browser.post(address, {"package": package, "kept": [sketched.pk, new.pk], "seen": seen, "pay": "1"})
    order = Order.objects.get()
    assert names(order) == ["new.txt", "sketch.txt"]
    assert "sketch.txt" in browser.get(order.get_absolute_url()).content.decode()
    for each in (omar, farida):  # she learns of it when it is paid
        with pytest.raises(NotFound):
            fetch_file(each, new.pk)


def test_second_try_adds_files_and_those_of_others_are_refused(carla, farida, service):
    order = order_with(service, carla, sketch(carla, "first.txt"))
    assert order_with(service, carla, sketch(carla, "second.txt")) == order
    assert names(order) == ["first.txt", "second.txt"]
    with pytest.raises(Invalid):
        order_with(service, carla, sketch(farida))


def test_answers_bring_files_to_a_paid_order(page, provider, carla, farida, service):
    order = make_paid_order(provider, service, carla)
    address = f"/orders/{order.contract_id}/answers/"
    assert page(carla).post(address, {"kept": sketch(carla).pk}).status_code == 302
    (file,) = order.files.all()
    assert "sketch.txt" in page(farida).get(order.get_absolute_url()).content.decode()
    assert fetch_file(farida, file.pk) == file
    assert collection_of(farida, file).files == [file]
    answer = page(carla).post(address, {"answer_0": "Tea", "kept": sketch(farida).pk})
    assert answer.status_code == 400
    with pytest.raises(Invalid):
        answer_questions(by=carla, contract_id=order.contract_id, answers={}, file_ids=[str(sketch(farida).pk)])


def test_moderators_of_a_dispute_open_what_was_asked_for(page, provider, carla, farida, mitu, service, travel):
    order = make_paid_order(provider, service, carla)
    answers = {0: "Tea"} if order.unanswered else {}
    file = sketch(carla)
    answer_questions(by=carla, contract_id=order.contract_id, answers=answers, file_ids=[str(file.pk)])
    with pytest.raises(NotFound):
        fetch_file(mitu, file.pk)
    milestone, marked = submit(order.contract.milestones.get()), sketch(carla, "marked.txt")
    request_changes(by=carla, milestone_id=milestone.pk, note="Green, please.", file_ids=[str(marked.pk)])
    dispute = answered(opened(submit(milestone), claim="1"))
    if dispute.ruling_from is None:
        to_ruling(dispute, travel)
    for each in (file, marked):
        assert fetch_file(mitu, each.pk) == each
        shown = collection_of(mitu, each)
        assert (shown.files, shown.url) == ([each], dispute.get_absolute_url())
    assert f'href="/files/{file.pk}/' in page(mitu).get(f"{dispute.get_absolute_url()}rule/").content.decode()
    printed = page(carla).get(f"/contracts/{order.contract_id}/record/").content.decode()
    assert f"/files/{file.pk}/" not in printed


def test_api_takes_ids_and_gives_the_files(api, provider, carla, farida, service):
    first, second = str(sketch(carla, "first.txt").pk), str(sketch(carla, "second.txt").pk)
    order = make_paid_order(provider, service, carla)
    address = f"/api/v1/orders/{order.contract_id}/answers/"
    assert api(carla).post(address, {"answers": [], "files": [first, second]}).status_code == 200
    assert sorted(each["name"] for each in api(farida).get(address).json()["files"]) == ["first.txt", "second.txt"]
    assert api(carla).post(address, {"files": ["no id"]}).status_code == 400
