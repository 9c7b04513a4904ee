"""Static files of a real site: compressed, under names with a hash of their content, which browsers keep for good."""

import re
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = (
    (r"""(?P<matched>\bfrom "(?P<url>\.\.?/[\w./]+)")""", 'from "%(url)s"'),
    (r"""(?P<matched>\bimport\("(?P<url>\.\.?/[\w./]+)"\))""", 'import("%(url)s")'),
)
COMMENT_LINES = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/)[ \t]*\n", re.MULTILINE | re.DOTALL)


def without_comments(script: str) -> str:
    """A script of ours without the comments that have lines of their own: a seventh of what goes over the line."""
    return COMMENT_LINES.sub("", script)


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Whitenoise's, where our modules of script find each other under those names, and are sent without comments.

    Django can do the first for all modules, but those of packages may name files that they do not bring.
    """

    max_post_process_passes = 12  # a module that imports one that imports one … takes a pass for each
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((f"{label}/*.js", IMPORTS) for label in ("core", "files", "learning", "messaging", "training")),
    )

    def _save(self, name: str, content: Any) -> str:
        if name.endswith(".js") and _is_ours(name):
            script = b"".join(content.chunks()).decode()  # from its beginning, also where it was read before
            content = ContentFile(without_comments(script).encode())
        saved: str = super()._save(name, content)
        return saved


def _is_ours(name: str) -> bool:
    label = name.partition("/")[0]
    return apps.is_installed(f"market.{label}")
