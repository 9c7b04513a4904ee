"""Search documents: reindexing writes the same rows, in batches, and leaves unchanged ones alone."""

from django.core.management import call_command
from django.db.models.expressions import RawSQL

from market.profiles.models import Profile
from market.search.indexing.actions import index_profiles, reindex
from market.search.models import JobDocument, ProfileDocument
from market.search.understanding.texts import quoted, words
from tests import make


def documents():
    return [
        list(table.objects.order_by("pk").values_list("pk", "words", "fuzzy", "skill_ids"))
        for table in (ProfileDocument, JobDocument)
    ]


def row_position(table):
    """The physical position (ctid) of the table's only row: it changes when the row is written."""
    return table.objects.values_list(RawSQL("ctid::text", ()), flat=True).get()


def test_reindex_writes_the_same_documents_as_the_actions(farida, rina, carla, capsys):
    make.make_job(carla)
    before = documents()
    ProfileDocument.objects.all().delete()
    JobDocument.objects.all().delete()
    call_command("reindex")
    assert documents() == before
    assert "3 documents written" in capsys.readouterr().out


def test_reindex_reports_its_progress_in_batches(farida, rina, carla, monkeypatch):
    monkeypatch.setattr("market.search.indexing.actions.BATCH", 1)
    progress = []
    assert reindex(progress.append) == 2
    assert progress == [1, 2]


def test_very_long_words_and_special_characters_are_indexed(farida):
    Profile.objects.update(
        story_en="a" * 30_000 + " \\ ' \x00".replace("\x00", "") + "ক" * 9000, headline_en="it's \\ 'x'"
    )
    assert index_profiles(Profile.objects.all()) == 1


def test_document_words_need_no_escaping():
    assert words("it's a\\b 'c'") == ["it", "s", "a", "b", "c"]


def test_quotes_of_a_query_are_escaped():
    assert quoted("it's") == "'it''s'"


def test_unchanged_document_is_not_rewritten(farida):
    assert reindex() == 1
    before = row_position(ProfileDocument)
    assert reindex() == 1
    assert row_position(ProfileDocument) == before
