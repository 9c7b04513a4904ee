"""Links to work that stands elsewhere.

Addresses that lead off the site are not shown before a contract, since they carry people and their money away from what
keeps them safe. Of a portfolio only works on well-known showcases are linked: one work each, never the front page of a
host, without query or fragment, in which anything could be written.
"""

from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid

MOST_LINKS = 3
LONGEST_LINK = 300
# Each with its name, and how many steps of a path lead to one work there: fewer lead to a page about a person, on which
# telephone numbers and addresses stand.
HOSTS: dict[str, tuple[str, int]] = {
    "artstation.com": ("ArtStation", 2),
    "behance.net": ("Behance", 2),
    "canva.com": ("Canva", 2),
    "codepen.io": ("CodePen", 2),
    "codesandbox.io": ("CodeSandbox", 2),
    "dribbble.com": ("Dribbble", 2),
    "figma.com": ("Figma", 2),
    "github.com": ("GitHub", 2),
    "gitlab.com": ("GitLab", 2),
    "issuu.com": ("Issuu", 2),
    "kaggle.com": ("Kaggle", 2),
    "slideshare.net": ("SlideShare", 2),
    "vimeo.com": ("Vimeo", 1),
    "youtu.be": ("YouTube", 1),
}


class NotShown(Invalid):
    """A link that would not be shown; `errors` says why."""

    code = "link_not_shown"


def checked(links: list[str]) -> list[str]:
    """The links as they are kept, each once. Raises NotShown at `links`."""
    kept: list[str] = []
    for link in links:
        plain = _plain(link.strip())
        if plain and plain not in kept:
            kept.append(plain)
    if len(kept) > MOST_LINKS:
        raise _refusal(_("Three links are the most."))
    return kept


def sites() -> str:
    """The names of the showcases, for a sentence."""
    return ", ".join(name for name, _steps in HOSTS.values())


def _refusal(reason: object) -> NotShown:
    return NotShown(errors={"links": [reason]})


def _plain(link: str) -> str:
    if not link:
        return ""
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError as wrong:
        raise _refusal(_("This is no address of a page.")) from wrong
    path = parts.path.rstrip("/")
    if host == "youtube.com":
        is_short = path.startswith("/shorts/")
        host, path = "youtu.be", "/" + (path[8:] if is_short else parse_qs(parts.query).get("v", [""])[0])
    if not link.isascii() or not link.isprintable() or " " in link or parts.username or port:
        raise _refusal(_("This is no address of a page."))
    if parts.scheme not in ("http", "https") or host not in HOSTS:
        why = _("Only works on these sites can be linked: %(sites)s. Add pictures of a work that stands elsewhere.")
        raise _refusal(why % {"sites": sites()})
    if len([step for step in path.split("/") if step]) < HOSTS[host][1]:
        raise _refusal(_("Link to one work, not to the front page of the site or to a page about you."))
    if len(path) > LONGEST_LINK:
        raise _refusal(_("This is too long. Make it shorter."))
    return f"https://{host}{path}"
