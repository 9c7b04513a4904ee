"""The pages of webhook endpoints."""

import re

import pytest

from market.integrations.models import Delivery, Endpoint


def test_endpoint_is_created_tested_changed_and_deleted(page, carla, receiver, run_jobs):
    browser = page(carla)
    assert "No addresses yet" in browser.get("/settings/webhooks/").content.decode()
    created = browser.post("/settings/webhooks/", {"url": receiver.url, "events": ["bid.submitted"]}).content.decode()
    receiver.secret = re.search(r"whsec_[\w+/=]+", created).group()
    endpoint = Endpoint.objects.get()
    place = f"/settings/webhooks/{endpoint.pk}/"
    assert "whsec_" not in browser.get("/settings/webhooks/").content.decode()
    assert "Nothing was sent yet" in browser.get(place).content.decode()
    assert browser.post(f"{place}test/").url == place
    run_jobs()
    delivery = Delivery.objects.get()
    assert "Delivered" in browser.get(place).content.decode()
    shown = browser.get(f"{place}deliveries/{delivery.pk}/").content.decode()
    assert "endpoint.tested" in shown
    assert "thanks" in shown
    assert browser.post(f"{place}deliveries/{delivery.pk}/").url == f"{place}deliveries/{delivery.pk}/"
    run_jobs()
    assert len(receiver.ids) == 2
    assert browser.post(f"{place}turn/").url == place
    assert not Endpoint.objects.get().is_on
    assert "Turn it on" in browser.get(place).content.decode()
    browser.post(f"{place}turn/", {"on": "yes"})
    assert Endpoint.objects.get().is_on
    assert "whsec_" in browser.post(f"{place}secret/").content.decode()
    assert browser.post(place, {"url": receiver.url, "events": ["contract.started"]}).url == place
    assert Endpoint.objects.get().events == ["contract.started"]
    assert browser.post(f"{place}delete/").url == "/settings/webhooks/"
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize(
    "form", [{"url": "https://10.0.0.1/", "events": ["bid.submitted"]}, {"url": "https://a.test/"}]
)
def test_form_error_keeps_what_was_typed(page, carla, form):
    answer = page(carla).post("/settings/webhooks/", form)
    assert answer.status_code == 400
    assert form["url"] in answer.content.decode()


def test_response_of_a_receiver_is_escaped(page, carla, receiver, listen, run_jobs):
    receiver.answers = [(200, b"<script>alert(1)</script>", {})]
    endpoint = listen(carla)
    browser = page(carla)
    browser.post(f"/settings/webhooks/{endpoint.pk}/test/")
    run_jobs()
    shown = browser.get(Delivery.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


@pytest.mark.parametrize(("digits", "said"), [("bangla", "সর্বোচ্চ ৫০০টি"), ("latin", "সর্বোচ্চ 500টি")])
def test_form_error_uses_the_digits_of_the_user(page, carla, digits, said):
    carla.language, carla.digits = "bn", digits
    carla.save()
    long = "https://example.com/" + "a" * 500
    answer = page(carla, "bn").post("/settings/webhooks/", {"url": long, "events": ["bid.submitted"]})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert said in html
    assert long in html
