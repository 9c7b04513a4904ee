from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "attendance.sql").read_text()
# What is contradicted until now counts anew: as what came first since it was settled last.
RECOUNT = """
WITH settled AS (
    SELECT a.id, coalesce(max(m.id) FILTER (WHERE m.settles), 0) AS mark
    FROM training_attendance a JOIN training_attendancemark m USING (session_id, enrolment_id)
    WHERE a.is_contradicted GROUP BY a.id
), said AS (
    SELECT DISTINCT ON (a.id) a.id, m.value AS first
    FROM training_attendance a JOIN settled s ON s.id = a.id
    JOIN training_attendancemark m ON m.session_id = a.session_id AND m.enrolment_id = a.enrolment_id
    WHERE m.source IN ('roll', 'code') AND m.id >= s.mark
    ORDER BY a.id, m.id
)
UPDATE training_attendance a SET counts = CASE
    WHEN first IN ('present', 'late') THEN first
    ELSE best_attendance(ARRAY[a.made_up::text, a.outage::text, first::text])
END
FROM said WHERE said.id = a.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0027_allowance_months"),
    ]

    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(RECOUNT, migrations.RunSQL.noop),
    ]
