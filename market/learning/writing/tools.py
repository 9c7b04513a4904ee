"""What the buttons above a lesson's text put into it. What stands between ⟨ ⟩ is selected, to be typed over."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Tool:
    """A button: its label, and what it puts into the text, by language. What is `within` goes around the selection."""

    label: str | Promise
    en: str
    bn: str
    within: bool = False


TOOLS = (
    Tool(_("Heading"), "## ⟨Heading⟩", "## ⟨শিরোনাম⟩"),
    Tool(_("Small heading"), "### ⟨Small heading⟩", "### ⟨ছোট শিরোনাম⟩"),
    Tool(pgettext_lazy("in a text", "Strong"), "**⟨strong⟩**", "**⟨জোর⟩**", within=True),
    Tool(_("List"), "- ⟨First⟩\n- Second", "- ⟨প্রথম⟩\n- দ্বিতীয়"),
    Tool(_("Numbered list"), "1. ⟨First⟩\n2. Second", "1. ⟨প্রথম⟩\n2. দ্বিতীয়"),
    Tool(_("Table"), "| ⟨Head⟩ | Head |\n|---|---|\n| a | b |", "| ⟨শিরোনাম⟩ | শিরোনাম |\n|---|---|\n| ক | খ |"),
    Tool(_("Video"), "![⟨What it shows⟩](video:its-name)", "![⟨কী দেখায়⟩](video:its-name)"),
    Tool(_("Code"), "```text\n⟨code⟩\n```", "```text\n⟨code⟩\n```"),
    Tool(pgettext_lazy("part of a lesson", "Note"), "> [!NOTE]\n> ⟨Words⟩", "> [!NOTE]\n> ⟨কথা⟩"),
    Tool(_("Tip"), "> [!TIP]\n> ⟨Words⟩", "> [!TIP]\n> ⟨কথা⟩"),
    Tool(_("Take care"), "> [!WARNING]\n> ⟨Words⟩", "> [!WARNING]\n> ⟨কথা⟩"),
    Tool(_("Example"), "> [!EXAMPLE]\n> ⟨Words⟩", "> [!EXAMPLE]\n> ⟨কথা⟩"),
    Tool(
        _("Try it now"),
        "> [!TASK]\n> ⟨Do this first⟩\n>\n> Then do this",
        "> [!TASK]\n> ⟨আগে এটি করুন⟩\n>\n> তারপর এটি করুন",
    ),
)
