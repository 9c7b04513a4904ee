"""Pages of reviews: writing without script, blindness on every page and mail, the moderators' list."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from market.core.base import clock
from market.notifications.models import Notification
from market.reviews.actions import hide_review, open_exchange, reply_to_review, write_review
from market.reviews.models import Exchange, Review
from market.safety.actions import block_person
from tests.core.admin_world import place, prove
from tests.payments import story
from tests.reviews.conftest import CLIENTS_TEXT, HER_TEXT, PRIVATE, written


def html(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_both_write_without_script(page, contract, carla, farida):
    address = f"/contracts/{contract.pk}/review/"
    form = html(page(carla), address)
    assert form.count('type="radio"') == 20
    assert "The quality of the work" in form
    assert "A clear brief" in html(page(farida), address)
    sent = page(carla).post(address, written(private_note=PRIVATE), follow=True)
    assert "blind until both are in" in sent.content.decode()
    again = html(page(carla), address)
    assert CLIENTS_TEXT in again
    assert page(carla).post(address, written(3)).status_code == 302
    assert Review.objects.get().quality == 3
    done = page(farida).post(address, written(4, HER_TEXT), follow=True).content.decode()
    assert "both are public now" in done
    assert CLIENTS_TEXT in done
    assert PRIVATE not in done


def test_an_incomplete_form_says_what_is_missing_and_keeps_the_rest(page, contract, carla):
    sent = {"quality": "4", "text": "Half of it."}
    answer = page(carla).post(f"/contracts/{contract.pk}/review/", sent)
    assert answer.status_code == 400
    assert answer.content.decode().count("Choose from 1 to 5 stars.") == 6  # above and at each of three
    assert "Half of it." in answer.content.decode()
    assert not Review.objects.exists()


def pages_of(contract) -> list[str]:
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


def test_no_page_and_no_mail_tells_of_a_blind_review(page, contract, by_client, farida, mailbox, run_jobs):
    run_jobs()
    browser = page(farida)
    before = {address: html(browser, address) for address in pages_of(contract)}
    said = "".join(before.values()) + "".join(each.body for each in mailbox)
    assert CLIENTS_TEXT not in said
    assert PRIVATE not in said
    assert "stars" not in before["/talent/"]
    assert "has reviewed you" not in said


def test_a_sides_page_is_the_same_whether_the_other_wrote_or_not(page, contract, by_client, farida):
    browser, address = page(farida), contract.get_absolute_url()

    def aside() -> str:
        found = html(browser, address)
        return found[found.index('id="reviews"') : found.index("Open the talk")]

    with_it = aside()
    Review.objects.all().delete()
    assert aside() == with_it


def test_everybody_reads_it_once_it_is_public(page, revealed, farida, carla):
    profile = html(page(), farida.profile.get_absolute_url())
    assert CLIENTS_TEXT in profile
    assert "5.0 of 5 stars" in profile
    assert "(1)" in profile
    assert PRIVATE not in profile
    assert HER_TEXT in html(page(), f"/clients/{carla.pk}/")
    assert CLIENTS_TEXT in html(page(), f"/talent/{farida.profile.pk}/reviews/")
    assert "of 5 stars" in html(page(), "/talent/")
    assert "৫ তারার মধ্যে" in html(page(None, "bn"), farida.profile.get_absolute_url())


def test_a_review_that_moderators_hid_is_not_called_unwritten(page, revealed, carla, farida):
    hide_review(review_id=Review.objects.get(author=carla).pk)
    address = revealed.get_absolute_url()
    hers = html(page(farida), address)
    assert CLIENTS_TEXT not in hers
    assert "Moderators took the review of the other side off." in hers
    assert "wrote none" not in hers
    clients = html(page(carla), address)
    assert CLIENTS_TEXT in clients
    assert '<span class="badge bad">Hidden</span>' in clients
    told = page(farida).get(f"/api/v1/contracts/{revealed.pk}/reviews/").json()
    assert (told["theirs"], told["theirs_is_hidden"]) == (None, True)
    assert page(carla).get(f"/api/v1/contracts/{revealed.pk}/reviews/").json()["own"]["is_hidden"]


def test_who_has_none_is_new_here(page, farida, carla):
    story.contract()
    assert "New here" in html(page(), farida.profile.get_absolute_url())
    assert "New here" in html(page(), "/talent/")


def test_the_bids_on_a_job_show_stars(page, revealed, carla, farida):
    bid = story.make.make_bid(story.make.make_job(carla), farida)
    assert "5.0 of 5 stars" in html(page(carla), bid.job.get_absolute_url())
    assert "5.0 of 5 stars" in html(page(carla), bid.get_absolute_url())
    assert "5.0 of 5 stars" in html(page(carla), f"/jobs/{bid.job_id}/bids/compare/?bid={bid.pk}")


def test_one_reply_on_its_page(page, revealed, by_client, farida, carla):
    address = f"/reviews/{by_client.pk}/reply/"
    assert address in html(page(farida), farida.profile.get_absolute_url())
    assert address not in html(page(carla), farida.profile.get_absolute_url())
    assert page(carla).get(address).status_code == 404
    answer = page(farida).post(address, {"text": "Gladly again."}, follow=True)
    assert "Gladly again." in answer.content.decode()
    assert "One reply is all there is" in html(page(farida), address)
    refused = page(farida).post(address, {"text": "And more."})
    assert (refused.status_code, Review.objects.get(pk=by_client.pk).reply) == (409, "Gladly again.")


def test_the_form_says_why_not(page, provider, carla, farida, contract, jump):
    running = story.submitted(provider).contract
    assert "once the contract is over" in html(page(carla), f"/contracts/{running.pk}/review/")
    refused = page(carla).post(f"/contracts/{running.pk}/review/", written())
    assert refused.status_code == 409
    jump(timedelta(days=15))
    assert "are over" in html(page(carla), f"/contracts/{contract.pk}/review/")
    late = page(carla).post(f"/contracts/{contract.pk}/review/", written())
    assert (late.status_code, Review.objects.count()) == (409, 0)


def test_it_waits_in_her_work_while_the_days_last(page, contract, carla, farida, jump):
    clock.run_due()
    assert f"/contracts/{contract.pk}/review/" in html(page(farida), "/my-work/")
    page(farida).post(f"/contracts/{contract.pk}/review/", written())
    assert f"/contracts/{contract.pk}/review/" not in html(page(farida), "/my-work/")
    jump(timedelta(days=settings.LIFECYCLE.reviewing_days))
    assert f"/contracts/{contract.pk}/review/" not in html(page(carla), "/my-work/")  # though the clock is late
    assert Exchange.objects.get().revealed_at is None


def test_moderators_read_what_is_marked_and_the_notes(page, contract, mitu, carla, farida):
    page(carla).post(f"/contracts/{contract.pk}/review/", written(private_note="A discount for a good review."))
    assert "A discount" not in html(page(mitu), "/reviews/desk/")  # blind for them too
    page(farida).post(f"/contracts/{contract.pk}/review/", written(4, HER_TEXT))
    desk = html(page(mitu), "/reviews/desk/")
    assert "A discount for a good review." in desk
    assert "Speaks of money" in desk
    assert HER_TEXT not in desk
    for person in (carla, farida):
        assert page(person).get("/reviews/desk/").status_code == 404


def test_the_administration_shows_nothing_blind(page, by_client, contract, mitu, farida):
    browser = prove(page(mitu), mitu)
    address = place(Review, "change", by_client.pk)
    assert CLIENTS_TEXT not in browser.get(address, follow=True).content.decode()
    page(farida).post(f"/contracts/{contract.pk}/review/", written(4, HER_TEXT))
    shown = browser.get(address).content.decode()
    assert CLIENTS_TEXT in shown
    assert PRIVATE not in shown


@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_help_has_the_sites_own_days(page, db, language):
    assert ("14 days" if language == "en" else "১৪ দিন") in html(page(None, language), "/help/reviews/")


def events(browser, address: str) -> str:
    return browser.get(address).content.decode().replace("\r\n ", "").replace("\\,", ",")


def test_the_last_day_stands_in_the_calendar_and_tells_nothing_of_the_other_side(page, api, contract, carla, farida):
    file = f"/contracts/{contract.pk}/calendar.ics"
    open_exchange(contract_id=contract.pk)
    assert events(page(farida), file).count("SUMMARY:Review the work of “Logo for a tea shop”") == 1
    write_review(by=carla, contract_id=contract.pk, written=written())
    assert "SUMMARY:Review the work" in events(page(farida), file)
    assert "SUMMARY:The reviews of “Logo for a tea shop” are public at the latest" in events(page(carla), file)
    feed = urlsplit(api(farida).post("/api/v1/me/calendar/").json()["url"]).path
    assert f"exchange-{contract.exchange.pk}-due_at" in events(page(), feed)
    write_review(by=farida, contract_id=contract.pk, written=written(4, HER_TEXT))
    assert "exchange-" not in events(page(farida), file) + events(page(carla), file) + events(page(), feed)


def test_a_reader_does_not_read_whom_a_block_keeps_away(page, api, provider, revealed, omar, carla, farida, rina):
    other = story.released(provider, "90.00", client=omar).milestone.contract
    write_review(by=omar, contract_id=other.pk, written=written(2, "Late."))
    write_review(by=farida, contract_id=other.pk, written=written(5, "Good."))
    block_person(by=rina, person_id=carla.pk)
    hers, program = page(rina), f"/api/v1/profiles/{farida.profile.pk}/reviews/"
    rina.refresh_from_db()
    for address in (farida.profile.get_absolute_url(), f"/talent/{farida.profile.pk}/reviews/"):
        said = html(hers, address)
        assert CLIENTS_TEXT not in said
        assert "Late." in said
        assert "(2)" in said  # the figures are the same for all
        assert CLIENTS_TEXT in html(page(omar), address)
    assert [each["text"] for each in api(rina).get(program).json()["results"]] == ["Late."]
    assert len(api(omar).get(program).json()["results"]) == 2


def test_a_reply_across_a_block_is_public_and_told_to_nobody(revealed, by_client, carla, farida):
    block_person(by=farida, person_id=carla.pk)
    reply_to_review(by=farida, review_id=by_client.pk, text="Thank you.")
    assert Review.objects.get(pk=by_client.pk).reply == "Thank you."
    assert not Notification.objects.filter(kind="review.replied").exists()
