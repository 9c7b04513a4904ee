"""Codes said in class and the roll: over the API, and by pages without script."""

from datetime import timedelta
from uuid import uuid4

import pytest

from market.core.base import clock
from market.core.base.errors import DomainError, Invalid
from market.core.base.home_tasks import Home
from market.notifications.models import Notification
from market.training.attendance import cards, code_actions, countersign_actions, roll_actions
from market.training.attendance.home_tasks import contradiction_tasks, missing_roll_tasks, roll_tasks
from market.training.attendance.queries import share_of
from market.training.attendance.roll_actions import RollMark
from market.training.attendance.roll_queries import lines_of
from market.training.enrolments.actions import drop_out
from market.training.models import Attendance, AttendanceCode, AttendanceMark, CodeTries, Countersignature
from market.training.plans.trainer_actions import add_trainer, remove_trainer
from tests import make
from tests.training import plan_story as story

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def goto(at) -> None:
    clock._offset = at - clock.wall()


def missed(user) -> int:
    return Notification.objects.filter(user=user, kind="class.missed").count()


def counts(session) -> dict[str, str]:
    rows = Attendance.objects.filter(session=session).select_related("enrolment")
    return {row.enrolment.name_en: f"{row.counts}{'?' * row.is_contradicted}" for row in rows}


@pytest.fixture
def places(oli, tahmina, farida, rina):
    """Farida and Rina in a batch of Tahmina's."""
    batch = story.planned_batch(oli, trainer=tahmina, venue=story.venue(oli))
    return [story.enrolled(batch, each, seat=at) for at, each in enumerate((farida, rina), start=1)]


@pytest.fixture
def live(places):
    return places[0].batch.sessions.filter(kind="live").earliest("starts_at")


@pytest.fixture
def met(places):
    return places[0].batch.sessions.filter(kind="in_person").earliest("starts_at")


def refused(action, **fields) -> str:
    with pytest.raises(DomainError) as refusal:
        action(**fields)
    return refusal.value.code


def test_a_code_is_said_entered_and_over(api, live, tahmina, farida, rina, carla):
    trainer, trainee, path = api(tahmina), api(farida), f"/api/v1/classes/{live.pk}/code/"
    goto(live.starts_at - 11 * MINUTE)
    assert trainer.post(path).json()["code"] == "code_not_now"
    goto(live.starts_at - 10 * MINUTE)
    shown = trainer.post(path).json()
    assert (len(shown["code"]), shown["entered"], shown["trainees"], shown["codes_left"]) == (6, 0, 2, 2)
    assert trainer.post(path).json() == shown == trainer.get(path).json()
    assert shown["code"] not in str(AttendanceCode.objects.values())
    assert [api(who).get(path).status_code for who in (farida, carla)] == [403, 404]
    wrong = f"{(int(shown['code']) + 1) % 10**6:06}"
    answer = trainee.post(f"{path}enter/", {"code": wrong})
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_attendance_code")
    assert "4" in answer.json()["detail"]
    bangla = shown["code"].translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    first = trainee.post(f"{path}enter/", {"code": f" {bangla[:3]} {bangla[3:]}"}).json()
    assert (first["source"], first["value"]) == ("code", "present")
    assert trainee.post(f"{path}enter/", {"code": wrong}).json()["id"] == first["id"]
    for left in (4, 3, 2, 1):
        with pytest.raises(code_actions.WrongCode, match=str(left)):
            code_actions.enter_code(by=rina, session_id=live.pk, code=wrong)
    codes = [api(rina).post(f"{path}enter/", {"code": each}).json()["code"] for each in (wrong, shown["code"])]
    assert codes == ["no_tries_left"] * 2
    assert [each.name_en for each in code_actions.guessers(live)] == [rina.display_name]
    assert trainer.get(path).json()["entered"] == 1
    assert CodeTries.objects.get(enrolment__trainee=rina).tries == 6


