"""The second reader of a draft ruling: actions and pages."""

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


def save_draft(dispute, by):
    return rulings_actions.draft_ruling(by=by, dispute_id=dispute.pk, decision=DRAFT)


def test_reader_of_a_draft_cannot_rule_on_the_dispute_or_the_appeal(in_ruling, mitu, moni, mahfuz, farida):
    save_draft(in_ruling, mitu)
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


def test_reader_needs_a_draft_and_must_be_another_moderator(in_ruling, mitu, moni, mahfuz):
    with pytest.raises(reader_actions.NothingDrafted):
        reader_actions.ask_reader(by=mitu, dispute_id=in_ruling.pk, to_id=moni.pk)
    save_draft(in_ruling, mitu)
    for user in (mitu, in_ruling.contract.client):
        with pytest.raises(Invalid):
            reader_actions.ask_reader(by=mitu, dispute_id=in_ruling.pk, to_id=user.pk)
    with pytest.raises(reader_actions.NotTheReader):
        reader_actions.note_on_draft(by=mahfuz, dispute_id=in_ruling.pk, note="Mine too.")


def test_reader_is_refused_when_two_moderators_rule(provider, mitu, moni, travel):
    dispute = opened(story.submitted(provider, "2000.00"), claim="2000")
    answered(dispute)
    to_ruling(dispute, travel)
    save_draft(dispute, mitu)
    with pytest.raises(reader_actions.EachForHerself):
        reader_actions.ask_reader(by=mitu, dispute_id=dispute.pk, to_id=moni.pk)


def test_reader_forms_and_who_sees_the_draft(page, in_ruling, mitu, moni, mahfuz, carla):
    url = f"/disputes/{in_ruling.pk}/"
    assert page(mitu).post(url + "ask-reader/", {"to": moni.pk}).status_code == 409
    page(mitu).post(url + "rule/", {"to_freelancer": "60", "reasons_en": "Secret words.", "draft": "1"})
    assert page(mitu).post(url + "ask-reader/", {"to": mitu.pk}).status_code == 400
    assert page(mitu).post(url + "ask-reader/", {"to": moni.pk}).url == url + "rule/"
    assert "Secret words." in page(moni).get(url + "rule/").content.decode()
    for response in (page(mahfuz).get(url + "rule/"), page(carla).get(url)):
        assert "Secret words." not in response.content.decode()
    assert page(moni).post(url + "note/", {"note": ""}).status_code == 400
    assert page(moni).post(url + "note/", {"note": "I would rule alike."}).url == url + "rule/"
    assert "I would rule alike." in page(mitu).get(url + "rule/").content.decode()
    assert Dispute.objects.get(pk=in_ruling.pk).moderator == mitu
