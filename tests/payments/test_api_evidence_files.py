"""Files that go to a bank with the answer to a chargeback: added by page and API, limited, sent once."""

from contextlib import closing
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.core.models import AuditEntry
from market.files.actions import keep_upload
from market.payments.chargebacks.evidence import draft_evidence
from market.payments.chargebacks.evidence_actions import (
    BeingAnswered,
    ProviderRefusedAnswer,
    accept_chargeback,
    answer_chargeback,
    save_answer_draft,
)
from market.payments.chargebacks.file_actions import MOST_TOGETHER
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Chargeback, EvidenceFile, Funding
from market.payments.proposals.chargeback_actions import propose_acceptance
from market.payments.provider import stripe_disputes
from market.payments.provider.port import ProviderRefused
from market.sandbox.models import Dispute, File
from tests.access.probe import png, text
from tests.payments import story


@pytest.fixture(autouse=True)
def second_factor(monkeypatch):
    """Operators have set one up."""
    monkeypatch.setattr("market.accounts.mixins.require_second_factor", lambda user: None)


@pytest.fixture
def chargeback(provider):
    milestone = story.submitted(provider, "100.00")
    sync_dispute(dispute_id=provider.want_back(Funding.objects.get(milestone=milestone).charge_id).id)
    return Chargeback.objects.get()


def test_files_that_the_bank_does_not_take_are_refused_before(chargeback, pavel, omar, page, api):
    browser, caller = page(pavel), api(pavel)
    files = f"/api/v1/chargebacks/{chargeback.pk}/evidence/"
    refused = browser.post(f"/chargebacks/{chargeback.pk}/files/", {"kind": "receipt", "uploads": text()})
    assert refused.status_code == 400
    assert "The bank takes PDF, JPEG and PNG" in refused.content.decode()
    assert 'name="kept"' not in refused.content.decode(), "the next file is sent alone"

    def send(kind: str, file: SimpleUploadedFile, by=pavel):
        return caller.post(files, {"kind": kind, "file": str(keep_upload(by=by, file=file).pk)})

    assert send("receipt", png()).status_code == 201
    assert send("receipt", png()).json()["code"] == "evidence_kind_taken"
    too_large = SimpleUploadedFile("work.pdf", b"%PDF-1.4\n" + b"0" * MOST_TOGETHER)
    answer = send("uncategorized_file", too_large).json()
    assert (answer["code"], "4.5 MB" in str(answer["errors"])) == ("evidence_not_taken", True)
    assert send("uncategorized_file", png(), by=omar).status_code == 400
    assert EvidenceFile.objects.count() == 1


def test_files_go_to_the_bank_with_the_answer_once(provider, chargeback, pavel, omar, page, api):
    browser, caller, client = page(pavel), api(pavel), chargeback.funding.milestone.contract.client
    place, files = f"/chargebacks/{chargeback.pk}/", f"/api/v1/chargebacks/{chargeback.pk}/evidence/"
    assert browser.post(f"{place}files/", {"kind": "receipt", "uploads": png()}).status_code == 302
    work = {"kind": "service_documentation", "file": str(keep_upload(by=pavel, file=png()).pk)}
    added = caller.post(files, work).json()
    assert caller.post(files, work).json()["id"] == added["id"]
    third = caller.post(files, {"kind": "refund_policy", "file": str(keep_upload(by=pavel, file=png()).pk)}).json()
    assert caller.delete(f"/api/v1/chargebacks/{chargeback.pk}/evidence/{third['id']}/").status_code == 204
    assert [api(person).get(files).status_code for person in (omar, client)] == [404, 404]
    file = f"/files/{added['file']['id']}/"
    for person, status in ((client, 404), (pavel, 200)):
        with closing(page(person).get(file)) as opened:
            assert opened.status_code == status

    answer_chargeback(by=pavel, chargeback_id=chargeback.pk, text="It was delivered.")
    evidence = Dispute.objects.get(id=chargeback.dispute_id).evidence
    stored = dict(EvidenceFile.objects.values_list("kind", "provider_file_id"))
    assert {name: evidence[name] for name in stored} == stored
    sent = dict(File.objects.values_list("filename", "id"))
    assert sent == {f"{name}.png": key for name, key in stored.items()}
    assert [each["is_sent"] for each in caller.get(files).json()] == [True, True]
    assert caller.post(files, work).json()["code"] == "chargeback_answered"
    html = browser.get(place).content.decode()
    assert file in html
    assert f"{place}files/" not in html
    codes = AuditEntry.objects.filter(code__startswith="chargeback.file_").order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["chargeback.file_added"] * 3 + ["chargeback.file_removed"]


