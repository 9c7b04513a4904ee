"""The second reader of a draft, by actions and by the desk."""

import pytest

from market.core.base.errors import Invalid
from market.core.base.home_tasks import Home
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.home_tasks import ruling_tasks
from market.disputes.models import Dispute
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import desk_actions, reader_actions
from market.disputes.rulings.actions import Decision
from market.notifications.models import Notification
from tests.disputes.conftest import answered, opened, to_ruling
from tests.payments import story
from tests.payments.story import usd

DRAFT = Decision(usd("60"), ("defects",), {"en": "The files do not open."})


def drafted(dispute, by):
    return rulings_actions.draft_ruling(by=by, dispute_id=dispute.pk, decision=DRAFT)


def test_a_draft_is_read_and_its_reader_has_a_tie_from_then_on(in_ruling, mitu, moni, mahfuz, farida):
    drafted(in_ruling, mitu)
    reader_actions.ask_reader(by=mitu, dispute_id=in_ruling.pk, to_id=moni.pk)
    assert [str(each.text) for each in ruling_tasks(Home(moni))] == ["Read the draft of a ruling"]
    with pytest.raises(desk_actions.TiedModerator):
        rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=DRAFT)
    with pytest.raises(Invalid):
        reader_actions.note_on_draft(by=moni, dispute_id=in_ruling.pk, note=" ")
    reader_actions.note_on_draft(by=moni, dispute_id=in_ruling.pk, note="Alike.")
    assert ruling_tasks(Home(moni)) == []
    assert Notification.objects.filter(user=mitu, kind="dispute.draft_read").exists()
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=DRAFT)
    assert in_ruling.rulings.get().reader_note == "Alike."
    with pytest.raises(reader_actions.NotTheReader):
        reader_actions.note_on_draft(by=moni, dispute_id=in_ruling.pk, note="Too late.")
    rulings_actions.appeal_ruling(by=farida, dispute_id=in_ruling.pk, content=StatementContent("Look again."))
    in_ruling.refresh_from_db()
    assert in_ruling.moderator == mahfuz


def test_without_a_draft_there_is_nothing_to_read(in_ruling, mitu, moni, mahfuz):
    with pytest.raises(reader_actions.NothingDrafted):
        reader_actions.ask_reader(by=mitu, dispute_id=in_ruling.pk, to_id=moni.pk)
    drafted(in_ruling, mitu)
    for somebody in (mitu, in_ruling.contract.client):
        with pytest.raises(Invalid):
            reader_actions.ask_reader(by=mitu, dispute_id=in_ruling.pk, to_id=somebody.pk)
    with pytest.raises(reader_actions.NotTheReader):
        reader_actions.note_on_draft(by=mahfuz, dispute_id=in_ruling.pk, note="Mine too.")


def test_where_two_rule_each_does_it_for_herself(provider, mitu, moni, travel):
    dispute = opened(story.submitted(provider, "2000.00"), claim="2000")
    answered(dispute)
    to_ruling(dispute, travel)
    drafted(dispute, mitu)
    with pytest.raises(reader_actions.EachForHerself):
        reader_actions.ask_reader(by=mitu, dispute_id=dispute.pk, to_id=moni.pk)


def test_by_the_desk(page, in_ruling, mitu, moni, mahfuz, carla):
    here = f"/disputes/{in_ruling.pk}/"
    assert page(mitu).post(here + "ask-reader/", {"to": moni.pk}).status_code == 409
    page(mitu).post(here + "rule/", {"to_freelancer": "60", "reasons_en": "Secret words.", "draft": "1"})
    assert page(mitu).post(here + "ask-reader/", {"to": mitu.pk}).status_code == 400
    assert page(mitu).post(here + "ask-reader/", {"to": moni.pk}).url == here + "rule/"
    assert "Secret words." in page(moni).get(here + "rule/").content.decode()
    for other in (page(mahfuz).get(here + "rule/"), page(carla).get(here)):
        assert "Secret words." not in other.content.decode()
    assert page(moni).post(here + "note/", {"note": ""}).status_code == 400
    assert page(moni).post(here + "note/", {"note": "I would rule alike."}).url == here + "rule/"
    assert "I would rule alike." in page(mitu).get(here + "rule/").content.decode()
    assert Dispute.objects.get(pk=in_ruling.pk).moderator == mitu
