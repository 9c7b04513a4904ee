"""Publishing the days of the ledger that are over."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from market.core.base import clock
from market.core.base.db import atomic

# A day's blocks follow each other: one that was sealed under an earlier day than the one before counts to that.
CLOSE = """
WITH new AS (
    SELECT number, transactions, block_hash, greatest(
           coalesce((SELECT max(day) + 1 FROM payments_ledgerday), '0001-01-01'),
           max((sealed_at AT TIME ZONE %(zone)s)::date) OVER (ORDER BY number)) AS day
      FROM payments_ledgerblock
     WHERE number > coalesce((SELECT max(last_block) FROM payments_ledgerday), 0)
       AND number <= (SELECT max(number) FROM payments_ledgerblock WHERE sealed_at < %(today)s)
)
INSERT INTO payments_ledgerday (day, first_block, last_block, transactions, head)
SELECT day, min(number), max(number), sum(transactions),
       (SELECT block_hash FROM payments_ledgerblock WHERE number = max(new.number))
  FROM new WHERE day < %(date)s GROUP BY day
"""

# The end of the day to which the first block counts that is not published, as CLOSE has it.
NEXT = f"""
SELECT (greatest((SELECT max(day) + 1 FROM payments_ledgerday),
                 (sealed_at AT TIME ZONE '{settings.TIME_ZONE}')::date) + 1)::timestamp
       AT TIME ZONE '{settings.TIME_ZONE}'
  FROM payments_ledgerblock WHERE number = (SELECT coalesce(max(last_block), 0) + 1 FROM payments_ledgerday)
"""  # noqa: S608  # our own words
next_publication = clock.NextDue(NEXT, read_late=True)


@atomic
def publish_days() -> int:
    """Publish the days that are over; returns how many. Again, nothing changes."""
    zone = ZoneInfo(settings.TIME_ZONE)
    date = clock.now().astimezone(zone).date()
    today = datetime.combine(date, time.min, zone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger_seal'))")
        cursor.execute(CLOSE, {"zone": settings.TIME_ZONE, "today": today, "date": date})
        return int(cursor.rowcount)
