import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

KINDS = [("bank", "Bank account"), ("bkash", "bKash account"), ("nagad", "Nagad account")]
STATES = [
    ("checking", "The name is being checked"),
    ("cooling", "Not in use yet"),
    ("active", "In use"),
    ("refused", "Refused"),
    ("stopped", "Stopped"),
    ("replaced", "Replaced"),
]


class Migration(migrations.Migration):
    dependencies = [("payments", "0014_one_row_per_rail"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="PayoutMethod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("kind", models.CharField(choices=KINDS, max_length=5)),
                ("routing_number", models.CharField(blank=True, max_length=9)),
                ("account_number", models.CharField(max_length=20)),
                ("holder_name", models.CharField(max_length=300)),
                ("state", models.CharField(choices=STATES, max_length=8)),
                ("created_at", models.DateTimeField()),
                ("usable_at", models.DateTimeField()),
                ("activated_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_methods",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["usable_at"], condition=Q(state="cooling"), name="payout_methods_cooling")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["user", "currency"], condition=Q(state="active"), name="one_payout_method_in_use"
                    ),
                    models.UniqueConstraint(
                        fields=["user", "currency"],
                        condition=Q(state__in=["checking", "cooling"]),
                        name="one_payout_method_to_come",
                    ),
                    models.CheckConstraint(
                        condition=Q(decided_by=None) | ~Q(decided_by=F("user")), name="nobody_checks_their_own_name"
                    ),
                ],
            },
        ),
    ]
