"""Who has worked or hired here before is counted at the next run of the clock."""

from django.db import migrations

EVERYBODY = """
INSERT INTO standing_recount (user_id, side, due_at)
SELECT freelancer_id, 'freelancer', now() FROM contracts_contract GROUP BY 1
UNION ALL SELECT freelancer_id, 'freelancer', now() FROM jobs_invitation GROUP BY 1
UNION ALL SELECT client_id, 'client', now() FROM contracts_contract GROUP BY 1
UNION ALL SELECT client_id, 'client', now() FROM jobs_job WHERE ended_at IS NOT NULL GROUP BY 1
"""


class Migration(migrations.Migration):
    dependencies = [
        ("standing", "0001_initial"),
        ("contracts", "0009_contracts_by_end"),
        ("jobs", "0006_words_of_an_invitation"),
    ]

    operations = [migrations.RunSQL(EVERYBODY, migrations.RunSQL.noop)]
