import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("payments", "0004_checks")]

    operations = [
        migrations.AddField(
            model_name="funding",
            name="together_with",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="others", to="payments.funding"),
        ),
        migrations.AlterField(
            model_name="release",
            name="reason",
            field=models.CharField(choices=[("approved", "Approved by the client"), ("silence", "Approved by silence"), ("last_day", "Released on the last day of holding"), ("part", "A part released by the client"), ("ended", "The contract was ended early by both")], max_length=10),
        ),
    ]
