"""The front page's pictures of work, a client's review, and what was paid: only what everybody may see."""

import pytest
from django.core.cache import caches

from market.profiles.models import Profile
from market.reviews.models import Review
from market.site import showcase
from tests.reviews.conftest import by_client, carla, contract, farida, shared_contract  # noqa: F401


@pytest.fixture
def review(by_client):  # noqa: F811
    """Carla's review of Farida, with five stars, revealed."""
    exchange = by_client.exchange
    exchange.revealed_at = by_client.written_at
    exchange.save()
    return by_client


def test_story_is_the_public_review(page, review):
    html = page().get("/").content.decode()
    assert review.text in html
    assert f'href="/talent/{review.about.profile.pk}/"' in html


@pytest.mark.parametrize(
    "change",
    [
        lambda review: Review.objects.update(is_hidden=True),
        lambda review: Review.objects.update(is_marked=True),
        lambda review: Review.objects.update(again=4),
        lambda review: Review.objects.update(text="Good work."),
        lambda review: Profile.objects.update(is_indexable=False),
        lambda review: Profile.objects.update(is_hidden=True),
    ],
)
def test_what_is_hidden_is_no_story_at_once(page, review, change):
    assert review.text in page().get("/").content.decode()
    change(review)
    assert review.text not in page().get("/").content.decode()


def test_unrevealed_review_and_one_apart_from_the_reader_are_no_story(by_client, carla):  # noqa: F811
    assert showcase.story_for(carla) is None
    by_client.exchange.revealed_at = by_client.written_at
    by_client.exchange.save()
    assert showcase.story_for(carla)
    carla.has_blocks = True
    assert showcase.story_for(carla) is None


def test_sum_is_shown_for_several_people_only(page, review, monkeypatch):
    assert "earned here" not in page().get("/").content.decode()
    monkeypatch.setattr(showcase, "FEW_PAID", 1)
    caches["fragments"].clear()
    html = " ".join(page().get("/").content.decode().split())
    assert '<dd class="num">$100.00+</dd><dt>earned here by 1 graduate</dt>' in html