def test_three_codes_of_a_class_each_for_minutes(api, live, tahmina, rina):
    trainer, path = api(tahmina), f"/api/v1/classes/{live.pk}/code/"
    goto(live.starts_at - 5 * MINUTE)
    shown = trainer.post(path).json()
    goto(live.starts_at + 6 * MINUTE)  # its ten minutes are over
    assert trainer.get(path).json()["code"] == ""
    assert api(rina).post(f"{path}enter/", {"code": shown["code"]}).json()["code"] == "no_open_code"
    assert trainer.post(path).json()["code"] != shown["code"]
    assert (trainer.post(f"{path}end/").json()["code"], trainer.post(f"{path}end/").json()["code"]) == (
        "",
        "no_open_code",
    )
    trainer.post(path)
    trainer.post(f"{path}end/")
    assert trainer.post(path).json()["code"] == "too_many_codes"
    goto(live.ends_at)
    assert trainer.post(path).json()["code"] == "code_not_now"


def test_a_class_is_attended_by_pages(page, live, tahmina, farida):
    address = f"/classes/{live.pk}/"
    goto(live.starts_at)
    trainer, trainee = page(tahmina), page(farida)
    assert "Show a code" in trainer.get(address).content.decode()
    trainer.post(f"{address}code/")
    code = code_actions.digits_of(AttendanceCode.objects.get())
    assert code in trainer.get(address).content.decode()
    body = trainee.get(address).content.decode()
    assert code not in body
    assert body.index("I am here") < body.index("Begins")
    assert "Tries left: 4" in trainee.post(f"{address}code/enter/", {"code": "x"}, follow=True).content.decode()
    assert (
        "You are marked as present."
        in trainee.post(f"{address}code/enter/", {"code": code}, follow=True).content.decode()
    )
    assert "Your attendance" in trainee.get(address).content.decode()


def test_a_roll_is_called_and_settled_by_pages(page, live, places, tahmina, farida):
    goto(live.starts_at)
    trainer, roll = page(tahmina), f"/classes/{live.pk}/roll/"
    code = code_actions.digits_of(code_actions.open_code(by=tahmina, session_id=live.pk))
    code_actions.enter_code(by=farida, session_id=live.pk, code=code)
    assert "has entered the code" in trainer.get(roll).content.decode()
    assert page(farida).get(roll).status_code == 403
    mine, other = (each.pk for each in places)
    assert trainer.post(roll, {f"value_{mine}": "absent", f"value_{other}": "late"}).status_code == 302
    body = trainer.get(roll).content.decode()
    assert "Settle these first" in body
    known = AttendanceMark.objects.get(enrolment=mine, source="roll").pk
    change = {f"value_{mine}": "excused", f"known_{mine}": known}
    answer = trainer.post(roll, change)
    assert answer.status_code == 400
    assert "Say why you change it" in answer.content.decode()
    assert trainer.post(roll, change | {f"reason_{mine}": "Ill"}).status_code == 302
    assert "Settle these first" not in trainer.get(roll).content.decode()
    assert "no-store" not in trainer.get(roll).headers["Cache-Control"]
    assert "checked" in trainer.get(f"{roll}?all=present").content.decode()
    goto(live.ends_at + 7 * DAY)
    assert "The roll is closed" in trainer.get(roll).content.decode()
    assert trainer.post(roll, {f"value_{mine}": "late"}).status_code == 409


def test_two_phones_say_different_things_of_one_roll(api, live, places, tahmina, farida, rina, oli):
    first, second = places
    tara = story.trainer("Tara")
    add_trainer(by=oli, batch_id=live.batch_id, trainer=tara)
    goto(live.starts_at + MINUTE)
    noted, path = live.starts_at.isoformat(), f"/api/v1/classes/{live.pk}/roll/"

    def marks(*values: str) -> dict[str, object]:
        pairs = zip(places, values, strict=True)
        rows = [{"enrolment": place.pk, "value": value, "client_id": str(uuid4())} for place, value in pairs]
        return {"marks": [row | {"noted_at": noted} for row in rows]}

    one, other = marks("present", "absent"), marks("absent", "absent")
    for sent in (one, one, other, one, other):
        who = tahmina if sent is one else tara
        assert api(who).post(path, sent, format="json").status_code == 200
    assert AttendanceMark.objects.count() == 4
    assert counts(live) == {farida.display_name: "present?", rina.display_name: "absent"}
    assert (missed(farida), missed(rina)) == (0, 1)
    assert [each.kind for each in contradiction_tasks(Home(tahmina))] == ["settle_roll"]
    line = api(tahmina).get(path).json()["lines"][0]
    assert [each["by"]["id"] for each in line["marks"]] == [tahmina.pk, tara.pk]
    stale = RollMark(first.pk, "late", known=1, reason="I saw her")
    roll_actions.call_roll(by=tahmina, session_id=live.pk, marks=[stale])
    assert counts(live)[farida.display_name] == "present?"  # what one has not seen one does not settle
    known = api(tahmina).get(path).json()["lines"][0]["known"]
    settle = {"enrolment": first.pk, "value": "absent", "known": known}
    answer = api(tahmina).post(path, {"marks": [settle]}, format="json").json()
    assert list(answer["errors"]) == ["marks.0.reason"]
    api(tahmina).post(path, {"marks": [settle | {"reason": "She left at once"}]}, format="json")
    assert counts(live)[farida.display_name] == "absent"
    assert missed(farida) == 1
    live.refresh_from_db()
    assert live.rolled_at is not None
    assert (share_of(first).attended, share_of(first).counted) == (0, 1)


