"""Repeated rows in a form, such as milestones, packages or questions: FormSets that need no management form."""

from typing import Any, ClassVar, cast

from django.forms import BooleanField
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, BaseFormSet, ManagementForm
from django.utils.functional import cached_property

from market.core.web.forms import Form


class RowForm(Form):
    """One row. What it requires is required once something is typed in it; a blank row is ignored."""

    html_name: ClassVar[str] = "{field}_{row}"  # of its fields

    def add_prefix(self, field_name: str) -> str:
        """The name of the field in HTML, such as "amount_0"."""
        return self.html_name.format(field=field_name, row=self.prefix)

    def has_changed(self) -> bool:
        """Whether something was typed. A tick that is set or taken away says nothing about a row without text."""
        return any(not isinstance(self.fields[name], BooleanField) for name in self.changed_data)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in a row that may be left out."""
        return self.empty_permitted and not self.has_changed()

    def is_filled(self, *names: str) -> bool:
        """Whether one of these fields (of all fields without names) shows a value or an error."""
        return any(self[name].value() not in (None, "") or self[name].errors for name in names or self.fields)


class RowFormSet(BaseFormSet):  # type: ignore[type-arg]  # Django has no arguments for it when it runs
    """Shows `max_num` rows, each of which may be left blank.

    The class knows how many rows there are, so a page sends no management form.
    """

    def total_form_count(self) -> int:
        """How many rows there are."""
        return self.max_num

    def initial_form_count(self) -> int:
        """How many of them, the first ones, may not be left blank."""
        return 0

    @cached_property
    def management_form(self) -> ManagementForm:
        """The counts that Django expects from the page."""
        counts = {TOTAL_FORM_COUNT: self.total_form_count(), INITIAL_FORM_COUNT: self.initial_form_count()}
        return ManagementForm(counts)

    def add_prefix(self, index: int | str) -> str:
        """What stands for the row in the names of its fields."""
        return str(index)

    def filled(self) -> list[Any]:
        """The rows that are not blank."""
        return [row for row in self.forms if not row.is_blank]


class FormWithRows(Form):
    """A form with sets of rows, made by `add_rows` in its constructor. It is valid together with them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_sets: dict[str, RowFormSet] = {}

    def add_rows(self, name: str, row_set: "type[BaseFormSet[Any]]", **kwargs: Any) -> RowFormSet:
        """Make a set of rows. `name` is its key in `initial`, and begins the paths of its errors ("milestones.0.days").

        A bound row has no initial values: what differs from them would otherwise decide whether it is blank.
        """
        data, initial = (self.data, None) if self.is_bound else (None, self.initial.get(name))
        self.row_sets[name] = cast(RowFormSet, row_set(data, initial=initial, **kwargs))
        return self.row_sets[name]

    def require_signs(self, currency: str) -> None:
        """Also of the amounts in rows."""
        super().require_signs(currency)
        for row in (row for rows in self.row_sets.values() for row in rows if row.is_bound):
            if row.errors is not None:  # read first: it is what cleans the row
                row.require_signs(currency)

    def __iter__(self) -> Any:
        """The form's own fields, then those of its rows."""
        yield from super().__iter__()
        for rows in self.row_sets.values():
            for row in rows:
                yield from row

    def is_valid(self) -> bool:
        """Whether the form's own fields and all rows are valid."""
        return all([super().is_valid(), *(rows.is_valid() for rows in self.row_sets.values())])

    def add_error_at(self, path: str, message: str) -> None:
        """At "milestones.0.days" are the days of the first row that is not blank, at "milestones.0" its first field."""
        name, number, field = [*path.split("."), "", ""][:3]
        if name in self.row_sets and number:
            row = self.row_sets[name].filled()[int(number)]
            field = field or next(iter(row.fields))
            if field in row.fields:
                row.add_error(field, message)
                return
        super().add_error_at(path, message)
