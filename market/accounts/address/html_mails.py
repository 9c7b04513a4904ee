"""The HTML part of the mails of an account, made of their plain text."""

from django.conf import settings
from django.template.loader import render_to_string

from market.core.text.bangla import language_of
from market.core.text.locale import override


def html_of(subject: str, text: str) -> str:
    """The HTML of a mail in its own language. Each line that is a link of this site becomes a button."""
    paragraphs = [block.splitlines() for block in text.strip().removesuffix(settings.SITE_URL).strip().split("\n\n")]
    code = language_of(" ".join(line for lines in paragraphs for line in lines if "://" not in line))
    context = {"subject": subject, "paragraphs": paragraphs, "site": settings.SITE_URL, "language": code}
    with override(code):
        return render_to_string("accounts/mail.html", context)
