"""Who has a program that asked to be told is marked so."""

from django.db import migrations

FILL = """
UPDATE accounts_user AS person SET has_programs = true
WHERE EXISTS (SELECT FROM integrations_endpoint AS program WHERE program.user_id = person.id)
"""


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_initial"), ("accounts", "0003_has_programs")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
