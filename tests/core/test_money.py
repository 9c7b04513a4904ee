from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from market.core.api.serializers import MoneyField
from market.core.base.errors import DomainError
from market.core.base.money import (
    AmountBelowZero,
    AmountNotReadable,
    AmountTooFine,
    AmountTooLarge,
    Money,
    NoSuchCurrency,
    cents,
    from_cents,
    parse_amount,
    rounded,
    total,
)
from market.core.text.locale import override
from market.core.web.forms import AmountField, Form, TextField, WholeNumberField


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("120", "120.00"),
        ("120.5", "120.50"),
        ("১২০.৫০", "120.50"),
        ("$1,200", "1200.00"),
        ("60 $", "60.00"),
        ("৳ ১,২০০", "1200.00"),
        ("12,34,567.50", "1234567.50"),
        ("৫০০/-", "500.00"),
        ("৳১,২০০/=", "1200.00"),
        ("-0", "0.00"),
        ("0", "0.00"),
        (" 5 ", "5.00"),
    ],
)
def test_parse_amount_accepts_typed_amounts(text, amount):
    assert parse_amount(text) == Decimal(amount)
    assert str(parse_amount(text)) == amount


REFUSED = {
    AmountNotReadable: [
        "",
        " ",
        "12,50",
        "1,2",
        ",5",
        "1_000",
        "1e3",
        "1e9999",
        "NaN",
        "Infinity",
        "ten",
        "1.2.3",
        "$",
    ],
    AmountBelowZero: ["-5", "−৫", "-1,200", "$ -5", "-1.005"],
    AmountTooFine: ["1.005", "১.০০৫", "0.001"],
    AmountTooLarge: ["99999999999", "1000000000000000", "১০০০০০০০০০০০০০০০", "9" * 400],
}


@pytest.mark.parametrize(("refusal", "text"), [(kind, text) for kind, texts in REFUSED.items() for text in texts])
def test_parse_amount_refuses_each_fault_with_its_own_sentence(refusal, text):
    with pytest.raises(AmountNotReadable) as raised:
        parse_amount(text)
    assert type(raised.value) is refusal


@pytest.mark.parametrize("language", ["en", "bn"])
def test_page_and_api_say_the_same_of_an_amount_that_is_refused(language):
    with override(language):
        for refusal, texts in REFUSED.items():
            typed = texts[-1]
            assert Priced({"price": typed, "currency": "USD"}).errors["price"] == [str(refusal())]
            with pytest.raises(ValidationError) as raised:
                MoneyField().run_validation({"amount": typed, "currency": "USD"})
            assert [str(each) for each in raised.value.detail] == [str(refusal())]


@pytest.mark.parametrize(("text", "sign"), [("£60", "£"), ("60 €", "€"), ("₹ ৬০", "₹")])
def test_sign_of_a_currency_that_the_site_does_not_have_is_named(text, sign):
    with pytest.raises(NoSuchCurrency) as refusal:
        parse_amount(text)
    assert str(refusal.value) == f"Amounts here are in dollars ($) or taka (৳), not in {sign}."


@given(st.decimals(min_value=0, max_value=9_999_999, places=2))
def test_cents_round_trip(amount):
    assert from_cents(cents(amount)) == amount


def test_half_a_cent_rounds_up_and_an_empty_total_is_zero():
    assert rounded(Decimal("0.125")) == Decimal("0.13")
    assert str(total([])) == "0.00"


class Priced(Form):
    price = AmountField(required=False)
    currency = forms.ChoiceField(choices=[("BDT", "taka"), ("USD", "dollars")])


@pytest.mark.parametrize(
    ("typed", "currency", "is_right"),
    [("৳১,৫০০", "USD", False), ("$15", "BDT", False), ("৳ ১,৫০০", "BDT", True), ("15", "USD", True), ("", "USD", True)],
)
def test_a_sign_of_another_currency_than_the_chosen_one_is_refused(typed, currency, is_right):
    form = Priced({"price": typed, "currency": currency})
    assert form.is_valid() is is_right
    assert form["price"].value() == typed
    if not is_right:
        assert "$" in form.errors["price"][0]
        assert "৳" in form.errors["price"][0]
    unknown = Priced({"price": typed, "currency": ""})
    assert list(unknown.errors) == ["currency"]


def test_fields_show_numbers_in_the_digits_of_the_reader():
    with override("bn"):
        form = Sample(initial={"amount": Decimal("15.50"), "days": 40})
        assert (form["amount"].value(), form["days"].value()) == ("১৫.৫০", "৪০")


class Sample(Form):
    amount = AmountField()
    days = WholeNumberField()
    title = TextField(most=3)


def test_form_accepts_bangla_digits_and_counts_graphemes():
    form = Sample({"amount": "১২০.৫০", "days": "১৪", "title": "ক্ষীক্ষীক্ষী"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == Decimal("120.50")
    assert form.cleaned_data["days"] == 14


def test_form_error_keeps_what_was_typed():
    form = Sample({"amount": "1.005", "days": "x", "title": "ক্ষীক্ষীক্ষীক্ষী"})
    assert not form.is_valid()
    assert set(form.errors) == {"amount", "days", "title"}
    assert form.status == 400
    assert form["amount"].value() == "1.005"


def test_text_field_normalizes_to_nfc():
    decomposed, composed = "ড়", "ড়"
    assert {
        Sample({"amount": "1", "days": "1", "title": each}).fields["title"].clean(each)
        for each in (decomposed, composed)
    } == {"ড়"}


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "5",
        5,
        {},
        {"amount": "5"},
        {"amount": "5", "currency": "EUR"},
        {"amount": "-5", "currency": "USD"},
        {"amount": [], "currency": "USD"},
    ],
)
def test_money_field_refuses_invalid_objects(sent):
    field = MoneyField()
    with pytest.raises(Exception, match="."):
        field.run_validation(sent)


def test_money_field_round_trip():
    sent = {"amount": "1500", "currency": "USD"}
    assert MoneyField().to_representation(MoneyField().run_validation(sent)) == {"amount": "1500.00", "currency": "USD"}


class LimitedForm(Form):
    days = WholeNumberField(min_value=1, max_value=60)


@pytest.mark.parametrize(("language", "limit"), [("en", "60"), ("bn", "৬০")])
def test_field_limits_are_shown_in_the_digits_of_the_page(language, limit):
    with translation.override(language):
        form = LimitedForm({"days": "৬১"})
        assert limit in form.errors["days"][0]
        assert form["days"].value() == "৬১"


class TooMuch(DomainError):
    sentence = "At most %(most)s of %(whole)s in %(code)s."


@pytest.mark.parametrize(
    ("language", "said"), [("en", "At most 3 of $5.00 in A-7."), ("bn", "At most ৩ of $৫.০০ in A-7.")]
)
def test_domain_error_shows_numbers_in_the_digits_of_the_page(language, said):
    with translation.override(language):
        assert str(TooMuch(most=3, whole=Money("5", "USD"), code="A-7")) == said
