"""The public figures: from no published number, nor from those of two days, can fewer than five people be computed."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from market.core.base import clock
from market.training import batch_statistics
from market.training.batch_statistics import MIN_PEOPLE
from market.training.certificates.actions import claim_certificate, issue_certificate
from market.training.figures.actions import count_figures
from market.training.figures.blocks import next_counts, next_total, shown_median
from market.training.figures.counting import STEPS
from market.training.figures.queries import GROUPINGS, figures_by
from market.training.models import FigureBlock, FigureSnapshot, Programme
from tests import make
from tests.training.graduation_story import DAY, batch_of_old, ended_batch, studied
from tests.training.plan_story import complete_draft, open_phase, submitted

NOBODY = (0,) * len(STEPS)
one_day = st.lists(st.integers(0, 30), min_size=6, max_size=6).map(lambda row: tuple(sorted(row, reverse=True)))
days = st.lists(one_day, min_size=1, max_size=8)


def published(counted):
    """What is published of a block on each day."""
    shown = [NOBODY]
    for counts in counted:
        shown.append(next_counts(shown[-1], counts))
    return shown


@given(days)
def test_a_block_never_tells_fewer_than_five_people(counted):
    shown = published(counted)
    for counts in shown:
        steps = [*counts, 0]
        assert all(one - other == 0 or one - other >= MIN_PEOPLE for one, other in pairwise(steps)), shown
    for yesterday, today in pairwise(shown):
        changes = [abs(one - other) for one, other in zip(yesterday, today, strict=True)]
        assert all(change == 0 or change >= MIN_PEOPLE for change in changes), shown


@given(days)
def test_without_the_hidden_people_all_that_is_published_would_be_the_same(counted):
    """All tables of all days are sums of these; so nothing that is computed from them depends on the hidden people."""
    shown = published(counted)
    assert published(shown[1:]) == shown


@given(st.lists(st.integers(0, 4), min_size=6, max_size=6).map(lambda row: tuple(sorted(row, reverse=True))), one_day)
def test_a_block_shows_what_it_can(few, many):
    assert next_counts(NOBODY, few) == NOBODY
    apart = tuple(10 * (6 - at) for at in range(6))
    assert next_counts(NOBODY, apart) == apart
    assert all(shown <= true for shown, true in zip(next_counts(NOBODY, many), many, strict=True))


def test_earnings_come_in_once_five_people_earned_them():
    may, june, july = (date(2026, month, 1) for month in (5, 6, 7))
    even = {person: Decimal(1000) for person in range(5)}
    months = {may: {person: even[person] for person in range(3)}, june: {3: Decimal(1000)}, july: even}
    assert next_total(Decimal(0), None, months, july) == (Decimal(0), None)  # four people, and July is not over
    assert next_total(Decimal(0), None, {**months, june: {3: Decimal(1000), 4: Decimal(9000)}}, july) == (
        Decimal(0),
        None,
    )
    total, until = next_total(Decimal(0), None, {**months, june: {3: Decimal(1000), 4: Decimal(1010)}}, july)
    assert (total, until) == (Decimal(5000), july)
    assert next_total(total, until, {**months, june: even}, july) == (total, july)  # nothing is added twice
    assert next_total(total, until, months, date(2026, 8, 1)) == (Decimal(10000), date(2026, 8, 1))


def test_a_median_needs_ten_people_and_has_two_digits():
    assert shown_median([Decimal(100)] * 9) is None
    assert shown_median([Decimal(each) for each in range(1231, 1241)]) == Decimal(1200)


def people_of(batch, officer, count, claimed=0):
    """So many certificates, the first `claimed` of them taken into accounts."""
    for number in range(count):
        certificate, code = issue_certificate(by=officer, batch=batch, name_en=f"Graduate {'abcdefghijklmn'[number]}")
        if number < claimed:
            person = make.make_person(f"Graduate{certificate.pk}")
            claim_certificate(by=person, serial=certificate.serial, claim_code=code)


def counted(programme, by="phase"):
    return figures_by(Programme.objects.select_related("figures").get(pk=programme.pk), by)


def test_a_programme_is_counted_each_night(oli, page, api, travel, django_assert_max_num_queries):
    phase = open_phase(oli)
    programme = phase.programme
    for number in range(6):
        submitted(make.make_person(f"Applicant{number}"), phase)
    complete_draft(make.make_person("Draft"), phase)
    count_figures(programme_id=programme.pk)
    table = counted(programme)
    assert table.all.counts == {**dict.fromkeys(STEPS), "applied": 6}
    assert [(row.name, row.counts["applied"]) for row in table.rows] == [("Phase 1", 6)]
    assert table.rows[0].to_come == {*STEPS} - {"applied"}  # the draw and the course are to come
    late = make.make_person("Late")
    submitted(late, phase)
    travel(timedelta(days=1, hours=4))
    assert counted(programme).all.counts["applied"] == 6  # nobody sees that one more has come
    for number in range(4):
        submitted(make.make_person(f"Another{number}"), phase)
    travel(DAY)
    table = counted(programme, "district")
    assert [(row.name, row.counts["applied"]) for row in table.rows] == [("Rangpur", 11)]
    html = page().get("/programme/figures/?by=district").content.decode()
    assert "Rangpur" in html
    assert "&lt; 5" in html
    assert html.count("Not counted yet") == 10  # of Rangpur and of all: five steps
    assert "Rangpur,11,,,,,,,," in page().get("/programme/figures/file/?by=district").content.decode()
    answer = api().get("/api/v1/programme/figures/", {"by": "year"})
    assert answer.data["all"]["counts"]["applied"] == 11
    assert answer.data["rows"][0]["name"] == str(phase.starts_on.year)
    assert api().get("/api/v1/programme/figures/", {"by": "person"}).status_code == 404
    with django_assert_max_num_queries(2):
        [counted(programme, by) for by in GROUPINGS[:1]]


def test_graduates_their_first_jobs_and_pay(oli, monkeypatch):
    batch = batch_of_old(oli)
    people_of(batch, oli, 14, claimed=12)
    holders = list(batch.certificates.filter(holder__isnull=False).order_by("pk").values_list("holder", flat=True))
    steps = {"contracts": lambda people: {*holders[:12]}, "paid": lambda people: {*holders[:11]}}
    month = (clock.local(clock.now()).date().replace(day=1) - DAY).replace(day=1)
    earned = lambda people: {"BDT": {month: dict.fromkeys(holders[:10], Decimal(1500))}}  # noqa: E731
    monkeypatch.setattr(batch_statistics, "_step_functions", steps)
    monkeypatch.setattr(batch_statistics, "_month_functions", [earned])
    count_figures(programme_id=batch.phase.programme_id)
    shown = counted(batch.phase.programme, "topic").rows[0]
    # Two graduates without a job, one without pay: nobody can tell who.
    assert shown.counts == {**dict.fromkeys(STEPS[:3]), "graduated": 11, "worked": 11, "paid": 11}
    [money] = shown.earned
    assert (money.total.amount, money.median.amount, money.currency) == (15000, 1500, "BDT")
    richer = {**dict.fromkeys(holders[:4], Decimal(1500)), **dict.fromkeys(holders[4:12], Decimal(4000))}
    monkeypatch.setattr(batch_statistics, "_month_functions", [lambda people: {"BDT": {month: richer}}])
    programme = batch.phase.programme
    count_figures(programme_id=programme.pk, again=True)
    assert (
        counted(programme).all.earned[0].median.amount == 1500
    )  # two more came in the month: nobody sees what they earn
    FigureSnapshot.objects.update(counted_at=clock.now() - 31 * DAY)
    count_figures(programme_id=programme.pk, again=True)
    assert counted(programme).all.earned[0].median.amount == 4000


def test_attendance_counts_once_the_batch_is_over(oli, travel):
    batch = ended_batch(oli)
    for seat in range(1, 11):
        studied(batch, make.make_person(f"Trainee{seat}"), seat, missed_live=20 if seat > 5 else 0)
    count_figures(programme_id=batch.phase.programme_id)
    assert counted(batch.phase.programme).all.counts == {**dict.fromkeys(STEPS), "applied": 10, "selected": 10}
    travel(2 * DAY)
    assert counted(batch.phase.programme).all.counts["attended"] == 5
    assert FigureBlock.objects.get().attended == 5


def test_before_there_are_figures_the_page_says_so(db, page, api):
    assert "No figures yet" in page().get("/programme/figures/").content.decode()
    assert page().get("/programme/figures/file/").status_code == 404
    assert api().get("/api/v1/programme/figures/").status_code == 404
