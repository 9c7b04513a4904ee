"""Pages of services: what each shows, that form errors keep what was typed, and that only a displayed price is paid."""

from datetime import timedelta
from random import Random

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Funding
from market.profiles.freelancers.absence_actions import start_absence
from market.profiles.freelancers.actions import hide_profile
from market.services.models import Order, Service
from market.services.offering.actions import change_service, pause_service, publish_service
from market.services.offering.picture_actions import add_service_picture
from market.services.ordering.actions import OrderChoice, place_order
from market.site.demo.pictures import draw_picture
from tests import make

FORM = {
    "title_bn": "",
    "title_en": "Product photos",
    "description_en": "White ground.",
    "topic": "graphics-design",
    "currency": "USD",
    "package_0_name": "Ten",
    "package_0_price": "৪০",
    "package_0_days": "৩",
    "package_0_revisions": "2",
    "extra_0_name": "In a day",
    "extra_0_price": "5",
    "question_0": "Where will they stand?",
}


@pytest.fixture
def service(farida) -> Service:
    return make.make_service(farida)


@pytest.fixture
def service_with_pictures(service, farida) -> Service:
    for number in range(2):
        file = SimpleUploadedFile("a.png", draw_picture("graphics-design", Random(number)), "image/png")
        add_service_picture(by=farida, service_id=service.pk, file=file, title=f"Logo {number}")
    return service


def text(answer) -> str:
    return answer.content.decode()


