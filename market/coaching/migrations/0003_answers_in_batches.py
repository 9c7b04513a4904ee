import django.db.models.deletion
from django.db import migrations, models

TRIGGER = "CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE ON coaching_supportanswer FOR EACH ROW EXECUTE FUNCTION keep_record()"
# Until now nobody's conversation moved with them, so each answer is of the batch of its place.
FILL = """
DROP TRIGGER keep_record ON coaching_supportanswer;
UPDATE coaching_supportanswer a SET batch_id = e.batch_id
FROM coaching_support s JOIN training_enrolment e ON e.id = s.enrolment_id WHERE s.id = a.support_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


def batch(*, null: bool) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.batch", null=null
    )


class Migration(migrations.Migration):
    dependencies = [("coaching", "0002_mentoring"), ("training", "0032_tracer")]

    operations = [
        migrations.AddField("supportanswer", "batch", batch(null=True)),
        migrations.RunSQL(FILL + TRIGGER, migrations.RunSQL.noop),
        migrations.AlterField("supportanswer", "batch", batch(null=False)),
    ]
