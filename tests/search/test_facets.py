"""Facets: each value's count is the number of rows that it finds. Pages continue a list as of its first page."""

from dataclasses import replace
from datetime import timedelta

import pytest

from market.core.base import clock
from market.jobs.models import Job
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Profile
from market.search.finding import facets
from market.search.finding.facets import FACETS
from market.search.finding.finder import find
from market.search.finding.queries import JobQuery, ServiceQuery, TalentQuery
from market.search.lists.listed_facets import list_facet
from market.search.understanding.vocabulary import vocabulary
from market.services.models import Service
from tests import make
from tests.relevance import loading
from tests.relevance.corpus import Corpus, corpus
from tests.search.figures import vary_figures

ROWS = {
    "talent": Profile.objects.public().select_related("topic", "district"),
    "jobs": Job.objects.public().select_related("topic", "client__client_profile"),
    "services": Service.objects.public().select_related("topic", "freelancer__profile__district"),
}
QUERIES = [
    TalentQuery(exam="passed", topic="data-entry"),
    TalentQuery(),
    TalentQuery(language="bn,en", availability="now", price="0-10,10-25"),
    TalentQuery(topic="graphics-design,data-entry", rating="4"),
    TalentQuery(skill="logo-design,canva", jobs_done="1-5,5-", district="dhaka,khulna,rangpur,sylhet"),
    JobQuery(),
    JobQuery(budget="50-100,none", bids="0-5", posted="30"),
    JobQuery(payment="proven", hires="0-1,10-", client_rating="4.5"),
    JobQuery(skill="data-entry", posted="7", budget_min=10),
    ServiceQuery(),
    ServiceQuery(price="10-25,250-", delivery="7", language="en"),
    ServiceQuery(topic="data-entry", rating="4.5", district="dhaka"),
]


def dollars(amount, currency):
    return None if amount is None else float(amount) / (120 if currency == "BDT" else 1)


def stars(rated):
    return float(rated.stars) if rated and rated.stars else None


def price_of(profile):
    if profile.rate_amount is None:
        return profile.service_price_amount, profile.service_price_currency
    return profile.rate_amount, profile.rate_currency


def values_of_person(profile):
    return {
        "district": [profile.district.slug],
        "language": profile.languages,
        "availability": [profile.availability],
        "price": dollars(*price_of(profile)),
        "rating": stars(profile),
        "jobs_done": profile.jobs_done,
        "exam": profile.exams_passed,
    }


def values_of_job(job):
    client = getattr(job.client, "client_profile", None)
    return {
        "budget": dollars(job.budget_max_amount, job.currency),
        "posted": int(job.published_at.timestamp() * 1000),
        "bids": job.bid_count,
        "payment": int(client.payment_proven) if client else 0,
        "hires": client.jobs_filled if client else 0,
        "client_rating": stars(client),
    }


def values_of_service(service):
    person = values_of_person(service.freelancer.profile)
    price = dollars(service.price_from_value, service.currency)
    return {**person, "price": price, "delivery": service.days_from}


VALUES = {"talent": values_of_person, "jobs": values_of_job, "services": values_of_service}


def has(row, facet, value, values):
    """Whether a row has a value of a facet, told without a database."""
    own = values[facet.name]
    if not isinstance(facet, facets.RangeFacet):
        return value in own
    [numbers] = [each for each in facet.at(clock.now()) if each.value == value]
    if own is None or numbers.is_none:
        return own is None and numbers.is_none
    return (numbers.low is None or own >= numbers.low) and (numbers.high is None or own < numbers.high)


def counted(query):
    """The facets of a query without words, counted row by row."""
    result = {facet.name: {} for facet in FACETS[query.kind]}
    chosen = facets.chosen(query)
    for row in ROWS[query.kind].prefetch_related("skills"):
        if getattr(query, "budget_min", None) and not (
            row.currency == "USD" and row.budget_max_amount and row.budget_max_amount >= query.budget_min
        ):
            continue
        values = VALUES[query.kind](row)
        values |= {"topic": [row.topic.slug], "skill": [skill.slug for skill in row.skills.all()]}
        unmet = {facet for facet, wanted in chosen.items() if not any(has(row, facet, each, values) for each in wanted)}
        for facet in FACETS[query.kind]:
            for value in facet.values:
                if unmet <= {facet} and has(row, facet, value, values):
                    result[facet.name][value] = result[facet.name].get(value, 0) + 1
    return result


