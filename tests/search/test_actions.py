"""Documents: written again as they were, and quickly."""

from django.core.management import call_command
from django.db.models.expressions import RawSQL

from market.profiles.models import Profile
from market.search.actions import index_profiles, reindex
from market.search.models import JobDocument, ProfileDocument
from market.search.texts import quoted, words
from tests import make


def documents():
    return [
        list(table.objects.order_by("pk").values_list("pk", "words", "fuzzy", "skill_ids"))
        for table in (ProfileDocument, JobDocument)
    ]


def place_of(table):
    """Where the table's one row lies: it moves when it is written."""
    return table.objects.values_list(RawSQL("ctid::text", ()), flat=True).get()


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


def test_words_of_documents_need_no_escaping():
    assert words("it's a\\b 'c'") == ["it", "s", "a", "b", "c"]


def test_quotes_of_a_query_are_doubled():
    assert quoted("it's") == "'it''s'"


def test_what_says_the_same_is_not_written_again(farida):
    assert reindex() == 1
    before = place_of(ProfileDocument)
    assert reindex() == 1
    assert place_of(ProfileDocument) == before