def test_what_was_typed_stays_while_files_come_and_go(chargeback, pavel, page):
    browser, place = page(pavel), f"/chargebacks/{chargeback.pk}/"

    def answer() -> str:
        chargeback.refresh_from_db()
        return chargeback.answer

    drafted = draft_evidence(chargeback)
    browser.post(f"{place}files/", {"text": drafted.replace("\n", "\r\n"), "kind": "receipt", "uploads": png()})
    assert answer() == "", "the drafted facts are not a draft of the operator's"
    refused = browser.post(f"{place}files/", {"text": "Two drawings", "kind": "receipt", "uploads": png()})
    assert (refused.status_code, "Two drawings" in refused.content.decode()) == (409, True)
    browser.post(f"{place}files/{EvidenceFile.objects.get().pk}/remove/", {"text": "Two drawings came."})
    assert (answer(), EvidenceFile.objects.count()) == ("Two drawings came.", 0)
    for go in ("save", "send"):
        held = browser.post(place, {"text": "They came.", "go": go, "kind": "receipt", "uploads": png()})
        assert (held.status_code, "Add this file first" in held.content.decode()) == (400, True)
    assert (answer(), chargeback.answered_at) == ("They came.", None)


def test_operator_who_is_a_side_of_the_contract_reads_nothing_of_the_answer(chargeback, pavel, page, api):
    place, files = f"/chargebacks/{chargeback.pk}/", f"/api/v1/chargebacks/{chargeback.pk}/evidence/"
    upload = keep_upload(by=pavel, file=png())
    assert api(pavel).post(files, {"kind": "receipt", "file": str(upload.pk)}).status_code == 201
    client = chargeback.funding.milestone.contract.client
    client.roles = ["operator"]
    client.save(update_fields=["roles"])
    assert api(client).get(files).json()["code"] == "own_chargeback"
    assert page(client).get(place).status_code == 403
    assert page(client).get(f"/files/{upload.pk}/").status_code == 404


def test_files_and_draft_stand_still_while_the_answer_is_sent(chargeback, pavel, api, monkeypatch):
    place = f"/api/v1/chargebacks/{chargeback.pk}/evidence/"
    body = {"kind": "receipt", "file": str(keep_upload(by=pavel, file=png()).pk)}
    file = api(pavel).post(place, body).json()["id"]
    codes, send = [], stripe_disputes.upload_evidence

    def meanwhile(**named):
        codes.append(api(pavel).delete(f"{place}{file}/").json()["code"])
        codes.append(api(pavel).post(place, body | {"kind": "refund_policy"}).json()["code"])
        for act in (save_answer_draft, answer_chargeback):
            with pytest.raises(BeingAnswered):
                act(by=pavel, chargeback_id=chargeback.pk, text="Something else.")
        for accept in (accept_chargeback, partial(propose_acceptance, reason="The client is right.")):
            with pytest.raises(BeingAnswered):
                accept(by=pavel, chargeback_id=chargeback.pk)
        return send(**named)

    def refused(**_named):
        raise ProviderRefused("file_too_large", "It is too large.")

    with monkeypatch.context() as patched:
        patched.setattr(stripe_disputes, "upload_evidence", refused)
        with pytest.raises(ProviderRefusedAnswer):
            answer_chargeback(by=pavel, chargeback_id=chargeback.pk, text="It came.")
    monkeypatch.setattr(stripe_disputes, "upload_evidence", meanwhile)
    answer_chargeback(by=pavel, chargeback_id=chargeback.pk, text="It was delivered.")
    assert codes == ["chargeback_being_answered"] * 2
    assert list(EvidenceFile.objects.values_list("provider_file_id", flat=True)) == [File.objects.get().id]


def test_answer_that_broke_off_after_its_files_sends_each_of_them_once(provider, chargeback, pavel, api):
    body = {"kind": "receipt", "file": str(keep_upload(by=pavel, file=png()).pk)}
    assert api(pavel).post(f"/api/v1/chargebacks/{chargeback.pk}/evidence/", body).status_code == 201
    provider.plan("lost_answer", times=1)
    answer = {"text": "It was delivered."}
    place = f"/api/v1/chargebacks/{chargeback.pk}/answer/"
    assert api(pavel).post(place, answer).json()["code"] == "provider_unavailable"
    assert api(pavel).post(place, answer).status_code == 200
    assert File.objects.count() == 1
