"""Static files as a real site has them."""

import hashlib
import posixpath
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from whitenoise.compress import Compressor

from market.core.web.static_files import StaticFiles, without_comments


def test_modules_of_script_find_each_other_under_hashed_names(tmp_path):
    """Each import leads to a file that is there, so that no page mixes the modules of two versions."""
    names = []
    for folder in ("core", "messaging", "files", "learning", "training"):
        (tmp_path / folder).mkdir()
        scripts = Path(finders.find(f"{folder}/")).glob("*.js")
        names += [f"{folder}/{path.name}" for path in scripts]
    for name in names:
        (tmp_path / name).write_bytes(Path(finders.find(name)).read_bytes())
    storage = StaticFiles(location=tmp_path, base_url="/static/")
    hashed = {new for _name, new, _done in storage.post_process({name: (storage, name) for name in names})}
    imports = set()
    for name in [each for each in hashed if each.endswith(".js")]:
        for address in re.findall(r"""(?:from |import\()"(\.[^"]+)""", (tmp_path / name).read_text()):
            imports.add(posixpath.normpath(posixpath.join(posixpath.dirname(name), address)))
    assert len(imports) > 5
    assert imports <= hashed


def test_our_scripts_are_sent_without_their_comment_lines(tmp_path):
    lines = [
        "// One.",
        'const a = "// no comment"; // stays',
        "/* Two",
        "lines. */",
        "/* three */ let b;",
        "  // Four.",
        "b;",
    ]
    left = ['const a = "// no comment"; // stays', "/* three */ let b;", "b;"]
    assert without_comments("".join(f"{each}\n" for each in lines)) == "".join(f"{each}\n" for each in left)
    storage = StaticFiles(location=tmp_path, base_url="/static/")
    for name, expected in (("messaging/a.js", "a;\n"), ("elsewhere/a.js", "// Who made it.\na;\n")):
        storage.save(name, ContentFile(b"// Who made it.\na;\n"))
        assert (tmp_path / name).read_text() == expected


def test_scripts_of_a_conversation_have_25_kilobytes_on_the_line():
    """All of them, those too that come when they are needed, as a real site stores them."""
    own = sorted(Path(finders.find("messaging/")).glob("*.js"))
    shared = [Path(finders.find(f"files/{name}.js")) for name in ("tus", "pictures")]
    sizes = {
        path.name: len(Compressor.compress_brotli(without_comments(path.read_text()).encode())) for path in own + shared
    }
    assert len(sizes) > 10
    assert sum(sizes.values()) <= 25 * 1024, sizes


def test_the_reader_of_cards_is_as_it_was_looked_at(tmp_path):
    """Made elsewhere (docs/decisions): small, without evaluation of text, sent with the line that names its licence."""
    content = Path(finders.find("training/qr/reader-0.7.0.js")).read_bytes()
    assert hashlib.sha256(content).hexdigest() == "a79e4dfd03db796c27d702dbc705c1d21092258acf188dcb15adafb417242b88"
    assert len(Compressor.compress_brotli(content)) <= 15 * 1024
    assert not re.search(rb"\beval\(|\bFunction\(|WebAssembly|https?:", content)
    StaticFiles(location=tmp_path, base_url="/static/").save("training/qr/reader.js", ContentFile(content))
    assert (tmp_path / "training/qr/reader.js").read_bytes() == content
    assert b"Paul Miller" in Path(finders.find("training/qr/LICENSE")).read_bytes()
