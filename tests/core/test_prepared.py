"""Prepared querysets: they find what the queryset finds, for each value anew, and are built once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F, QuerySet

from market.bids.models import Bid, Terms
from market.core.base import clock
from market.core.base.prepared import Each, drop_held, hold, hold_all, holds, prepared
from market.jobs.models import Job
from tests import make


@prepared
def jobs_of(client) -> QuerySet[Job]:
    return Job.objects.filter(client=client).select_related("client", "topic").order_by("pk")


@pytest.fixture
def jobs(carla, omar) -> list[Job]:
    return [make.make_job(carla, title="A logo"), make.make_job(carla, title="A page"), make.make_job(omar)]


def test_each_value_finds_its_own_rows(jobs, carla, omar, farida):
    for person in (carla, omar, farida, carla):
        assert jobs_of(person) == list(Job.objects.filter(client=person).order_by("pk"))
    assert [len(jobs_of(each)) for each in (carla, omar, farida)] == [2, 1, 0]
    assert jobs_of(carla.pk) == jobs_of(carla)


def test_rows_are_whole_and_cost_one_statement(jobs, carla, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = jobs_of(carla)
        assert [job.client.display_name for job in found] == ["Carla", "Carla"]
        assert found[0].topic.name_en
    assert found[0].description == jobs[0].description
    found[0].title = "Another"
    assert jobs_of(carla)[0].title == "A logo"  # nothing of a reading stays


def test_it_is_built_once(jobs, carla, omar):
    built = []

    @prepared
    def titles(client, state) -> QuerySet[Job, tuple[str]]:
        built.append(client)
        return Job.objects.filter(client=client, state=state).annotate(name=F("title")).values_list("name")

    assert sorted(titles(carla, Job.State.OPEN)) == [("A logo",), ("A page",)]
    assert titles(carla, Job.State.DRAFT) == []
    assert len(titles(omar, Job.State.OPEN)) == 1
    assert len(built) == 1


def test_nobody_has_a_statement_of_its_own(jobs, carla, farida):
    hidden = make.make_job(carla, visibility=Job.Visibility.INVITED)

    @prepared
    def seen(user, job) -> QuerySet[Job]:
        return Job.objects.visible_to(user).filter(pk=job)

    for _again in range(2):
        assert seen(carla, hidden) == [hidden]
        assert seen(farida, hidden) == seen(AnonymousUser(), hidden) == []
        assert seen(AnonymousUser(), jobs[0]) == [jobs[0]]


def test_none_is_none(jobs, carla):
    @prepared
    def offered(to) -> QuerySet[Job]:
        return Job.objects.filter(offered_to=to).order_by("pk")

    assert offered(carla) == []
    assert offered(None) == jobs


def test_what_finds_nothing_asks_nothing(carla, django_assert_num_queries):
    @prepared
    def none_of(client) -> QuerySet[Job]:
        return Job.objects.filter(client=client, pk__in=[])

    with django_assert_num_queries(0):
        assert none_of(carla) == []


def test_a_time_is_an_argument(jobs, carla):
    @prepared
    def frozen(client) -> QuerySet[Job]:
        return Job.objects.filter(client=client, expires_at__gt=clock.now())

    @prepared
    def open_at(client, at) -> QuerySet[Job]:
        return Job.objects.filter(client=client, expires_at__gt=at)

    with pytest.raises(TypeError, match="make it an argument"):
        frozen(carla)
    assert len(open_at(carla, clock.now())) == 2
    assert open_at(carla, clock.now() + timedelta(days=400)) == []


def test_a_value_cannot_be_looked_at(carla):
    @prepared
    def for_staff(user) -> QuerySet[Job]:
        return Job.objects.all() if user.has_role("moderator") else Job.objects.none()

    with pytest.raises(AttributeError):
        for_staff(carla)


def test_lists_and_parts(jobs, carla, farida, rina, django_assert_num_queries):
    bids = [make.make_bid(jobs[0], farida), make.make_bid(jobs[1], rina)]

    @prepared
    def terms_of(keys) -> QuerySet[Terms]:
        return Terms.objects.filter(bid__in=Each(keys))

    for some in (bids, bids[:1], []):
        assert len(terms_of([bid.pk for bid in some])) == len(some)
    found = list(Bid.objects.order_by("pk"))
    hold(found, "terms", terms_of([bid.pk for bid in bids]), by="bid_id")
    with django_assert_num_queries(0):
        assert [[each.bid for each in bid.terms.all()] for bid in found] == [[bid] for bid in found]
        assert found[0].terms.all()[0].bid is found[0]
    hold(found, "answers", [], by="bid_id")
    hold(found[:1], "files", ["a file"])
    assert (found[0].answers.all(), found[0].files.all()) == ([], ["a file"])


def test_parts_are_held_as_django_holds_them(jobs, carla, farida, django_assert_num_queries):
    """What `prefetch_related` does in this version of Django."""
    bid = make.make_bid(jobs[0], farida)
    read, given = Bid.objects.prefetch_related("terms").get(), Bid.objects.get()
    assert [holds(read, "terms"), holds(given, "terms")] == [True, False]
    hold_all(given, "terms", Terms.objects.filter(bid=bid), list(bid.terms.all()))
    with django_assert_num_queries(0):
        assert list(given.terms.all()) == list(read.terms.all())
    assert given.terms.filter(number=1).count() == 1
    drop_held(given)
    assert not holds(given, "terms")
    with django_assert_num_queries(1):
        list(given.terms.all())


@pytest.mark.django_db(transaction=True)
def test_each_thread_reads_by_its_own_connection():
    carla = make.make_person("Carla")
    make.make_job(carla)
    jobs_of(carla)

    def read() -> tuple[int, int]:
        try:
            with connection.cursor() as cursor:
                before = cursor.execute("SELECT pg_backend_pid()").fetchone()[0]
            return before, len(jobs_of(carla))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other, found = pool.submit(read).result()
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT pg_backend_pid()").fetchone()[0] != other
    assert found == 1
