"""The guide book: read by everybody, and its paper copies until each trainee has one."""

import pytest
from django.db import IntegrityError, transaction

from market.core.base.errors import NotFound
from market.notifications.models import Notification
from market.training.guide_book.actions import NoCopySent, acknowledge_guide_copy, send_guide_copies
from market.training.guide_book.chapters import CHAPTERS
from market.training.models import GuideCopy, GuideCopyChange
from tests import make
from tests.training.plan_story import enrolled, planned_batch

pytestmark = pytest.mark.django_db


def test_everybody_reads_the_book_in_both_languages(client):
    for language, words in (("en", "Nobody ever pays"), ("bn", "কখনো কাউকে টাকা দিতে হয় না")):
        text = client.get("/guide/", headers={"accept-language": language}).content.decode()
        assert words in text
        assert text.count('class="chapter') == len(CHAPTERS) >= 8


def test_a_paper_copy_from_the_office_to_the_trainee(oli, page):
    batch = planned_batch(oli)
    nasrin, shirin = (
        enrolled(batch, make.make_person(name), seat=at) for at, name in enumerate(("Nasrin", "Shirin"), 1)
    )
    with pytest.raises(NoCopySent):
        acknowledge_guide_copy(by=nasrin.trainee, enrolment_id=nasrin.pk, has_it=True)
    assert [send_guide_copies(by=oli, batch_id=batch.pk) for _again in range(2)] == [2, 0]
    acknowledge_guide_copy(by=nasrin.trainee, enrolment_id=nasrin.pk, has_it=True)
    for _again in range(2):
        acknowledge_guide_copy(by=shirin.trainee, enrolment_id=shirin.pk, has_it=False)
    assert Notification.objects.filter(user=oli, kind="guide.missing").count() == 1
    assert "1 of 2 trainees have it" in page(oli).get(batch.get_absolute_url()).content.decode()
    assert send_guide_copies(by=oli, batch_id=batch.pk) == 1
    assert page(shirin.trainee).post(f"/guide/copies/{shirin.pk}/", {"has_it": "yes"}).status_code == 302
    assert set(GuideCopy.objects.values_list("state", flat=True)) == {"received"}
    assert [each.state for each in shirin.guide_copy.changes.all()] == ["sent", "missing", "sent", "received"]
    for refusal, by in ((NotFound, nasrin.trainee), (NotFound, make.make_person("Omar"))):
        with pytest.raises(refusal):
            acknowledge_guide_copy(by=by, enrolment_id=shirin.pk, has_it=False)
    with pytest.raises(NotFound):
        send_guide_copies(by=nasrin.trainee, batch_id=batch.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        GuideCopyChange.objects.all().delete()
