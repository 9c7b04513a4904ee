"""Links of a portfolio to works on other sites.

External addresses are not shown before a contract, since payments outside the site are not protected. A portfolio
links only to single works on well-known sites: no front page, no query and no fragment, which could hold any text.
"""

from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid

MAX_LINKS = 3
MAX_LINK_LENGTH = 300
# The name of each host, and the path segments of a link to one work there: fewer lead to a page about a person, which
# can show telephone numbers and addresses.
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


class LinkNotAllowed(Invalid):
    """A link that is not allowed; `errors` says why."""

    code = "link_not_shown"


def clean_links(links: list[str]) -> list[str]:
    """The links as they are stored, without duplicates. Raises LinkNotAllowed at `links`."""
    cleaned: list[str] = []
    for link in links:
        plain = _clean_link(link.strip())
        if plain and plain not in cleaned:
            cleaned.append(plain)
    if len(cleaned) > MAX_LINKS:
        raise _refusal(_("Three links are the most."))
    return cleaned


def site_names() -> str:
    """The names of the allowed sites, for a sentence."""
    return ", ".join(name for name, _steps in HOSTS.values())


def _refusal(reason: object) -> LinkNotAllowed:
    return LinkNotAllowed(errors={"links": [reason]})


def _clean_link(link: str) -> str:
    if not link:
        return ""
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError as wrong:
        raise _refusal(_("This is not a web address.")) from wrong
    path = parts.path.rstrip("/")
    if host == "youtube.com":
        is_short = path.startswith("/shorts/")
        host, path = "youtu.be", "/" + (path[8:] if is_short else parse_qs(parts.query).get("v", [""])[0])
    if not link.isascii() or not link.isprintable() or " " in link or parts.username or port:
        raise _refusal(_("This is not a web address."))
    if parts.scheme not in ("http", "https") or host not in HOSTS:
        why = _("Only works on these sites can be linked: %(sites)s. Add pictures of a work that stands elsewhere.")
        raise _refusal(why % {"sites": site_names()})
    if len([step for step in path.split("/") if step]) < HOSTS[host][1]:
        raise _refusal(_("Link to one work, not to the front page of the site or to a page about you."))
    if len(path) > MAX_LINK_LENGTH:
        raise _refusal(_("This is too long. Make it shorter."))
    return f"https://{host}{path}"
