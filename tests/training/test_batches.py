import html
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.training.batch_statistics import MIN_PEOPLE, _income, hide_small_counts, outcomes_of
from market.training.certificates.actions import claim_certificate, issue_certificate, revoke_certificate
from market.training.issuing.actions import prepare_certificates
from market.training.issuing.checks import find_row_errors
from market.training.issuing.csv_import import decode_file, parse_list
from tests import make


def text(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def taught(tahmina):
    return make.make_batch(trainer=tahmina)


def graduates(batch, officer, count, claimed):
    for number in range(count):
        certificate, code = issue_certificate(by=officer, batch=batch, name_en=f"Graduate {'abcdefghijklmn'[number]}")
        if number < claimed:
            person = make.make_person(f"Graduate{batch.pk}x{number}")
            claim_certificate(by=person, serial=certificate.serial, claim_code=code)


def counts(batch):
    return {step.code: step.count for step in outcomes_of(batch).steps}


def test_counts_stand_from_five_people_on(taught, oli):
    graduates(taught, oli, 12, 7)
    assert counts(taught) == {
        "certificates": 12,
        "claimed": 7,
        **dict.fromkeys(("profiles", "bids", "contracts", "finished", "paid")),
    }


def test_what_could_be_had_by_subtracting_is_hidden(taught, oli):
    graduates(taught, oli, 9, 6)
    assert counts(taught)["claimed"] is None
    revoke_certificate(by=oli, certificate_id=taught.certificates.first().pk, reason="x")
    assert counts(taught)["certificates"] is None


@given(st.integers(0, 60), st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 60)))
def test_no_two_shown_counts_differ_by_a_few(whole, found):
    found = {name: min(count, whole) for name, count in found.items()}
    shown = [whole, *(count for count in hide_small_counts(whole, found).values() if count is not None)]
    assert all(count >= MIN_PEOPLE for count in shown[1:])
    assert all(abs(one - other) >= MIN_PEOPLE or one == other for one in shown for other in shown)


def test_income_is_a_sum_of_five_without_one_that_outweighs():
    even = {person: 100 for person in range(5)}
    assert str(_income("USD", {k: make.Decimal(v) for k, v in even.items()}).total.amount) == "500.00"
    assert _income("USD", {k: make.Decimal(v) for k, v in list(even.items())[:4]}) is None
    assert _income("USD", {k: make.Decimal(v) for k, v in {**even, 5: 1000}.items()}) is None


def test_steps_of_the_apps_above_are_counted(provider, taught, oli):
    codes = [step.code for step in outcomes_of(taught).steps]
    assert codes == ["certificates", "claimed", "profiles", "bids", "contracts", "finished", "paid"]


def test_a_trainer_sees_her_own_batches_only(page, api, taught, tahmina, oli, carla, farida):
    other = farida.certificate.batch
    assert taught.code in text(page(tahmina).get("/batches/"))
    assert other.code not in text(page(tahmina).get("/batches/"))
    assert page(tahmina).get(f"/batches/{taught.pk}/").status_code == 200
    assert "Certificates (PDF)" not in text(page(tahmina).get(f"/batches/{taught.pk}/"))
    for person in (carla, farida):
        assert page(person).get("/batches/").status_code == 404
        assert page(person).get(f"/batches/{taught.pk}/").status_code == 404
    assert page(tahmina).get(f"/batches/{other.pk}/").status_code == 404
    assert page(oli).get(f"/batches/{other.pk}/").status_code == 200
    for address in ("certificates", "list"):
        assert page(tahmina).get(f"/staff/batches/{taught.pk}/{address}/").status_code == 404


def test_the_page_says_less_than_five_of_nothing(page, taught, tahmina, oli):
    assert "No certificates yet" in text(page(tahmina).get(f"/batches/{taught.pk}/"))
    graduates(taught, oli, 6, 2)
    shown = text(page(tahmina).get(f"/batches/{taught.pk}/"))
    assert shown.count(">not shown<") == 6
    assert "Graduate a" not in shown


def test_the_certificates_of_a_batch_come_as_one_file(page, oli, taught):
    address = f"/staff/batches/{taught.pk}/certificates/"
    assert page(oli).get(address).status_code == 404
    graduates(taught, oli, 3, 0)
    answer = page(oli).get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.count(b"/Type /Page\n") == 3
    assert page(oli).get(address, {"part": "2"}).status_code == 404


def test_an_exported_list_can_be_imported_elsewhere(page, oli, taught):
    graduates(taught, oli, 3, 1)
    issue_certificate(by=oli, batch=taught, name_en="=cmd|'/C calc'!A0", name_bn="নাসরিন, আক্তার")
    content = page(oli).get(f"/staff/batches/{taught.pk}/list/").content
    assert b"\n=cmd" not in content
    sheet = parse_list(decode_file(content))
    assert [one.name_en for one in sheet.graduates][:3] == ["Graduate a", "Graduate b", "Graduate c"]
    assert {str(slip.problem)[:12] for slip in find_row_errors(taught, sheet.graduates)} >= {"The register"}
    assert io.StringIO(content.decode("utf-8-sig")).readline().startswith("Name in English,")


def test_prepared_ones_are_no_graduates_yet(taught, oli):
    prepare_certificates(by=oli, batch=taught, graduates=[make.Graduate("Nasrin Akter")])
    assert outcomes_of(taught).issued == 0