def test_service_page_is_public_cacheable_and_without_csrf_token(page, service_with_pictures):
    answer = page().get(f"/services/{service_with_pictures.pk}/")
    html = text(answer)
    assert answer.status_code == 200
    for words in ("A logo for a small shop", "One idea.", "$40.00", "Source files", "What does your shop sell?"):
        assert words in html
    assert "csrfmiddlewaretoken" not in html
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-cache"
    assert 'property="og:title" content="A logo for a small shop"' in html
    assert f'property="og:image" content="{settings.SITE_URL}{service_with_pictures.cover.image_url}"' in html
    again = page().get(f"/services/{service_with_pictures.pk}/", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_visitor_who_wants_to_ask_is_told_to_sign_in_and_led_back(page, service):
    address = f"/accounts/login/?next=/services/{service.pk}/"
    assert f'href="{address}"' in text(page().get(f"/services/{service.pk}/"))
    assert "To ask about this service, sign in first." in text(page().get(address))
    talent = service.freelancer.profile.get_absolute_url()
    assert f'href="/accounts/login/?next={talent}"' in text(page().get(talent))


def test_service_page_in_bangla(page, service):
    html = text(page(language="bn").get(f"/services/{service.pk}/"))
    assert "ছোট দোকানের লোগো" in html
    assert "৪ দিন" in html


def test_query_counts_of_service_pages(page, service_with_pictures, carla, farida, django_assert_max_num_queries):
    for _more in range(3):
        make.make_service(farida)
    reader = page(carla)
    reader.get("/services/")
    with django_assert_max_num_queries(14):
        reader.get(f"/services/{service_with_pictures.pk}/")
    with django_assert_max_num_queries(8):
        reader.get("/services/")
    owner = page(farida)
    owner.get("/services/mine/")  # from then on the menu knows whether there is a course
    with django_assert_max_num_queries(8):
        owner.get("/services/mine/")


def test_each_picture_has_a_page_with_the_ways_to_the_others_and_back(page, service_with_pictures, farida):
    first, second, *_others = pictures = list(service_with_pictures.pictures.all())
    assert f'href="{first.page_url}"' in page().get(service_with_pictures.get_absolute_url()).content.decode()
    html = page().get(first.page_url).content.decode()
    for link in (first.image_url, second.page_url, service_with_pictures.get_absolute_url()):
        assert f'"{link}"' in html
    assert f"picture 1 of {len(pictures)}" in html
    assert "Previous picture" not in html
    assert page().get(first.page_url.replace(f"/{first.pk}/", "/999999/")).status_code == 404
    pause_service(by=farida, service_id=service_with_pictures.pk)
    assert page().get(first.page_url).status_code == 404


def test_pictures_are_404_when_the_service_is_hidden(page, service_with_pictures, farida, carla):
    place = service_with_pictures.cover.thumbnail_url
    answer = page().get(place)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert len(b"".join(answer.streaming_content)) <= 30 * 1024
    assert page().get(f"/services/{service_with_pictures.pk}/pictures/other.webp").status_code == 404
    hide_profile(by=farida)
    assert page(carla).get(place).status_code == 404
    page(farida).get(place).close()


def test_user_without_a_profile_is_redirected_and_linked_to_claim(page, carla):
    assert 'href="/claim/"' in text(page(carla).get("/services/mine/"))
    assert page(carla).get("/services/new/").url == "/services/mine/"


def test_service_form_keeps_what_was_typed_until_it_is_published(page, farida):
    browser = page(farida)
    assert browser.get("/services/new/").status_code == 200
    invalid = browser.post("/services/new/", {**FORM, "package_0_price": "", "extra_0_days": "many"})
    assert invalid.status_code == 400
    for name, value in (
        ("title_en", "Product photos"),
        ("extra_0_days", "many"),
        ("question_0", "Where will they stand?"),
    ):
        assert f'name="{name}" value="{value}"' in text(invalid)
    assert 'id="id_package_0_price_error"' in text(invalid)
    invalid = browser.post("/services/new/", {**FORM, "package_0_price": "1"})
    assert 'id="id_package_0_price_error"' in text(invalid)
    created = browser.post("/services/new/", FORM)
    service = Service.objects.get()
    assert created.url == f"/services/{service.pk}/pictures/"
    assert (service.state, service.packages.get().price_value, service.extras.get().days) == ("draft", 40, 0)
    assert "This is how your service will look" in text(browser.get(f"/services/{service.pk}/"))
    published = browser.post(f"/services/{service.pk}/publish/", follow=True)
    assert "Your service is live" in text(published)
    form = browser.get(f"/services/{service.pk}/edit/")
    assert 'name="package_0_price" value="40"' in text(form)
    browser.post(f"/services/{service.pk}/edit/", {**FORM, "title_en": "Better photos"})
    service.refresh_from_db()
    assert service.title_en == "Better photos"


def test_publishing_an_incomplete_service_redirects_to_its_form(page, farida):
    browser = page(farida)
    browser.post("/services/new/", {"title_en": "Photos", "topic": "graphics-design", "currency": "USD"})
    service = Service.objects.get()
    answer = browser.post(f"/services/{service.pk}/publish/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/services/{service.pk}/edit/"
    assert "Offer one package at least." in text(answer)
    browser.post(f"/services/{service.pk}/discard/")
    assert not Service.objects.exists()


def test_pictures_are_added_reordered_and_removed_by_page(page, service, farida):
    browser, place = page(farida), f"/services/{service.pk}/pictures/"
    wrong = browser.post(place, {"picture": SimpleUploadedFile("a.png", b"no"), "title": "Logo"})
    assert wrong.status_code == 400
    assert 'value="Logo"' in text(wrong)
    for number in range(2):
        file = SimpleUploadedFile("a.png", draw_picture("graphics-design", Random(number)), "image/png")
        assert browser.post(place, {"picture": file, "title": f"Logo {number}"}).status_code == 302
    second = service.pictures.all()[1]
    browser.post(f"{place}{second.pk}/", {"wish": "first"})
    assert service.cover == second
    browser.post(f"{place}{second.pk}/", {"wish": "remove"})
    assert service.pictures.count() == 1


def test_pages_of_the_owner_are_403_for_others(page, service, carla, rina):
    for place in ("edit/", "pictures/", "orders/"):
        assert page(carla).get(f"/services/{service.pk}/{place}").status_code == 403
    for verb in ("publish", "pause", "discard"):
        page(carla).post(f"/services/{service.pk}/{verb}/")
    service.refresh_from_db()
    assert service.state == "live"


def test_service_hidden_by_moderators_is_404_except_for_its_owner(page, service, farida, carla, mitu):
    browser, place = page(mitu), f"/services/{service.pk}/"
    assert page(carla).get(place).status_code == 200
    case = browser.post(f"/staff/cases/open/service/{service.pk}/").url
    browser.post(case, {"level": "hide", "ground": "copied", "facts": "The pictures are another's.", "seen": "0"})
    assert page(carla).get(place).status_code == 404
    own = text(page(farida).get(place))
    assert "Moderators hid this." in own
    assert "This is how clients see it" not in own
    assert page(farida).get(f"{place}edit/").status_code == 200


def test_extra_that_is_sooner_is_edited_and_shown_without_a_sign(page, farida, carla):
    page(farida).post("/services/new/", {**FORM, "extra_0_pace": "sooner", "extra_0_days": "২"})
    service = Service.objects.get()
    assert service.extras.get().days == -2
    editor = text(page(farida).get(f"/services/{service.pk}/edit/"))
    assert '<option value="sooner" selected>' in editor
    assert 'name="extra_0_days" value="2"' in editor
    too_soon = page(farida).post("/services/new/", {**FORM, "extra_0_pace": "sooner", "extra_0_days": "3"})
    assert 'id="id_extra_0_days_error"' in text(too_soon)
    publish_service(by=farida, service_id=service.pk)
    for place in (f"/services/{service.pk}/", f"/services/{service.pk}/order/"):
        assert "2 days sooner" in text(page(carla).get(place))
    chosen = text(page(carla).post(f"/services/{service.pk}/order/", order_form(service, count="1")))
    assert "She delivers within</dt><dd>1 day<" in chosen


def order_form(service: Service, **more: object) -> dict[str, object]:
    return {"package": service.packages.all()[0].pk, "extras": [service.extras.all()[0].pk], **more}


def test_order_form_recounts_the_price_and_leads_to_the_checkout(page, provider, service, carla, farida):
    browser, place = page(carla), f"/services/{service.pk}/order/"
    assert page().get(place).url.startswith("/accounts/login/?next=")
    assert page(farida).get(place).url == f"/services/{service.pk}/"
    first = text(browser.get(f"{place}?package={service.packages.all()[1].pk}"))
    assert "Order and pay $94.50" in first
    recounted = text(browser.post(place, order_form(service, count="1", answer_0="Tea")))
    assert "Order and pay $52.50" in recounted
    assert ">Tea</textarea>" in recounted.replace("\n", "")
    outdated = browser.post(place, order_form(service, pay="1", seen="42.00", answer_0="Tea"))
    assert "The sum has changed" in text(outdated)
    assert not Order.objects.exists()
    paying = browser.post(place, order_form(service, pay="1", seen="52.50", answer_0="Tea"))
    assert "/sandbox/stripe/checkout/" in paying.url
    order = Order.objects.get()
    workroom = text(browser.get(f"/contracts/{order.contract_id}/"))
    for words in ("An ordered service:", "Tea", "Not answered yet", "Cancel the order", "Source files"):
        assert words in workroom
    assert page(farida).get(f"/contracts/{order.contract_id}/").status_code == 404
    provider.pay(paying.url)
    settle_funding(funding_id=Funding.objects.get().pk)
    freelancer_html = text(page(farida).get(f"/contracts/{order.contract_id}/"))
    assert "What you asked" in freelancer_html
    assert "Cancel the order" not in freelancer_html
    assert order.package in text(page(farida).get(f"/services/{service.pk}/orders/"))
    answering = f"/orders/{order.contract_id}/answers/"
    assert page(farida).get(answering).status_code == 302
    assert browser.get(answering).status_code == 200
    assert browser.post(answering, {"answer_1": "a" * 2001}).status_code == 400
    browser.post(answering, {"answer_1": "Red"})
    order.refresh_from_db()
    assert [each["answer"] for each in order.answers] == ["Tea", "Red"]


def test_client_can_ask_before_an_order(page, service, carla, farida):
    way = f'action="/talent/{farida.profile.pk}/talk/"'
    assert [way in text(page(each).get(f"/services/{service.pk}/")) for each in (carla, farida)] == [True, False]


def test_a_refused_order_keeps_what_was_typed(page, service, carla, omar, farida):
    change_service(by=farida, service_id=service.pk, changes={"queue_limit": 1})
    place_order(by=omar, service_id=service.pk, choice=OrderChoice(service.packages.all()[0].pk))
    answer = page(carla).post(
        f"/services/{service.pk}/order/", order_form(service, pay="1", seen="52.50", answer_0="Tea")
    )
    assert answer.status_code == 409
    assert ">Tea</textarea>" in text(answer).replace("\n", "")
    assert "The next place is free about" in text(page(carla).get(f"/services/{service.pk}/"))


def test_order_is_kept_when_the_provider_does_not_answer(page, provider, service, carla):
    provider.plan("lost_answer")
    answer = page(carla).post(f"/services/{service.pk}/order/", order_form(service, pay="1", seen="52.50"), follow=True)
    assert answer.redirect_chain[-1][0] == f"/contracts/{Order.objects.get().contract_id}/"
    assert "Your order is saved" in text(answer)


def test_client_cancels_an_order_by_page(page, service, carla, farida):
    order = place_order(by=carla, service_id=service.pk, choice=OrderChoice(service.packages.all()[0].pk))
    answer = page(carla).post(f"/orders/{order.contract_id}/cancel/", follow=True)
    assert "The order is cancelled" in text(answer)
    assert page(farida).post(f"/orders/{order.contract_id}/cancel/").status_code == 404


def test_service_of_an_absent_freelancer_cannot_be_ordered(page, service, carla, farida):
    today = farida.profile.local_time.date()
    start_absence(by=farida, first=today, last=today + timedelta(days=5))
    html = text(page(carla).get(f"/services/{service.pk}/"))
    assert "She is away until" in html
    assert "/order/" not in html
    choosing = page(carla).get(f"/services/{service.pk}/order/").content.decode()
    assert "takes no orders" in choosing
    assert 'name="pay"' not in choosing


@pytest.mark.parametrize("why", ["paused", "away", "full"])
def test_outdated_order_form_is_409_with_reason_and_alternatives(page, service, carla, omar, rina, farida, why):
    other = make.make_service(rina)
    browser, place = page(carla), f"/services/{service.pk}/order/"
    form_data = order_form(service, pay="1", seen="52.50", answer_0="Tea")
    if why == "paused":
        pause_service(by=farida, service_id=service.pk)
    elif why == "away":
        today = farida.profile.local_time.date()
        start_absence(by=farida, first=today, last=today + timedelta(days=5))
    else:
        change_service(by=farida, service_id=service.pk, changes={"queue_limit": 1})
        place_order(by=omar, service_id=service.pk, choice=OrderChoice(service.packages.all()[0].pk))
    answer = browser.post(place, form_data)
    assert answer.status_code == 409
    reason = {"paused": "She has paused it", "away": "She is away until", "full": "as many orders as she can"}[why]
    for html in (text(answer), text(browser.get(place))):
        assert html.count(reason) == 1
        assert f'formaction="/talent/{farida.profile.pk}/talk/"' in html
        assert f"/services/{other.pk}/" in html
        assert 'name="pay"' not in html
        assert "A logo for a small shop" in html
    assert ">Tea</textarea>" in text(answer).replace("\n", "")
    assert not Order.objects.filter(client=carla).exists()


def test_paused_service_hides_its_prices(page, service, carla, farida, omar):
    pause_service(by=farida, service_id=service.pk)
    assert "$40.00" not in text(page(omar).get(f"/services/{service.pk}/order/"))
    assert page(omar).get(f"/services/{service.pk}/").status_code == 404


def test_service_is_listed_in_search_and_on_the_profile(page, service, farida):
    for place in ("/services/?q=logo", "/search/?q=logo", f"/talent/{farida.profile.pk}/"):
        assert f"/services/{service.pk}/" in text(page().get(place)), place
    assert 'href="/services/"' in text(page().get("/talent/"))
    pause_service(by=farida, service_id=service.pk)
    for place in ("/services/?q=logo", "/search/?q=logo", f"/talent/{farida.profile.pk}/"):
        assert f"/services/{service.pk}/" not in text(page().get(place)), place
    assert "Nothing fits all of this" in text(page().get("/services/?q=logo&days_max=9"))
    assert "within 9 days" in text(page().get("/services/?days_max=9"))


def test_my_work_shows_own_services_to_freelancers_only(page, service, farida, carla):
    assert "Your services" in text(page(farida).get("/my-work/"))
    assert "Your services" not in text(page(carla).get("/my-work/"))
