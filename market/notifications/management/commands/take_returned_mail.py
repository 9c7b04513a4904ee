"""For a mail server that hands returned mails to a program: one mail on standard input."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from market.notifications.channels.bounce_actions import note_report
from market.notifications.channels.bounces import read_returned_mail


class Command(BaseCommand):
    help = "Read one returned mail or complaint from standard input and note what it says of its addresses."

    def handle(self, *args: Any, **options: Any) -> None:
        """Note each report; a mail that says nothing is dropped, so that the mail server does not return it again."""
        reports = read_returned_mail(sys.stdin.buffer.read())
        for report in reports:
            note_report(report=report)
        self.stdout.write(f"{len(reports)} noted")
