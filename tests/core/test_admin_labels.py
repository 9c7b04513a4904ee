"""The labels of the admin: every visible table and column has a verbose name in both languages."""

import re
from html import unescape

import pytest
from django.utils import translation

from market.core.admin.admin_site import name_of, site
from market.core.admin.verbose_names import english_of, read_labels
from tests import make
from tests.core.admin_world import TABLES, fill_tables, place, prove

LATIN = re.compile(r"[A-Za-z]{3,}")


def visible_fields(model):
    hidden = site._registry[model].hidden
    return [each for each in (*model._meta.fields, *model._meta.many_to_many) if each.name not in hidden]


def test_every_admin_label_has_a_translation_and_none_is_unused():
    listed = {(section, name) for section in read_labels().sections() for name in read_labels()[section]}
    expected = {("apps", model._meta.app_label) for model in TABLES}
    expected |= {("tables", model._meta.label) for model in TABLES}
    expected |= {("columns", english_of(field)) for model in TABLES for field in visible_fields(model)}
    assert expected - listed == set()
    assert listed - expected == set()


def test_bangla_labels_contain_no_latin_words():
    with translation.override("bn"):
        names = {str(model._meta.verbose_name_plural) for model in TABLES}
        names |= {str(model._meta.app_config.verbose_name) for model in TABLES}
        names |= {str(field.verbose_name) for model in TABLES for field in visible_fields(model)}
    assert {each for each in names if LATIN.search(each)} == set()


def test_labels_follow_the_active_language():
    model = next(model for model in TABLES if model._meta.label == "payments.Payout")
    with translation.override("en"):
        assert str(model._meta.verbose_name_plural) == "Payouts"
    with translation.override("bn"):
        assert str(model._meta.verbose_name_plural) == "টাকা তোলা"


def latin_words_of_frame(answer: str, *rows: str) -> set[str]:
    """The Latin words of a page's headings, labels, links and buttons, without the contents of its rows."""
    text = re.sub(r"<(script|style|pre|code|td|select|strong|time)\b.*?</\1>|<!--.*?-->", " ", answer, flags=re.DOTALL)
    text = re.sub(r'<div class="readonly">.*?</div>|<th class="field-.*?</th>', " ", text, flags=re.DOTALL)
    text = re.sub(r"(<details data-filter-title.*?</summary>).*?</details>", r"\1", text, flags=re.DOTALL)
    page_text = unescape(re.sub(r"<[^>]+>", "\n", text[text.index("<body") :]))
    for row in rows:
        page_text = page_text.replace(row, " ")
    return set(LATIN.findall(page_text))


@pytest.fixture
def lead(page, db):
    person = make.make_person("Lena", roles=["lead", "moderator", "officer", "operator"], language="bn")
    return prove(page(person, "bn"), person)


def test_every_admin_page_frame_is_in_bangla(lead, carla, farida):
    fill_tables(carla, farida)
    places = ["/staff/admin/", "/staff/admin/payments/", *(place(model) for model in TABLES)]
    leaks = {path: latin_words_of_frame(lead.get(path).content.decode()) for path in places}
    for model in TABLES:
        row = model._default_manager.order_by("-pk").first()
        if row is not None:
            path = place(model, "change", row.pk)
            with translation.override("bn"):
                name = name_of(row)
            leaks[path] = latin_words_of_frame(lead.get(path).content.decode(), name, str(row.pk))
    assert len(leaks) > len(places) + 20
    assert {path: words for path, words in leaks.items() if words} == {}
