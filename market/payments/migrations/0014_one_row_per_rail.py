from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("payments", "0013_rails")]

    operations = [
        migrations.AddConstraint(
            "funding", models.UniqueConstraint(fields=("rail", "checkout_id"), name="one_funding_per_checkout")
        ),
        migrations.AddConstraint(
            "providerevent", models.UniqueConstraint(fields=("rail", "event_id"), name="one_row_per_event")
        ),
        migrations.AddConstraint(
            "ledgeraccount",
            models.UniqueConstraint(
                fields=("kind", "currency", "user", "milestone", "rail"),
                name="one_account_of_a_kind",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            "ledgeraccount",
            models.CheckConstraint(
                condition=(Q(kind="provider") & ~Q(rail="")) | (~Q(kind="provider") & Q(rail="")),
                name="balances_at_providers_name_them",
            ),
        ),
    ]
