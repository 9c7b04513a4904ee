"""Prepared querysets: the same rows as the queryset for each argument, with one build of the SQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
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


def test_each_argument_finds_its_own_rows(jobs, carla, omar, farida):
    for person in (carla, omar, farida, carla):
        assert jobs_of(person) == list(Job.objects.filter(client=person).order_by("pk"))
    assert [len(jobs_of(each)) for each in (carla, omar, farida)] == [2, 1, 0]
    assert jobs_of(carla.pk) == jobs_of(carla)


def test_rows_with_select_related_cost_one_query(jobs, carla, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = jobs_of(carla)
        assert [job.client.display_name for job in rows] == ["Carla", "Carla"]
        assert rows[0].topic.name_en
    assert rows[0].description == jobs[0].description
    rows[0].title = "Another"
    assert jobs_of(carla)[0].title == "A logo"  # instances are not shared between reads


def test_queryset_is_built_once(jobs, carla, omar):
    built = []

    @prepared
    def titles(client, state) -> QuerySet[Job, tuple[str]]:
        built.append(client)
        return Job.objects.filter(client=client, state=state).annotate(name=F("title")).values_list("name")

    assert sorted(titles(carla, Job.State.OPEN)) == [("A logo",), ("A page",)]
    assert titles(carla, Job.State.DRAFT) == []
    assert len(titles(omar, Job.State.OPEN)) == 1
    assert len(built) == 1


def test_anonymous_user_and_user_have_separate_statements(jobs, carla, farida):
    hidden = make.make_job(carla, visibility=Job.Visibility.INVITED)

    @prepared
    def seen(user, job) -> QuerySet[Job]:
        return Job.objects.visible_to(user).filter(pk=job)

    for _again in range(2):
        assert seen(carla, hidden) == [hidden]
        assert seen(farida, hidden) == seen(AnonymousUser(), hidden) == []
        assert seen(AnonymousUser(), jobs[0]) == [jobs[0]]


def test_none_argument_is_compared_as_null(jobs, carla):
    @prepared
    def offered(to) -> QuerySet[Job]:
        return Job.objects.filter(offered_to=to).order_by("pk")

    assert offered(carla) == []
    assert offered(None) == jobs


def test_empty_result_set_makes_no_query(carla, django_assert_num_queries):
    @prepared
    def none_of(client) -> QuerySet[Job]:
        return Job.objects.filter(client=client, pk__in=[])

    with django_assert_num_queries(0):
        assert none_of(carla) == []


def test_current_time_must_be_an_argument(jobs, carla):
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


def test_arguments_cannot_be_inspected_while_building(carla):
    @prepared
    def for_staff(user) -> QuerySet[Job]:
        return Job.objects.all() if user.has_role("moderator") else Job.objects.none()

    with pytest.raises(AttributeError):
        for_staff(carla)


def test_list_arguments_and_held_related_rows(jobs, carla, farida, rina, django_assert_num_queries):
    bids = [make.make_bid(jobs[0], farida), make.make_bid(jobs[1], rina)]

    @prepared
    def terms_of(keys) -> QuerySet[Terms]:
        return Terms.objects.filter(bid__in=Each(keys))

    for some in (bids, bids[:1], []):
        assert len(terms_of([bid.pk for bid in some])) == len(some)
    rows = list(Bid.objects.order_by("pk"))
    hold(rows, "terms", terms_of([bid.pk for bid in bids]), by="bid_id")
    with django_assert_num_queries(0):
        assert [[each.bid for each in bid.terms.all()] for bid in rows] == [[bid] for bid in rows]
        assert rows[0].terms.all()[0].bid is rows[0]
    hold(rows, "answers", [], by="bid_id")
    hold(rows[:1], "files", ["a file"])
    assert (rows[0].answers.all(), rows[0].files.all()) == ([], ["a file"])


def test_held_rows_behave_like_prefetch_related(jobs, carla, farida, django_assert_num_queries):
    """Compared with `prefetch_related` of the installed Django."""
    bid = make.make_bid(jobs[0], farida)
    prefetched, filled = Bid.objects.prefetch_related("terms").get(), Bid.objects.get()
    assert [holds(prefetched, "terms"), holds(filled, "terms")] == [True, False]
    hold_all(filled, "terms", Terms.objects.filter(bid=bid), list(bid.terms.all()))
    with django_assert_num_queries(0):
        assert list(filled.terms.all()) == list(prefetched.terms.all())
    assert filled.terms.filter(number=1).count() == 1
    drop_held(filled)
    assert not holds(filled, "terms")
    with django_assert_num_queries(1):
        list(filled.terms.all())


@pytest.mark.django_db(transaction=True)
def test_each_thread_uses_its_own_connection():
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
        other, count = pool.submit(read).result()
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT pg_backend_pid()").fetchone()[0] != other
    assert count == 1


@pytest.mark.django_db(transaction=True)
def test_lock_outside_a_transaction_is_refused(carla):
    """As Django refuses it: such a lock is gone with its statement."""

    @prepared
    def locked(client) -> QuerySet[Job]:
        return Job.objects.filter(client=client).select_for_update(no_key=True)

    with transaction.atomic():
        assert locked(carla) == []
    with pytest.raises(transaction.TransactionManagementError):
        locked(carla)