def test_a_removed_trainer_sends_nothing_any_more(api, live, places, tahmina, oli):
    tara = story.trainer("Tara")
    add_trainer(by=oli, batch_id=live.batch_id, trainer=tara)
    goto(live.starts_at + MINUTE)
    path = f"/api/v1/classes/{live.pk}/roll/"
    rows = [{"enrolment": each.pk, "value": "late", "client_id": str(uuid4())} for each in places]
    assert api(tara).post(path, {"marks": rows[:1]}, format="json").status_code == 200
    remove_trainer(by=oli, batch_id=live.batch_id, trainer=tara)
    assert api(tara).post(path, {"marks": rows}, format="json").status_code == 404
    assert AttendanceMark.objects.get().by == tara


def test_a_roll_takes_only_what_is_of_it(live, places, tahmina, farida, oli, carla):
    call = {"action": roll_actions.call_roll, "by": tahmina, "session_id": live.pk}
    mark, late_place = RollMark(places[0].pk, "present"), None
    goto(live.starts_at - MINUTE)
    assert refused(**call, marks=[mark]) == "roll_not_open"
    goto(live.starts_at + MINUTE)
    late_place = story.enrolled(live.batch, carla, seat=9)
    unexcused = RollMark(places[1].pk, "excused")
    wrong_ones = (RollMark(late_place.pk, "present"), RollMark(places[0].pk, "made_up"), unexcused)
    for wrong, at in zip(wrong_ones, ("enrolment", "value", "reason"), strict=True):
        with pytest.raises(Invalid) as refusal:
            roll_actions.call_roll(by=tahmina, session_id=live.pk, marks=[mark, wrong])
        assert list(refusal.value.errors) == [f"marks.1.{at}"]
    assert not AttendanceMark.objects.exists()
    assert refused(**{**call, "by": farida}, marks=[mark]) == "not_allowed"
    roll_actions.call_roll(by=tahmina, session_id=live.pk, marks=[mark])
    roll_actions.call_roll(by=oli, session_id=live.pk, marks=[mark])  # the same again by an officer
    assert AttendanceMark.objects.count() == 1
    goto(live.ends_at + 7 * DAY)
    assert refused(**call, marks=[mark]) == "roll_not_open"


def test_whoever_leaves_after_a_class_is_on_its_roll(live, places, tahmina, farida):
    goto(live.ends_at)
    drop_out(by=farida, enrolment_id=places[0].pk, reason="A job")
    assert [each.enrolment.pk for each in lines_of(live)] == [places[1].pk, places[0].pk]
    roll_actions.call_roll(by=tahmina, session_id=live.pk, marks=[RollMark(places[0].pk, "present")])


def test_nobody_forgets_a_roll(live, places, tahmina, oli):
    goto(live.ends_at + DAY - MINUTE)
    assert roll_tasks(Home(tahmina)) == []
    goto(live.ends_at + DAY + MINUTE)
    assert [each.kind for each in roll_tasks(Home(tahmina))] == ["call_roll"]
    assert missing_roll_tasks(Home(oli)) == []
    goto(live.ends_at + 3 * DAY + MINUTE)
    assert [each.kind for each in missing_roll_tasks(Home(oli))] == ["missing_roll"]
    roll_actions.call_roll(by=oli, session_id=live.pk, marks=[RollMark(places[0].pk, "present")])
    assert not [each for each in roll_tasks(Home(tahmina)) if str(live.pk) in each.url.split("/")]


