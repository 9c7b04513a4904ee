"""The price from which a freelancer works, in the index that a search reads in place of the table.

All columns come with one statement: the table is written anew once, not for each column that is derived.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Coalesce

ADD_COLUMNS = """
ALTER TABLE profiles_profile
    ADD COLUMN service_price_amount numeric(12, 2) NULL,
    ADD COLUMN service_price_currency varchar(3) DEFAULT 'USD' NOT NULL,
    ADD COLUMN price_amount numeric(12, 2) GENERATED ALWAYS AS (COALESCE(rate_amount, service_price_amount)) STORED,
    ADD COLUMN price_currency varchar(3) GENERATED ALWAYS AS
        (CASE WHEN rate_amount IS NULL THEN service_price_currency ELSE rate_currency END) STORED NOT NULL
"""
DROP_COLUMNS = """
ALTER TABLE profiles_profile
    DROP COLUMN price_amount, DROP COLUMN price_currency,
    DROP COLUMN service_price_amount, DROP COLUMN service_price_currency
"""


class Migration(migrations.Migration):

    dependencies = [
        ("profiles", "0016_profiles_searched"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="profile", name="profiles_searched"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ADD_COLUMNS, DROP_COLUMNS)],
            state_operations=[
                migrations.AddField(
                    model_name="profile",
                    name="service_price_amount",
                    field=models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
                ),
                migrations.AddField(
                    model_name="profile",
                    name="service_price_currency",
                    field=models.CharField(db_default="USD", default="USD", max_length=3),
                ),
                migrations.AddField(
                    model_name="profile",
                    name="price_amount",
                    field=models.GeneratedField(
                        db_persist=True,
                        expression=Coalesce(models.F("rate_amount"), models.F("service_price_amount")),
                        null=True,
                        output_field=models.DecimalField(decimal_places=2, max_digits=12),
                    ),
                ),
                migrations.AddField(
                    model_name="profile",
                    name="price_currency",
                    field=models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(rate_amount__isnull=True, then=models.F("service_price_currency")),
                            default=models.F("rate_currency"),
                        ),
                        output_field=models.CharField(max_length=3),
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(
                condition=models.Q(("is_hidden", False), ("state", "published")),
                fields=["id"],
                include=(
                    *("user", "certificate", "state", "is_hidden", "topic", "district", "languages", "availability"),
                    *("price_amount", "price_currency", "published_at", "updated_at"),
                    *("jobs_done", "review_count", "review_sum", "rating", "standing"),
                ),
                name="profiles_searched",
            ),
        ),
    ]
