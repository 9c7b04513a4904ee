"""The administration's words: every table and column that is shown has a name in both languages."""

import re
from html import unescape

import pytest
from django.utils import translation

from market.core.admin.admin_site import name_of, site
from market.core.admin.verbose_names import english_of, read_labels
from tests import make
from tests.core.admin_world import TABLES, fill, place, prove

LATIN = re.compile(r"[A-Za-z]{3,}")


def shown(model):
    hidden = site._registry[model].hidden
    return [each for each in (*model._meta.fields, *model._meta.many_to_many) if each.name not in hidden]


def test_the_list_is_complete_and_holds_nothing_else():
    listed = {(section, name) for section in read_labels().sections() for name in read_labels()[section]}
    asked = {("apps", model._meta.app_label) for model in TABLES} | {("tables", model._meta.label) for model in TABLES}
    asked |= {("columns", english_of(field)) for model in TABLES for field in shown(model)}
    assert asked - listed == set()
    assert listed - asked == set()


def test_no_label_is_left_in_english():
    with translation.override("bn"):
        said = {str(model._meta.verbose_name_plural) for model in TABLES}
        said |= {str(model._meta.app_config.verbose_name) for model in TABLES}
        said |= {str(field.verbose_name) for model in TABLES for field in shown(model)}
    assert {each for each in said if LATIN.search(each)} == set()


def test_labels_follow_the_reader():
    model = next(model for model in TABLES if model._meta.label == "payments.Payout")
    with translation.override("en"):
        assert str(model._meta.verbose_name_plural) == "Payouts"
    with translation.override("bn"):
        assert str(model._meta.verbose_name_plural) == "টাকা তোলা"


def words_of(answer: str, *rows: str) -> set[str]:
    """What a page itself says: headings, labels, ways and buttons, without what stands in the rows."""
    text = re.sub(r"<(script|style|pre|code|td|select|strong|time)\b.*?</\1>|<!--.*?-->", " ", answer, flags=re.DOTALL)
    text = re.sub(r'<div class="readonly">.*?</div>|<th class="field-.*?</th>', " ", text, flags=re.DOTALL)
    text = re.sub(r"(<details data-filter-title.*?</summary>).*?</details>", r"\1", text, flags=re.DOTALL)
    said = unescape(re.sub(r"<[^>]+>", "\n", text[text.index("<body") :]))
    for row in rows:
        said = said.replace(row, " ")
    return set(LATIN.findall(said))


@pytest.fixture
def lead(page, db):
    person = make.make_person("Lena", roles=["lead", "moderator", "officer", "operator"], language="bn")
    return prove(page(person, "bn"), person)


def test_the_frame_of_every_page_is_in_bangla(lead, carla, farida):
    fill(carla, farida)
    places = ["/staff/admin/", "/staff/admin/payments/", *(place(model) for model in TABLES)]
    leaks = {path: words_of(lead.get(path).content.decode()) for path in places}
    for model in TABLES:
        row = model._default_manager.order_by("-pk").first()
        if row is not None:
            path = place(model, "change", row.pk)
            with translation.override("bn"):
                name = name_of(row)
            leaks[path] = words_of(lead.get(path).content.decode(), name, str(row.pk))
    assert len(leaks) > len(places) + 20
    assert {path: words for path, words in leaks.items() if words} == {}
