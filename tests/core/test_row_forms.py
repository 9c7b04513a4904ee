"""Repeated rows of a form: blank ones are ignored, no management form is sent, and errors stand at their row."""

import pytest
from django import forms

from market.core.base.errors import Invalid
from market.core.web.forms import AmountField, TextField
from market.core.web.row_forms import FormWithRows, RowForm, RowFormSet


class PartRow(RowForm):
    title = TextField(most=20)
    amount = AmountField()


PartFormSet = forms.formset_factory(PartRow, formset=RowFormSet, max_num=3)


class WholeForm(FormWithRows):
    name = TextField(most=20)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = self.add_rows("parts", PartFormSet)


SENT = {"name": "All", "title_0": "", "amount_0": " ", "title_1": "Second", "amount_1": "৫"}


def test_blank_rows_are_ignored_without_a_management_form():
    form = WholeForm(SENT)
    assert (form.is_valid(), form.status, len(form.parts)) == (True, 200, 3)
    assert [row.cleaned_data["title"] for row in form.parts.filled()] == ["Second"]


@pytest.mark.parametrize("initial", [{}, {"parts": [{"title": "First"}, {"title": "Second", "amount": "5"}]}])
def test_unchanged_row_is_not_blank(initial):
    form = WholeForm(SENT, initial=initial)
    assert form.is_valid()
    assert len(form.parts.filled()) == 1


class TickRow(RowForm):
    title = TextField(most=20, required=False)
    urgent = forms.BooleanField(required=False, initial=True)


@pytest.mark.parametrize("row", ["0", "2"])
@pytest.mark.parametrize("ticked", [[], ["0"], ["0", "1", "2"]])
def test_tick_alone_makes_no_row(row, ticked):
    rows = forms.formset_factory(TickRow, formset=RowFormSet, max_num=3)
    filled = rows({f"title_{row}": "First", **{f"urgent_{each}": "on" for each in ticked}})
    assert filled.is_valid()
    assert [each.cleaned_data for each in filled.filled()] == [{"title": "First", "urgent": row in ticked}]


def test_partly_filled_row_makes_the_form_invalid():
    form = WholeForm({**SENT, "title_2": "Third"})
    assert (form.is_valid(), form.status) == (False, 400)
    assert [field.html_name for field in form if field.errors] == ["amount_2"]
    assert form.errors == {}


def test_errors_of_an_action_are_shown_at_their_row_and_field():
    form = WholeForm(SENT)
    assert form.is_valid()
    with form.refusing():
        raise Invalid(
            errors={
                "parts.0.amount": ["Too much."],
                "parts.0": ["Which?"],
                "parts": ["Too few."],
                "parts.0.colour": ["No field of a row."],
            }
        )
    second = form.parts[1]
    assert (second.errors["amount"], second.errors["title"], form.non_field_errors()) == (
        ["Too much."],
        ["Which?"],
        ["Too few.", "No field of a row."],
    )
    assert not form.is_valid()


def test_unbound_form_shows_its_initial_rows():
    form = WholeForm(initial={"parts": [{"title": "First", "amount": "5"}]})
    assert [row["title"].value() for row in form.parts] == ["First", None, None]
    assert [row.is_filled() for row in form.parts] == [True, False, False]
    assert 'name="title_0"' in str(form.parts[0]["title"])
