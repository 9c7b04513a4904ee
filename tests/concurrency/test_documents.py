"""Races of documents: numbers without gaps, and one file for each."""

import pytest
from django.db import transaction

from market.documents.actions import Subject, ensure_drawn, issue_document
from market.documents.contents import Content
from market.documents.models import Document
from tests.concurrency.test_money import race

pytestmark = pytest.mark.django_db(transaction=True)


class Broken(Exception):
    pass


def test_racing_issuers_leave_no_gap_and_a_rolled_back_one_takes_no_number(carla):
    def issue():
        with transaction.atomic():
            issue_document("invoice", Subject(carla), Content().note("note_invoice"))

    @transaction.atomic
    def break_off():
        issue_document("invoice", Subject(carla), Content().note("note_invoice"))
        raise Broken

    def fail():
        with pytest.raises(Broken):
            break_off()

    race(*[issue, fail, issue, issue, fail, issue])
    assert sorted(Document.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_racing_readers_have_the_same_file(carla):
    with transaction.atomic():
        row = issue_document("invoice", Subject(carla), Content().note("note_invoice"))
    race(*[lambda: ensure_drawn(Document.objects.get(pk=row.pk))] * 3)
    row.refresh_from_db()
    assert row.file.storage.exists(row.file.name)
    folder = row.file.name.rpartition("/")[0]
    assert row.file.storage.listdir(folder)[1].count(row.file.name.rpartition("/")[2]) == 1
