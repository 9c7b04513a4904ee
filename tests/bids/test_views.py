"""Pages of bids."""

from tests import make


def test_pages_open(page, carla, farida):
    job = make.make_job(carla)
    bid = make.make_bid(job, farida)
    for who in (carla, farida):
        for address in (
            f"/jobs/{job.pk}/",
            f"/bids/{bid.pk}/",
            "/bids/",
            "/jobs/mine/",
            "/jobs/new/",
            f"/bids/{bid.pk}/terms/",
        ):
            assert page(who).get(address).status_code == 200, address
