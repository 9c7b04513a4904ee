from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("change", "Change of the contract"),
    ("extension", "More time"),
    ("revision", "One more round of changes"),
    ("end", "End early"),
]


class Migration(migrations.Migration):
    """The client asks for one more round of changes."""

    dependencies = [("contracts", "0006_proposals"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RemoveConstraint(model_name="proposal", name="one_open_extension_per_milestone"),
        migrations.AlterField(
            model_name="proposal", name="kind", field=models.CharField(choices=KINDS, max_length=9)
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=Q(kind__in=["extension", "revision"], state="open"),
                fields=("milestone", "kind"),
                name="one_open_proposal_per_milestone",
            ),
        ),
    ]
