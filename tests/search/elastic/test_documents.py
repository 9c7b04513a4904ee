"""What the engine holds: the same lexemes as PostgreSQL, of public rows alone, and the columns that filter and sort."""

import json
import re
import zlib

from market.bids.bids.ending_actions import close_job
from market.profiles.freelancers.actions import hide_profile
from market.profiles.models import Profile
from market.search.backends.elastic.client import page_client
from market.search.backends.elastic.documents import SOURCES, VERSION, Indexed
from market.search.models import ProfileDocument
from tests import make

PINNED = (5, 1270916336)  # raise VERSION when this test fails, since live indexes have other mappings then


def documents(kind):
    source = SOURCES[kind]
    return source.documents(source.rows.model.objects.values_list("pk", flat=True))


def test_version_is_raised_with_the_mappings():
    mappings = {kind: source.mapping._doc_type.mapping.to_dict() for kind, source in SOURCES.items()}
    for mapping in mappings.values():
        assert mapping.pop("_meta") == {"version": VERSION}
    assert (VERSION, zlib.crc32(json.dumps(mappings, sort_keys=True).encode())) == PINNED


def test_each_document_has_the_fields_of_its_mapping_and_no_others(farida, carla):
    make.make_job(carla)
    make.make_service(farida)
    for kind, source in SOURCES.items():
        (document,) = documents(kind).values()
        fields = set(source.mapping._doc_type.mapping.to_dict()["properties"])
        assert set(document) <= fields
        assert fields - set(document) <= {"client_stars", "standing", "stars"}


def test_words_are_those_of_postgresql_by_weight(farida):
    (document,) = documents("profiles").values()
    vector = ProfileDocument.objects.values_list("words", flat=True).get()
    positions = {lexeme: places.split(",") for lexeme, places in re.findall(r"'([^']+)':(\S+)", vector)}
    for field, is_of in (("a", r"\d+A"), ("b", r"\d+B"), ("c", r"\d+C"), ("d", r"\d+")):
        of_weight = {lexeme for lexeme, places in positions.items() if any(re.fullmatch(is_of, at) for at in places)}
        assert set(document[field]) == of_weight
        assert bool(of_weight) == (field != "c"), "there is no portfolio"
    assert document["fuzzy"] == ProfileDocument.objects.get().fuzzy


def test_amounts_of_two_currencies_are_sorted_together(farida, rina):
    Profile.objects.filter(user=farida).update(rate_amount=1200, rate_currency="BDT")
    Profile.objects.filter(user=rina).update(rate_amount=12, rate_currency="USD")
    assert sorted(each["dollars"] for each in documents("profiles").values()) == [10, 12]


def test_rows_that_are_not_public_have_no_document(farida, carla):
    job = make.make_job(carla)
    close_job(by=carla, job_id=job.pk)
    make.make_service(farida)
    hide_profile(by=farida)
    assert [documents(kind) for kind in SOURCES] == [{}, {}, {}]


def test_client_speaks_to_a_node_that_is_not_elasticsearchs(engine):
    assert "version" in page_client().info()
    assert issubclass(SOURCES["jobs"].mapping, Indexed)
