import html
import io
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.core.base import clock
from market.site.demo.revoking import revoke_certificate
from market.training import batch_statistics
from market.training.batch_statistics import MIN_PEOPLE, _income, _share, hide_small_counts, outcomes_of
from market.training.certificates.actions import claim_certificate, issue_certificate
from market.training.issuing.actions import prepare_certificates
from market.training.issuing.checks import find_row_errors
from market.training.issuing.csv_import import decode_file, parse_list
from tests import make


def text(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def batch(tahmina):
    return make.make_batch(trainer=tahmina)


def issue_certificates(batch, officer, count, claimed):
    for number in range(count):
        certificate, code = issue_certificate(by=officer, batch=batch, name_en=f"Graduate {'abcdefghijklmn'[number]}")
        if number < claimed:
            person = make.make_person(f"Graduate{batch.pk}x{number}")
            claim_certificate(by=person, serial=certificate.serial, claim_code=code)


def step_counts(batch):
    return {step.code: step.count for step in outcomes_of(batch).steps}


def test_counts_below_five_are_hidden(batch, oli):
    issue_certificates(batch, oli, 12, 7)
    assert step_counts(batch) == {
        "certificates": 12,
        "claimed": 7,
        **dict.fromkeys(("profiles", "bids", "contracts", "finished", "paid")),
    }


def test_counts_that_subtraction_would_reveal_are_hidden(batch, oli):
    issue_certificates(batch, oli, 9, 6)
    assert step_counts(batch)["claimed"] is None
    revoke_certificate(by=oli, certificate_id=batch.certificates.first().pk, reason="x")
    assert step_counts(batch)["certificates"] is None


@given(st.integers(0, 60), st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 60)))
def test_shown_counts_never_differ_by_less_than_the_minimum(whole, counts):
    counts = {name: min(count, whole) for name, count in counts.items()}
    visible = [whole, *(count for count in hide_small_counts(whole, counts).values() if count is not None)]
    assert all(count >= MIN_PEOPLE for count in visible[1:])
    assert all(abs(one - other) >= MIN_PEOPLE or one == other for one in visible for other in visible)


def test_income_needs_five_people_and_no_dominant_one():
    even = {person: 100 for person in range(5)}
    assert str(_income("USD", {k: make.Decimal(v) for k, v in even.items()}).total.amount) == "500.00"
    assert _income("USD", {k: make.Decimal(v) for k, v in list(even.items())[:4]}) is None
    assert _income("USD", {k: make.Decimal(v) for k, v in {**even, 5: 1000}.items()}) is None


def test_statistics_include_the_steps_of_other_apps(provider, batch, oli):
    codes = [step.code for step in outcomes_of(batch).steps]
    assert codes == ["certificates", "claimed", "profiles", "bids", "contracts", "finished", "paid"]


def test_trainer_sees_only_their_own_batches(page, api, batch, tahmina, oli, carla, farida):
    other = farida.certificate.batch
    assert batch.code in text(page(tahmina).get("/batches/"))
    assert other.code not in text(page(tahmina).get("/batches/"))
    assert page(tahmina).get(f"/batches/{batch.pk}/").status_code == 200
    assert "Certificates (PDF)" not in text(page(tahmina).get(f"/batches/{batch.pk}/"))
    for person in (carla, farida):
        assert page(person).get("/batches/").status_code == 404
        assert page(person).get(f"/batches/{batch.pk}/").status_code == 404
    assert page(tahmina).get(f"/batches/{other.pk}/").status_code == 404
    assert page(oli).get(f"/batches/{other.pk}/").status_code == 200
    for path in ("certificates", "list"):
        assert page(tahmina).get(f"/staff/batches/{batch.pk}/{path}/").status_code == 404


def test_batch_page_hides_small_counts_and_names(page, batch, tahmina, oli):
    assert "No certificates yet" in text(page(tahmina).get(f"/batches/{batch.pk}/"))
    issue_certificates(batch, oli, 6, 2)
    content = text(page(tahmina).get(f"/batches/{batch.pk}/"))
    assert content.count(">not shown<") == 6
    assert "Graduate a" not in content


def test_certificates_of_a_batch_are_one_pdf(page, oli, batch):
    url = f"/staff/batches/{batch.pk}/certificates/"
    assert page(oli).get(url).status_code == 404
    issue_certificates(batch, oli, 3, 0)
    response = page(oli).get(url)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.count(b"/Type /Page\n") == 3
    assert page(oli).get(url, {"part": "2"}).status_code == 404


def test_exported_csv_can_be_imported_and_has_no_formulas(page, oli, batch):
    issue_certificates(batch, oli, 3, 1)
    issue_certificate(by=oli, batch=batch, name_en="=cmd|'/C calc'!A0", name_bn="নাসরিন, আক্তার")
    content = page(oli).get(f"/staff/batches/{batch.pk}/list/").content
    assert b"\n=cmd" not in content
    sheet = parse_list(decode_file(content))
    assert [one.name_en for one in sheet.graduates][:3] == ["Graduate a", "Graduate b", "Graduate c"]
    assert {str(error.problem)[:12] for error in find_row_errors(batch, sheet.graduates)} >= {"The register"}
    assert io.StringIO(content.decode("utf-8-sig")).readline().startswith("Name in English,")


@pytest.mark.parametrize(("count", "share"), [(200, 100), (199, 99), (1, 0), (2, 1), (None, None)])
def test_only_all_of_them_are_100_percent(count, share):
    assert _share(count, 200) == share


def test_prepared_certificates_are_not_counted(batch, oli):
    prepare_certificates(by=oli, batch=batch, graduates=[make.Graduate("Nasrin Akter")])
    assert outcomes_of(batch).issued == 0


def test_days_to_the_first_pay(batch, oli, monkeypatch):
    """From the certificate, the middle of all; hidden while fewer than five are paid."""
    issue_certificates(batch, oli, 7, 7)
    holders = sorted(batch.certificates.values_list("holder_id", flat=True))
    for paid, days in ((7, 30), (4, None)):
        first = {who: clock.now() + timedelta(days=10 * place) for place, who in enumerate(holders[:paid])}
        monkeypatch.setitem(batch_statistics._step_functions, "paid", lambda people, first=first: set(first))
        monkeypatch.setattr(batch_statistics, "_first_pay_functions", [lambda people, first=first: first])
        assert outcomes_of(batch).days_to_first_pay == days
