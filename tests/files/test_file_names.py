import unicodedata

import pytest

from market.core.text.bangla import graphemes
from market.files.names import clean_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("logo.svg", "logo.svg"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\me\logo final.zip", "logo final.zip"),
        ("cod\u202egnp.exe", "codgnp.exe"),
        ("a\x00b\n c\t.pdf", "ab c .pdf"),
        ("", "file"),
        ("...", "file"),
        ("/", "file"),
        (".htaccess", "htaccess"),
        ("<b>x</b>.html", "b.html"),
        ("বাংলা নাম.pdf", "বাংলা নাম.pdf"),
    ],
)
def test_clean_name_drops_paths_and_control_characters(given, kept):
    assert clean_name(given) == kept


def test_clean_name_normalizes_unicode():
    name = "বাড়ি ও পড়া.pdf"
    assert clean_name(unicodedata.normalize("NFD", name)) == clean_name(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize("letter", ["x", "ক্ষ্মী", "👩🏽‍💻", "a" + "\u0301" * 50])
def test_long_names_are_shortened_before_the_extension(letter):
    name = clean_name(letter * 300 + ".tar")
    assert name.endswith(".tar")
    assert graphemes(name) <= 120
    assert len(name) <= 255
    assert clean_name(name) == name