def by_slug(counts):
    """The counts of a result, ids as slugs."""
    vocab = vocabulary()
    named = {kind: {vocab.by_id(kind)[pk].slug: n for pk, n in counts.get(kind, {}).items()} for kind in vocab.ids}
    return {facet: named.get(facet, each) for facet, each in counts.items()}


@pytest.fixture
def generated(db):
    loading.set_clock()
    whole = corpus()
    theirs = (each for each in whole.services if each.owner < 150)
    services = [replace(each, number=number) for number, each in enumerate(theirs)]
    loading.load(Corpus(whole.profiles[:150], whole.jobs[:150], services))
    vary_figures()


def test_counts_are_those_of_the_rows_without_the_facets_own_filter(generated):
    for query in QUERIES:
        result = find(query)
        assert by_slug(result.facets) == counted(query), query
        for name, counts in by_slug(result.facets).items():
            for value in list(counts)[-1:]:
                assert find(replace(query, **{name: value})).count == counts[value], (query, name)


@pytest.fixture
def many(db):
    """25 jobs, each a minute older than the one before."""
    jobs = [make.make_job(make.make_person(f"Client{number}")) for number in range(25)]
    for number, job in enumerate(jobs):
        Job.objects.filter(pk=job.pk).update(published_at=clock.now() - timedelta(minutes=1 + number))
    return [job.pk for job in jobs]


def test_next_page_continues_the_list_though_rows_were_added(many, api):
    first = api().get("/api/v1/jobs/?ordering=newest").json()
    newer = make.make_job(make.make_person("Omar"))
    second = api().get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == many
    again = api().get(second["previous"]).json()
    assert again["results"] == first["results"]
    assert api().get("/api/v1/jobs/?ordering=newest").json()["results"][0]["id"] == newer.pk


def test_page_continues_its_list_by_address(many, page):
    html = page().get("/jobs/?ordering=newest").content.decode()
    make.make_job(make.make_person("Omar"), title="Posted in between")
    [address] = {part.split('"')[0] for part in html.split('href="?') if "page=2" in part}
    second = page().get("/jobs/?" + address.replace("&amp;", "&")).content.decode()
    assert second.count("<article") == 5
    assert "in between" not in page().get("/jobs/?at=1&page=2").content.decode()  # no time of the last day: as of now


def test_api_gives_facets_that_split_the_list(farida, rina, api):
    change_profile(by=farida, languages=["bn", "hi"])
    assert "facets" not in api().get("/api/v1/profiles/").json()
    answer = api().get("/api/v1/profiles/?facets=true&language=hi").json()
    assert answer["count"] == 1
    assert answer["facets"] == {
        "language": {
            "label": "Language",
            "values": [
                {"value": "bn", "label": "Bangla", "count": 2, "is_chosen": False},
                {"value": "en", "label": "English", "count": 1, "is_chosen": False},
                {"value": "hi", "label": "Hindi", "count": 1, "is_chosen": True},
            ],
        }
    }


def test_several_values_have_one_short_address_in_any_order(farida, rina, page):
    answer = page().get("/talent/?language=hi&language=bn&q=&price=&topic=graphics-design")
    assert (answer.status_code, answer["Location"]) == (302, "/talent/?topic=graphics-design&language=bn,hi")
    html = page().get(answer["Location"]).content.decode()
    assert 'href="/talent/?topic=graphics-design&amp;language=bn"' in html  # without Hindi
    assert 'href="/talent/?language=bn,hi"' in html  # without the topic


def test_single_facet_refuses_two_values(db, api):
    answer = api().get("/api/v1/jobs/?posted=1,7")
    assert answer.status_code == 400
    assert answer.json()["errors"] == {"posted": ["Choose one of these."]}


def test_most_frequent_skills_come_before_the_others_by_name(generated):
    query = TalentQuery(q="logo", skill="canva")
    [skills] = [facet for facet in FACETS["talent"] if facet.name == "skill"]
    listed = list_facet(skills, query, find(query))
    assert listed.first[0].value == "canva"
    assert listed.first[1].value == "logo-design"
    counts = [option.count for option in listed.first[1:]]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) >= max(option.count for option in listed.folded)
    assert [option.label for option in listed.folded] == sorted(option.label for option in listed.folded)