def test_the_roll_of_a_class_to_come_is_on_the_device_and_cards_at_hand(page, met, places, tahmina, farida):
    roll, card = f"/classes/{met.pk}/roll/", f'href="/places/{places[0].pk}/card/"'
    goto(met.starts_at - MINUTE)
    early = page(tahmina).get(roll).content.decode()
    assert "can be called once the class begins" in early
    assert "disabled data-opens" in early
    assert f'name="value_{places[0].pk}"' in early
    goto(met.starts_at + MINUTE)
    assert "disabled data-opens" not in page(tahmina).get(roll).content.decode()
    assert card in page(farida).get(f"/classes/{met.pk}/").content.decode()
    goto(met.ends_at + MINUTE)
    assert card not in page(farida).get(f"/classes/{met.pk}/").content.decode()


def test_a_trainee_confirms_the_roll(api, page, met, places, tahmina, farida, rina, oli):
    path, (first, second) = f"/api/v1/classes/{met.pk}/", places
    goto(met.starts_at + MINUTE)
    assert api(farida).post(f"{path}countersign/").json()["code"] == "nothing_to_countersign"
    marks = [RollMark(first.pk, "present"), RollMark(second.pk, "absent")]
    roll_actions.call_roll(by=tahmina, session_id=met.pk, marks=marks)
    assert "No trainee has confirmed the roll yet." in page(oli).get(f"/classes/{met.pk}/").content.decode()
    assert "Not confirmed by a trainee" in page(oli).get(f"/batches/{met.batch_id}/").content.decode()
    assert api(rina).post(f"{path}countersign/").json()["code"] == "not_marked_present"
    assert "By the roll 1 of 2 were there." in page(farida).get(f"/classes/{met.pk}/").content.decode()
    for _twice in range(2):
        page(farida).post(f"/classes/{met.pk}/countersign/")
    assert Countersignature.objects.get().way == "own"
    assert api(tahmina).get(f"{path}roll/").json()["is_countersigned"]
    last = lines_of(met)[1].known
    change = [RollMark(second.pk, "late", known=last, reason="She came at eleven")]
    roll_actions.call_roll(by=tahmina, session_id=met.pk, marks=change)
    assert not api(tahmina).get(f"{path}roll/").json()["is_countersigned"]
    assert "The roll has changed since" in page(tahmina).get(f"/classes/{met.pk}/roll/").content.decode()
    card = api(rina).get(f"/api/v1/places/{second.pk}/card/").json()
    assert card["code"] in page(rina).get(f"/places/{second.pk}/card/").content.decode()
    assert page(farida).get(f"/places/{second.pk}/card/").status_code == 404
    for written in (card["token"], card["code"].upper(), f"{card['code'][:2]} {card['code'][2:]}"):
        assert api(tahmina).get(f"{path}card/", {"card": written}).json()["enrolment"] == second.pk
    forged = card["token"][:-1] + ("0" if card["token"][-1] != "0" else "1")
    for written in (forged, card["code"][:-1] + "!", "", cards.token_of(first).replace(str(first.pk), "99999")):
        assert api(tahmina).get(f"{path}card/", {"card": written}).json()["code"] == "wrong_card"
    assert api(farida).get(f"{path}card/", {"card": card["code"]}).status_code == 403
    assert api(tahmina).post(f"{path}countersign/").status_code == 403  # a trainer never confirms their own roll
    assert api(tahmina).post(f"{path}countersign/", {"card": card["code"]}).json()["way"] == "card"
    assert api(tahmina).get(f"{path}roll/").json()["is_countersigned"]


def test_cards_cannot_be_guessed(met, tahmina, places, monkeypatch):
    monkeypatch.setattr(countersign_actions, "CARD_TRIES", 2)
    read = {"action": countersign_actions.read_card, "by": tahmina, "session_id": met.pk}
    assert [refused(**read, card=f"01aaa{at}") for at in (2, 3, 4)] == ["wrong_card", "wrong_card", "too_many"]


def test_a_roll_of_36_costs_as_many_statements_as_one_of_two(live, tahmina, places, django_assert_max_num_queries):
    more = [story.enrolled(live.batch, make.make_person(f"T{at}"), seat=at) for at in range(3, 37)]
    goto(live.starts_at)
    marks = [RollMark(each.pk, "present") for each in (*places, *more)]
    with django_assert_max_num_queries(14):
        roll_actions.call_roll(by=tahmina, session_id=live.pk, marks=marks)
    with django_assert_max_num_queries(3):
        assert len(lines_of(live)) == 36
