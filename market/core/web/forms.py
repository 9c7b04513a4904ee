"""The base of every form: fields that take digits of either script, NFC text counted in graphemes, and refusals."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError
from market.core.base.money import AmountNotReadable, OtherCurrency, parse_amount, require_sign
from market.core.text.bangla import ascii_digits, graphemes, is_too_long, nfc
from market.core.text.locale import localize_digits
from market.core.web import clients

typed_before: ContextVar[QueryDict | None] = ContextVar("typed_before", default=None)  # to fill the page's form again

TooLong = _("Use %(most)s characters at most; there are %(count)s.")


class TextField(forms.CharField):
    """Text in NFC, limited in graphemes. `lines` > 1 makes it an area of so many rows."""

    def __init__(self, *, most: int, lines: int = 1, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput())
        super().__init__(**kwargs)
        self.widget.attrs["data-count"] = most

    def clean(self, value: Any) -> str:
        """The text, or a ValidationError."""
        text = nfc(super().clean(value) or "").strip()
        if not text and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        count = graphemes(text)
        if is_too_long(text, self.most) or (self.max_length and len(text) > self.max_length):  # NFC takes letters apart
            raise ValidationError(TooLong, params={"most": self.most, "count": count})
        return text


class ReadersDigits(forms.Field):
    """The first base of a field that shows its value in the digits of the reader."""

    def prepare_value(self, value: Any) -> Any:
        """The value as the field shows it."""
        value = super().prepare_value(value)
        return value if value is None else localize_digits(value)


class AmountField(ReadersDigits, forms.CharField):
    """An amount of two places, in digits of either script, thousands commas allowed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        """The amount (None where it is optional and empty), or a ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text)
        except AmountNotReadable as wrong:
            raise ValidationError(str(wrong)) from wrong


class DigitsField(forms.Field):
    """The first base of a field that takes digits of either script."""

    def to_python(self, value: Any) -> Any:
        """What the field makes of it."""
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


class DayField(DigitsField, forms.DateField):
    """A day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class ClockField(DigitsField, forms.TimeField):
    """A time of day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)


def amount_text(amount: Decimal | None) -> str:
    """An amount as a field shows it: "120" or "120.50", "" for none."""
    return "" if amount is None else f"{amount:f}".removesuffix(".00")


class WholeNumberField(ReadersDigits, DigitsField, forms.IntegerField):
    """A whole number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs)

    def run_validators(self, value: Any) -> None:
        """Raises ValidationError with limits in the digits of the reader."""
        try:
            super().run_validators(value)
        except ValidationError as wrong:
            raise ValidationError([localize_digits(text) for text in wrong.messages]) from wrong


class Form(forms.Form):
    """A plain form. What it or the action refuses is answered with 400, 409 … and all that was typed."""

    refusal: DomainError | None = None
    in_currency = ""  # of the form's amounts, where it has no field `currency`; "": not known

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        """Clean the form, then look at the signs of its amounts."""
        super().full_clean()
        if self.is_bound:
            self.require_signs(self.cleaned_data.get("currency") or self.in_currency)

    def require_signs(self, currency: str) -> None:
        """Add an error at each valid amount that was typed with the sign of another currency than this one."""
        for name in [each for each in self.cleaned_data if isinstance(self.fields.get(each), AmountField)]:
            try:
                require_sign(str(self[name].value() or ""), currency)
            except OtherCurrency as wrong:
                self.add_error(name, str(wrong))

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """What was typed before and not sent (`typed_before`), else what the form begins with."""
        typed, widget, name = typed_before.get(), field.widget, self.add_prefix(field_name)
        if typed is None or not any(self.add_prefix(each) in typed for each in self.fields):
            return super().get_initial_for_field(field, field_name)
        if widget.value_omitted_from_data(typed, {}, name):
            return super().get_initial_for_field(field, field_name)
        return widget.value_from_datadict(typed, {}, name)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Turn a DomainError of the action inside into an error of this form, at the fields it names."""
        try:
            yield
        except DomainError as refusal:
            if refusal.status == 404:
                raise
            self.refusal = refusal
            clients.note_wait(refusal)
            for path, messages in refusal.errors.items():
                for each in messages:
                    self.add_error_at(path, str(each))
            if not refusal.errors:
                self.add_error(None, str(refusal))

    def add_error_at(self, path: str, message: str) -> None:
        """Add an action's error at the field that its path names, or at the top where no field has this name."""
        self.add_error(path if path in self.fields else None, message)

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form."""
        if self.refusal is not None:
            return self.refusal.status
        return 400 if self.is_bound and not self.is_valid() else 200
