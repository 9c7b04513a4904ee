import os

import pytest
from babel.messages.catalog import Catalog
from django.core.management import CommandError, call_command
from django.utils import translation

from market.translation import catalogues, extraction

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Hello %(name)s"
msgstr "{hello}"
"""


@pytest.fixture
def market(tmp_path, monkeypatch):
    """A small market/ with one app, its source and its catalogue."""
    monkeypatch.setattr(catalogues, "MARKET", tmp_path)
    (tmp_path / "shop" / "jinja2" / "shop").mkdir(parents=True)
    (tmp_path / "shop" / "apps.py").touch()
    (tmp_path / "shop" / "views.py").write_text(
        "_('Hello %(name)s')\nngettext('%(n)s bid', '%(n)s bids', 2)\npgettext('verb', 'Open')\n"
    )
    return tmp_path


def write_catalogue(market, text):
    path = catalogues.path_of("shop")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("app", catalogues.apps())
def test_every_message_is_translated(app):
    assert extraction.problems(app) == []


# The interface has one word for each thing; its synonym may follow once in brackets, for users who search for it.
OTHER_WORDS = {"সার্টিফিকেট": "সনদ", "বিড": "প্রস্তাব", "বিজ্ঞপ্তি": "নোটিফিকেশন"}


def test_translations_use_no_synonyms_of_glossary_words():
    synonyms = []
    for app in catalogues.apps():
        for message in catalogues.read(catalogues.path_of(app)):
            for text in [message.string] if isinstance(message.string, str) else message.string:
                synonyms += [(app, text) for word in OTHER_WORDS if word in text.replace(f"({word})", "")]
    assert synonyms == []


def test_catalogues_have_matching_placeholders():
    for app in catalogues.apps():
        assert list(catalogues.placeholder_problems(catalogues.read(catalogues.path_of(app)))) == []


def test_messages_of_third_party_packages_are_translated():
    catalogues.compile_all()
    with translation.override("bn"):
        assert translation.gettext("This field is required.") == "এই ঘরটি পূরণ করুন।"
        assert translation.gettext("Authentication credentials were not provided.") == "সাইন ইনের তথ্য দেওয়া হয়নি।"


def test_messages_are_extracted_from_python_jinja_and_django_templates(market):
    (market / "shop" / "jinja2" / "shop" / "page.html").write_text(
        "<p>{{ _('One') }} {{ pgettext('noun', 'Two') }}"
        "{% trans count=n %}{{ count }} job{% pluralize %}{{ count }} jobs{% endtrans %}"
        "{% if a %}{% do b.append(1) %}{% endif %}"
    )
    (market / "shop" / "templates").mkdir()
    (market / "shop" / "templates" / "old.txt").write_text("{% load i18n %}{% translate 'Three' %}")
    messages = {(message.context, message.id) for message in extraction.template_of("shop") if message.id}
    assert messages == {
        (None, "Hello %(name)s"),
        (None, ("%(n)s bid", "%(n)s bids")),
        ("verb", "Open"),
        (None, "One"),
        ("noun", "Two"),
        (None, ("%(count)s job", "%(count)s jobs")),
        (None, "Three"),
    }


def test_merge_keeps_translations_and_makes_no_fuzzy_guesses(market):
    path = write_catalogue(market, PO.format(hello="হ্যালো %(name)s"))
    assert "shop: new" not in extraction.merge("shop")
    (market / "shop" / "views.py").write_text("_('Hello, %(name)s')")
    report = extraction.merge("shop")
    assert "unused: Hello %(name)s" in report
    text = path.read_text(encoding="utf-8")
    assert 'msgid "Hello, %(name)s"\nmsgstr ""' in text
    assert "fuzzy" not in text
    assert '#~ msgstr "হ্যালো %(name)s"' in text
    assert any("Hello, %(name)s" in problem for problem in extraction.problems("shop"))


def test_merge_is_idempotent_and_prune_reports_dropped_messages(market):
    path = write_catalogue(market, PO.format(hello="হ্যালো %(name)s"))
    (market / "shop" / "views.py").write_text("_('Bye')")
    extraction.merge("shop")
    before = path.stat().st_mtime_ns
    extraction.merge("shop")
    assert path.stat().st_mtime_ns == before
    assert "dropped: Hello %(name)s" in extraction.merge("shop", prune=True)
    assert "Hello" not in path.read_text(encoding="utf-8")


def test_wrong_placeholder_fails_to_compile_and_keeps_the_old_mo_file(market):
    path = write_catalogue(market, PO.format(hello="হ্যালো %(name)s"))
    (written,) = catalogues.compile_all()
    compiled = written.read_bytes()
    path.write_text(PO.format(hello="হ্যালো %(nam)s"), encoding="utf-8")
    os.utime(path, ns=(written.stat().st_mtime_ns + 1, written.stat().st_mtime_ns + 1))
    with pytest.raises(CommandError, match="placeholders"):
        call_command("compile_catalogues")
    assert written.read_bytes() == compiled


def test_only_changed_catalogues_are_compiled(market):
    write_catalogue(market, PO.format(hello="হ্যালো %(name)s"))
    assert len(catalogues.compile_all()) == 1
    assert catalogues.compile_all() == []


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("100%% of %(b)s and %(a)d", ["%(a)d", "%(b)s"]),
        ("%s %s", ["%s", "%s"]),
        ("{wait} {code:X}", ["{code:X}", "{wait}"]),
        ("100% sure", []),
    ],
)
def test_placeholders_of_a_text_are_found(text, marks):
    assert catalogues.placeholders(text) == marks


def test_plural_message_needs_every_form():
    catalogue = Catalog(locale="bn")
    message = catalogue.add(("%(n)s bid", "%(n)s bids"), ("%(n)sটি বিড", ""))
    assert not catalogues.is_translated(message)
    assert not catalogues.is_translated(None)


def test_syntax_error_names_the_catalogue(market):
    write_catalogue(market, 'msgid "a"\nstrmsg "b"\n')
    with pytest.raises(catalogues.CatalogueWrong, match="django.po"):
        catalogues.read(catalogues.path_of("shop"))


def test_messages_check_fails_for_a_missing_translation(market, capsys):
    with pytest.raises(CommandError, match="not right"):
        call_command("messages", "shop", check=True)
    assert "Hello %(name)s" in capsys.readouterr().err
    with pytest.raises(CommandError, match="No such app"):
        call_command("messages", "nowhere")
    call_command("messages", "shop")
    assert "new: Hello %(name)s" in capsys.readouterr().out


@pytest.mark.parametrize("parts", [{"no_such_package": [""]}, {"django": ["no_such_file.py"]}])
def test_missing_third_party_file_is_an_error(parts, monkeypatch):
    monkeypatch.setattr(extraction, "THIRD_PARTY", parts)
    with pytest.raises(catalogues.CatalogueWrong):
        list(extraction.third_party_files())
