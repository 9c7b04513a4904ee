"""Disputes over HTTP: the way of both sides and of a moderator, and what an outsider sees of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.models import User
from market.disputes.models import Dispute
from market.files.actions import keep_upload
from market.files.models import Upload
from tests.disputes.conftest import answered, to_ruling

USD = {"currency": "USD"}


@pytest.fixture(autouse=True)
def _second_factors(monkeypatch):
    """The moderators of these tests have set one up."""
    monkeypatch.setattr("market.disputes.api.require_second_factor", lambda user: None)


def test_a_claim_is_opened_answered_and_settled(api, milestone, carla, farida):
    opened = api(carla).post(
        f"/api/v1/milestones/{milestone.pk}/disputes/",
        {"claim": {"amount": "60.00", **USD}, "statement": "It is not what we agreed."},
        format="json",
    )
    assert opened.status_code == 201, opened.json()
    body = opened.json()
    assert (body["state"], body["claim"]["amount"], body["frozen"]["amount"]) == ("opened", "60.00", "100.00")
    assert (body["offers"], body["outcome"], body["next_deadline"]["what"]) == ([], None, "claim_granted")
    here = f"/api/v1/disputes/{body['id']}/"
    assert api(farida).post(here + "answer/", {"statement": "It is."}, format="json").json()["state"] == "answered"
    offer = api(carla).post(here + "offers/", {"to_freelancer": {"amount": "55.00", **USD}}, format="json")
    assert (offer.status_code, offer.json()["to_client"]["amount"]) == (201, "45.00")
    settled = api(farida).post(f"/api/v1/offers/{offer.json()['id']}/accept/", format="json").json()
    assert (settled["state"], settled["ending"]) == ("closed", "settled")
    assert settled["outcome"] == {"to_freelancer": {"amount": "55.00", **USD}, "to_client": {"amount": "45.00", **USD}}
    assert settled["next_deadline"] is None


def test_a_moderator_finds_and_rules_it(api, dispute, mitu, farida, travel):
    answered(dispute)
    to_ruling(dispute, travel)
    assert [each["id"] for each in api(mitu).get("/api/v1/disputes/").json()["results"]] == [dispute.pk]
    sent = {
        "to_freelancer": {"amount": "70.00", **USD},
        "grounds": ["defects"],
        "reasons": "ফাইল খোলে না।",
        "reasons_en": "It is not so.",
    }
    ruled = api(mitu).post(f"/api/v1/disputes/{dispute.pk}/rule/", sent, format="json")
    assert ruled.status_code == 200, ruled.json()
    assert ruled.json()["outcome"]["to_freelancer"]["amount"] == "70.00"
    assert (ruled.json()["state"], ruled.json()["next_deadline"]["what"]) == ("ruling", "ruling_holds")
    record = api(farida).get(f"/api/v1/disputes/{dispute.pk}/").json()
    assert record["rulings"][0]["reasons"] == {"en": "It is not so.", "bn": "ফাইল খোলে না।"}
    assert "moderator" not in record["rulings"][0]
    again = api(mitu).post(f"/api/v1/disputes/{dispute.pk}/rule/", sent, format="json")
    assert (again.status_code, again.json()["code"]) == (403, "tied_moderator")
    appealed = api(farida).post(f"/api/v1/disputes/{dispute.pk}/appeal/", {"statement": "Look again."}, format="json")
    assert appealed.json()["state"] == "appealed"


def test_the_small_steps(api, dispute, carla, farida, tahmina):
    here = f"/api/v1/disputes/{dispute.pk}/"
    assert api(carla).post(here + "statements/", {"statement": "And late."}, format="json").status_code == 200
    batch = farida.certificate.batch
    batch.trainer = tahmina
    batch.save(update_fields=["trainer"])
    assert api(farida).post(here + "trainer/").status_code == 200
    assert api(tahmina).get(here).json()["companions"][0]["display_name"] == "Tahmina"
    offer = api(carla).post(here + "offers/", {"to_freelancer": {"amount": "10.00", **USD}}, format="json").json()
    assert api(farida).post(f"/api/v1/offers/{offer['id']}/decline/").json()["offers"][0]["state"] == "declined"
    assert api(carla).post(here + "withdraw/").json()["ending"] == "withdrawn"


def test_a_claim_is_conceded(api, dispute, carla, farida):
    refused = api(carla).post(f"/api/v1/disputes/{dispute.pk}/concede/")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_turn")
    done = api(farida).post(f"/api/v1/disputes/{dispute.pk}/concede/").json()
    assert done["outcome"]["to_freelancer"]["amount"] == "40.00"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"claim": {"amount": "100.01", **USD}, "statement": "x"}, "claim"),
        ({"claim": {"amount": "10.00", "currency": "BDT"}, "statement": "x"}, "claim"),
        ({"claim": {"amount": "10.00", **USD}, "statement": " "}, "statement"),
        ({"claim": {"amount": "10.00", **USD}, "statement": "x", "deliveries": [987654]}, "deliveries"),
        ({"claim": {"amount": "10.00", **USD}, "statement": "x", "messages": [987654]}, "messages"),
        ({"claim": {"amount": "10.00", **USD}, "statement": "x", "reason": "mood"}, "reason"),
    ],
)
def test_what_is_wrong_is_named(api, milestone, carla, sent, field):
    answer = api(carla).post(f"/api/v1/milestones/{milestone.pk}/disputes/", sent, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Dispute.objects.exists()


def test_evidence_that_lies_about_its_type_says_so(api, dispute, farida, carla, mitu, omar):
    program = SimpleUploadedFile("invoice.pdf", b"MZ\x90\x00" + b"\x00" * 200)
    upload = keep_upload(by=farida, file=program)
    sent = {"statement": "See the invoice.", "files": [str(upload.pk)]}
    api(farida).post(f"/api/v1/disputes/{dispute.pk}/answer/", sent, format="json")
    piece = api(carla).get(f"/api/v1/disputes/{dispute.pk}/").json()["statements"][1]["evidence"][0]
    assert (piece["facts"]["type"], piece["facts"]["is_honest"]) == ("exe", False)
    assert piece["sha256"] == upload.sha256
    read = api(carla).get(f"/api/v1/files/{upload.pk}/")
    assert b"".join(read.streaming_content).startswith(b"MZ")
    for stranger in (omar, mitu):
        assert api(stranger).get(f"/api/v1/files/{upload.pk}/").status_code == 404
    assert Upload.objects.count() == 1


def test_it_is_handed_over(api, in_ruling, mitu, moni):
    here = f"/api/v1/disputes/{in_ruling.pk}/hand-over/"
    refused = api(mitu).post(here, {"to": in_ruling.contract.client_id, "reason": "Ill"}, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["to"])
    assert api(mitu).post(here, {"to": moni.pk, "reason": "I am ill."}, format="json").status_code == 200
    in_ruling.refresh_from_db()
    assert in_ruling.moderator == moni


def test_the_desk_is_told_who_has_it_and_its_sides_are_not(api, in_ruling, mitu, moni, carla, farida):
    Dispute.objects.filter(pk=in_ruling.pk).update(needs_two=True)
    here = f"/api/v1/disputes/{in_ruling.pk}/"
    for person in (mitu, moni):
        for found in (api(person).get(here).json(), api(person).get("/api/v1/disputes/").json()["results"][0]):
            assert (found["moderator"]["display_name"], found["needs_two"]) == ("Mitu", True)
    User.objects.filter(pk=farida.pk).update(roles=["moderator"])
    for person in (carla, User.objects.get(pk=farida.pk)):
        found = api(person).get(here).json()
        assert (found["moderator"], found["needs_two"]) == (None, True)


def test_outsiders_find_nothing(api, dispute, omar, mitu, milestone):
    here = f"/api/v1/disputes/{dispute.pk}/"
    for who in (omar, mitu):
        program = api(who)
        assert program.get(here).status_code == 404
        assert program.get("/api/v1/disputes/").json()["results"] == []
        assert program.post(f"/api/v1/disputes/{dispute.pk}/concede/").status_code == 404
        assert program.post(f"/api/v1/disputes/{dispute.pk}/withdraw/").status_code == 404
        assert program.post(f"/api/v1/disputes/{dispute.pk}/trainer/").status_code == 404
        for path in (
            f"/api/v1/disputes/{dispute.pk}/answer/",
            f"/api/v1/disputes/{dispute.pk}/statements/",
            f"/api/v1/disputes/{dispute.pk}/appeal/",
        ):
            assert program.post(path, {"statement": "x"}, format="json").status_code == 404
        share = {"to_freelancer": {"amount": "1.00", **USD}}
        assert program.post(here + "offers/", share, format="json").status_code == 404
        sent = {**share, "grounds": ["late"], "reasons": "x"}
        assert program.post(here + "rule/", sent, format="json").status_code == 404
        assert program.post(here + "hand-over/", {"to": who.pk, "reason": "x"}, format="json").status_code == 404
        claim = {"claim": {"amount": "1.00", **USD}, "statement": "x"}
        opened = program.post(f"/api/v1/milestones/{milestone.pk}/disputes/", claim, format="json")
        assert opened.status_code == 404


def test_offers_are_found_by_their_sides_only(api, dispute, carla, omar):
    offer = (
        api(carla)
        .post(f"/api/v1/disputes/{dispute.pk}/offers/", {"to_freelancer": {"amount": "5.00", **USD}}, format="json")
        .json()
    )
    for path in (f"/api/v1/offers/{offer['id']}/accept/", f"/api/v1/offers/{offer['id']}/decline/"):
        assert api(omar).post(path).status_code == 404
        own = api(carla).post(path)
        assert (own.status_code, own.json()["code"]) == (403, "own_offer")


def test_the_grounds_are_open_to_all_in_both_languages(api):
    answers = {
        language: api().get("/api/v1/grounds/", headers={"accept-language": language}).json()
        for language in ("en", "bn")
    }
    assert [each["code"] for each in answers["en"]] == [each["code"] for each in answers["bn"]]
    assert all(one["name"] != other["name"] for one, other in zip(answers["en"], answers["bn"], strict=True))


def test_moderators_need_a_second_factor(api, in_ruling, mitu, monkeypatch):
    monkeypatch.undo()
    answer = api(mitu).get(f"/api/v1/disputes/{in_ruling.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_missing")
