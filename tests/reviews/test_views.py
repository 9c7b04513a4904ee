"""Pages of reviews: forms without script, blind reviews on no page or mail, the moderators' desk."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from market.core.base import clock
from market.notifications.models import Notification
from market.reviews.actions import hide_review, open_exchange, reply_to_review, write_review
from market.reviews.models import Exchange, Review
from market.safety.actions import block_person
from market.services.models import Order
from tests import make
from tests.core.admin_world import place, prove
from tests.payments import story
from tests.reviews.conftest import CLIENTS_TEXT, FREELANCERS_TEXT, PRIVATE, written

pytestmark = pytest.mark.usefixtures("shared_contract")


def html(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_both_parties_review_by_form_without_script(page, contract, carla, farida):
    address = f"/contracts/{contract.pk}/review/"
    form = html(page(carla), address)
    assert form.count('type="radio"') == 20
    assert "The quality of the work" in form
    assert "A clear brief" in html(page(farida), address)
    response = page(carla).post(address, written(private_note=PRIVATE), follow=True)
    assert "blind until both are in" in response.content.decode()
    edit_form = html(page(carla), address)
    assert CLIENTS_TEXT in edit_form
    assert page(carla).post(address, written(3)).status_code == 302
    assert Review.objects.get().quality == 3
    revealed_html = page(farida).post(address, written(4, FREELANCERS_TEXT), follow=True).content.decode()
    assert "both are public now" in revealed_html
    assert CLIENTS_TEXT in revealed_html
    assert PRIVATE not in revealed_html


def test_incomplete_form_shows_errors_and_keeps_input(page, contract, carla):
    form = {"quality": "4", "text": "Half of it."}
    answer = page(carla).post(f"/contracts/{contract.pk}/review/", form)
    assert answer.status_code == 400
    assert answer.content.decode().count("Choose from 1 to 5 stars.") == 6  # in the summary and at each of three fields
    assert "Half of it." in answer.content.decode()
    assert not Review.objects.exists()


def page_paths(contract) -> list[str]:
    client, freelancer = contract.client, contract.freelancer
    return [
        contract.get_absolute_url(),
        f"/contracts/{contract.pk}/log/",
        f"/contracts/{contract.pk}/record/",
        f"/contracts/{contract.pk}/review/",
        contract.conversation.get_absolute_url(),
        freelancer.profile.get_absolute_url(),
        f"/talent/{freelancer.profile.pk}/reviews/",
        f"/talent/{freelancer.profile.pk}/history/",
        f"/clients/{client.pk}/",
        f"/clients/{client.pk}/reviews/",
        "/talent/",
        "/talent/?ordering=rated",
        "/my-work/",
        "/notifications/",
    ]


def test_blind_review_is_on_no_page_and_in_no_mail(page, contract, by_client, farida, mailbox, run_jobs):
    run_jobs()
    browser = page(farida)
    pages = {address: html(browser, address) for address in page_paths(contract)}
    texts = "".join(pages.values()) + "".join(each.body for each in mailbox)
    assert CLIENTS_TEXT not in texts
    assert PRIVATE not in texts
    assert "stars" not in pages["/talent/"]
    assert "has reviewed you" not in texts


def test_contract_page_does_not_reveal_that_a_blind_review_exists(page, contract, by_client, farida):
    browser, address = page(farida), contract.get_absolute_url()

    def review_section() -> str:
        page_html = html(browser, address)
        return page_html[page_html.index('id="reviews"') : page_html.index("Open the conversation")]

    with_review = review_section()
    Review.objects.all().delete()
    assert review_section() == with_review


def test_anonymous_sees_revealed_reviews_and_stars(page, revealed, farida, carla):
    profile = html(page(), farida.profile.get_absolute_url())
    assert CLIENTS_TEXT in profile
    assert "5.0 of 5 stars" in profile
    assert "(1)" in profile
    assert PRIVATE not in profile
    assert FREELANCERS_TEXT in html(page(), f"/clients/{carla.pk}/")
    assert CLIENTS_TEXT in html(page(), f"/talent/{farida.profile.pk}/reviews/")
    assert "of 5 stars" in html(page(), "/talent/")
    assert "৫ তারার মধ্যে" in html(page(None, "bn"), farida.profile.get_absolute_url())


def test_hidden_review_is_shown_as_hidden_and_not_as_missing(page, revealed, carla, farida):
    hide_review(review_id=Review.objects.get(author=carla).pk)
    address = revealed.get_absolute_url()
    freelancer_html = html(page(farida), address)
    assert CLIENTS_TEXT not in freelancer_html
    assert "Moderators took the review of the other side off." in freelancer_html
    assert "wrote none" not in freelancer_html
    client_html = html(page(carla), address)
    assert CLIENTS_TEXT in client_html
    assert '<span class="badge bad">Hidden</span>' in client_html
    status = page(farida).get(f"/api/v1/contracts/{revealed.pk}/reviews/").json()
    assert (status["theirs"], status["theirs_is_hidden"]) == (None, True)
    assert page(carla).get(f"/api/v1/contracts/{revealed.pk}/reviews/").json()["own"]["is_hidden"]


def test_profile_without_reviews_is_shown_as_new(page, rina, carla):
    story.contract(freelancer=rina)
    assert "New here" in html(page(), rina.profile.get_absolute_url())
    assert "New here" in html(page(), "/talent/")


def test_bid_pages_show_stars(page, revealed, carla, farida):
    bid = story.make.make_bid(story.make.make_job(carla), farida)
    assert "5.0 of 5 stars" in html(page(carla), bid.job.get_absolute_url())
    assert "5.0 of 5 stars" in html(page(carla), bid.get_absolute_url())
    assert "5.0 of 5 stars" in html(page(carla), f"/jobs/{bid.job_id}/bids/compare/?bid={bid.pk}")


def test_reviewed_user_replies_once_by_form(page, revealed, by_client, farida, carla):
    address = f"/reviews/{by_client.pk}/reply/"
    assert address in html(page(farida), farida.profile.get_absolute_url())
    assert address not in html(page(carla), farida.profile.get_absolute_url())
    assert page(carla).get(address).status_code == 404
    answer = page(farida).post(address, {"text": "Gladly again."}, follow=True)
    assert "Gladly again." in answer.content.decode()
    assert "One reply is all there is" in html(page(farida), address)
    refused = page(farida).post(address, {"text": "And more."})
    assert (refused.status_code, Review.objects.get(pk=by_client.pk).reply) == (409, "Gladly again.")


def test_review_form_explains_why_reviewing_is_closed(page, provider, carla, farida, contract, jump):
    running = story.submitted(provider).contract
    assert "once the contract is over" in html(page(carla), f"/contracts/{running.pk}/review/")
    refused = page(carla).post(f"/contracts/{running.pk}/review/", written())
    assert refused.status_code == 409
    jump(timedelta(days=15))
    assert "are over" in html(page(carla), f"/contracts/{contract.pk}/review/")
    late = page(carla).post(f"/contracts/{contract.pk}/review/", written())
    assert (late.status_code, Review.objects.count()) == (409, 0)


def test_review_is_a_home_task_during_the_review_period(page, contract, carla, farida, jump):
    clock.run_due()
    assert f"/contracts/{contract.pk}/review/" in html(page(farida), "/my-work/")
    page(farida).post(f"/contracts/{contract.pk}/review/", written())
    assert f"/contracts/{contract.pk}/review/" not in html(page(farida), "/my-work/")
    jump(timedelta(days=settings.LIFECYCLE.reviewing_days))
    # although the deadline is not processed yet
    assert f"/contracts/{contract.pk}/review/" not in html(page(carla), "/my-work/")
    assert Exchange.objects.get().revealed_at is None


def test_moderator_desk_lists_marked_reviews_and_private_notes(page, contract, mitu, carla, farida):
    page(carla).post(f"/contracts/{contract.pk}/review/", written(private_note="A discount for a good review."))
    assert "A discount" not in html(page(mitu), "/reviews/desk/")  # blind for moderators too
    page(farida).post(f"/contracts/{contract.pk}/review/", written(4, FREELANCERS_TEXT))
    desk = html(page(mitu), "/reviews/desk/")
    assert "A discount for a good review." in desk
    assert "Mentions money" in desk
    assert FREELANCERS_TEXT not in desk
    for person in (carla, farida):
        assert page(person).get("/reviews/desk/").status_code == 404


def test_admin_hides_the_text_of_blind_reviews(page, by_client, contract, mitu, farida):
    browser = prove(page(mitu), mitu)
    address = place(Review, "change", by_client.pk)
    assert CLIENTS_TEXT not in browser.get(address, follow=True).content.decode()
    page(farida).post(f"/contracts/{contract.pk}/review/", written(4, FREELANCERS_TEXT))
    admin_html = browser.get(address).content.decode()
    assert CLIENTS_TEXT in admin_html
    assert PRIVATE not in admin_html


@pytest.mark.parametrize("language", ["en", "bn"])
def test_help_page_shows_the_configured_review_period(page, db, language):
    assert ("14 days" if language == "en" else "১৪ দিন") in html(page(None, language), "/help/reviews/")


def calendar_text(browser, address: str) -> str:
    return browser.get(address).content.decode().replace("\r\n ", "").replace("\\,", ",")


def test_calendar_has_the_review_deadline_and_reveals_no_review(page, api, contract, carla, farida):
    file = f"/contracts/{contract.pk}/calendar.ics"
    open_exchange(contract_id=contract.pk)
    assert calendar_text(page(farida), file).count("SUMMARY:Review the work of “Logo for a tea shop”") == 1
    write_review(by=carla, contract_id=contract.pk, written=written())
    assert "SUMMARY:Review the work" in calendar_text(page(farida), file)
    assert "SUMMARY:The reviews of “Logo for a tea shop” are public at the latest" in calendar_text(page(carla), file)
    feed = urlsplit(api(farida).post("/api/v1/me/calendar/").json()["url"]).path
    assert f"exchange-{contract.exchange.pk}-due_at" in calendar_text(page(), feed)
    write_review(by=farida, contract_id=contract.pk, written=written(4, FREELANCERS_TEXT))
    calendars = ((farida, file), (carla, file), (None, feed))
    assert "exchange-" not in "".join(calendar_text(page(user), path) for user, path in calendars)


def test_reviews_of_blocked_users_are_hidden_from_the_blocker(page, api, provider, revealed, omar, carla, farida, rina):
    other = story.released(provider, "90.00", client=omar).milestone.contract
    write_review(by=omar, contract_id=other.pk, written=written(2, "Late."))
    write_review(by=farida, contract_id=other.pk, written=written(5, "Good."))
    block_person(by=rina, person_id=carla.pk)
    browser, api_path = page(rina), f"/api/v1/profiles/{farida.profile.pk}/reviews/"
    rina.refresh_from_db()
    for address in (farida.profile.get_absolute_url(), f"/talent/{farida.profile.pk}/reviews/"):
        page_html = html(browser, address)
        assert CLIENTS_TEXT not in page_html
        assert "Late." in page_html
        assert "(2)" in page_html  # the count is the same for every user
        assert CLIENTS_TEXT in html(page(omar), address)
    assert [each["text"] for each in api(rina).get(api_path).json()["results"]] == ["Late."]
    assert len(api(omar).get(api_path).json()["results"]) == 2


def test_reply_to_a_blocked_author_is_public_without_a_notification(revealed, by_client, carla, farida):
    block_person(by=farida, person_id=carla.pk)
    reply_to_review(by=farida, review_id=by_client.pk, text="Thank you.")
    assert Review.objects.get(pk=by_client.pk).reply == "Thank you."
    assert not Notification.objects.filter(kind="review.replied").exists()


def test_page_of_a_service_shows_reviews_those_of_its_own_orders_first(page, provider, revealed, farida, carla):
    service = make.make_service(farida)
    Order.objects.create(
        service=service, contract=revealed, client=carla, title="Logo", package="One idea", price_value=40, days=2,
        revisions=1, currency="USD", created_at=clock.now(),
    )  # fmt: skip
    later = story.released(provider, "60.00").milestone.contract
    write_review(by=later.client, contract_id=later.pk, written=written(text="Of a later job."))
    write_review(by=later.freelancer, contract_id=later.pk, written=written(4))
    for reader in (page(), page(carla)):
        text = html(reader, f"/services/{service.pk}/")
        assert text.index(CLIENTS_TEXT) < text.index("Of a later job.")
