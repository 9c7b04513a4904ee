"""Documents: written again as they were, and quickly."""

from django.core.management import call_command

from market.profiles.models import Profile
from market.search.actions import index_profiles, reindex
from market.search.models import JobDocument, ProfileDocument
from market.search.texts import vector
from tests import make


def documents():
    return [
        list(table.objects.order_by("pk").values_list("pk", "words", "fuzzy", "skill_ids"))
        for table in (ProfileDocument, JobDocument)
    ]


def test_reindex_writes_every_document_as_the_actions_wrote_it(farida, rina, carla, capsys):
    make.make_job(carla)
    before = documents()
    ProfileDocument.objects.all().delete()
    JobDocument.objects.all().delete()
    call_command("reindex")
    assert documents() == before
    assert "3 documents written" in capsys.readouterr().out


def test_reindex_goes_in_batches(farida, rina, carla, monkeypatch):
    monkeypatch.setattr("market.search.actions.BATCH", 1)
    told = []
    assert reindex(told.append) == 2
    assert told == [1, 2]


def test_a_word_without_end_and_odd_letters_are_no_fault(farida):
    Profile.objects.update(
        story_en="a" * 30_000 + " \\ ' \x00".replace("\x00", "") + "ক" * 9000, headline_en="it's \\ 'x'"
    )
    assert index_profiles(Profile.objects.all()) == 1


def test_quotes_are_doubled():
    assert vector({"A": {"it's", "a\\b"}}).count("''") == 1
