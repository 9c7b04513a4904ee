"""Mails about an account's safety: sent whatever the user's preferences are, in the user's language."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string

from market.core.base.jobs import defer
from market.core.text.locale import activate_for

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from market.accounts.models import User

Link = tuple["str | Promise", str]


def send_letter(
    user: "User",
    subject: "str | Promise",
    body: "str | Promise",
    *,
    to: str = "",
    links: Sequence[Link] = (),
    **facts: object,
) -> None:
    """Send a mail by a job of the running transaction. `facts` fill the placeholders of subject and body.

    `to` is the user's address unless another is given; `links` are (words, path) pairs.
    """
    with activate_for(user):
        text = render_to_string(
            "accounts/letter.txt",
            {
                "name": user.shown_name,
                "body": str(body) % facts,
                "links": [(str(words), settings.SITE_URL + path) for words, path in links],
                "site": settings.SITE_URL,
            },
        )
        defer("market.accounts.tasks.send_account_mail", to=to or user.email, subject=str(subject) % facts, text=text)
