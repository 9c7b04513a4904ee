"""Made-up things for the component gallery."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator

from market.core.base import clock
from market.core.base.money import Money
from market.core.web.forms import AmountField, Form, TextField, WholeNumberField


class SampleForm(Form):
    """One field of each kind; the texts stand on the page, in its language."""

    title = TextField(most=80)
    story = TextField(most=400, lines=4, required=False)
    amount = AmountField()
    days = WholeNumberField()
    due = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    topic = forms.ChoiceField()
    visibility = forms.ChoiceField(widget=forms.RadioSelect)
    skills = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    picture = forms.FileField(required=False)
    consent = forms.BooleanField()


def sample_form(language: str, data: dict[str, Any] | None = None) -> SampleForm:
    """The form, named in "en" or "bn"; with `data` it is bound and shows what is wrong."""
    form = SampleForm(data, prefix="wrong" if data is not None else None)
    for name, texts in _LABELS.items():
        form.fields[name].label = texts[language]
    for name, words in _CHOICES.items():
        form.fields[name].choices = list(enumerate(words[language]))  # type: ignore[attr-defined]  # a choice field
    return form


def sample_page() -> Page:  # type: ignore[type-arg]  # of numbers, for the pager alone
    """The second of seven pages."""
    return Paginator(range(140), 20).page(2)


def context(language: str) -> dict[str, Any]:
    """What the component gallery shows, in "en" or "bn"."""
    at = clock.now()
    return {
        "form": sample_form(language),
        "wrong": sample_form(language, {"wrong-title": "", "wrong-amount": "12.345", "wrong-days": "7"}),
        "sample": sample_page(),
        "at": at,
        "due": at + timedelta(days=14),
        "dollars": Money("120.00", "USD"),
        "taka": Money("1234567.50", "BDT"),
    }


_LABELS = {
    "title": {"en": "Title of the job", "bn": "কাজের শিরোনাম"},
    "story": {"en": "What should she do?", "bn": "কী করতে হবে?"},
    "amount": {"en": "Budget", "bn": "বাজেট"},
    "days": {"en": "Time", "bn": "সময়"},
    "due": {"en": "Needed by", "bn": "কবের মধ্যে দরকার"},
    "topic": {"en": "Topic", "bn": "বিষয়"},
    "visibility": {"en": "Who may see it", "bn": "কারা দেখবেন"},
    "skills": {"en": "Skills", "bn": "দক্ষতা"},
    "picture": {"en": "Picture", "bn": "ছবি"},
    "consent": {"en": "I have read the terms and agree.", "bn": "শর্তগুলো পড়েছি, আমি একমত।"},
}
_CHOICES = {
    "topic": {
        "en": ["Graphics design", "Data entry", "Digital marketing"],
        "bn": ["গ্রাফিক্স ডিজাইন", "ডাটা এন্ট্রি", "ডিজিটাল মার্কেটিং"],
    },
    "visibility": {"en": ["Every graduate", "Only whom I invite"], "bn": ["সব গ্র্যাজুয়েট", "শুধু যাঁদের আমন্ত্রণ জানাব"]},
    "skills": {"en": ["Logo", "Packaging", "Illustrator"], "bn": ["লোগো", "প্যাকেজিং", "ইলাস্ট্রেটর"]},
}
