import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = [
    ("awaiting_funding", "Waiting to be funded"),
    ("funded", "Funded"),
    ("submitted", "Work delivered"),
    ("changes_requested", "Changes asked for"),
    ("refund_requested", "Refund asked for"),
    ("disputed", "In dispute"),
    ("released", "Released"),
    ("refunded", "Refunded"),
    ("split", "Split"),
    ("lapsed", "Lapsed"),
    ("dropped", "Dropped"),
]
# Whoever had asked to end a contract has still asked, with a week from the change on.
ASKED = """
INSERT INTO contracts_proposal (kind, contract_id, by_id, note, content, state, asked_at, due_at)
SELECT 'end', id, end_asked_by_id, '', '{"split": []}', 'open', end_asked_at, end_asked_at + interval '7 days'
  FROM contracts_contract WHERE end_asked_by_id IS NOT NULL AND state = 'active'
"""


class Migration(migrations.Migration):

    dependencies = [
        ("contracts", "0005_agreed_without_a_bid"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=43)),
                ("made_at", models.DateTimeField()),
                ("user", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="calendar_key", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("change", "Change of the contract"), ("extension", "More time"), ("end", "End early")], max_length=9)),
                ("note", models.TextField(blank=True)),
                ("content", models.JSONField(default=dict)),
                ("state", models.CharField(choices=[("open", "Waiting for an answer"), ("agreed", "Agreed"), ("refused", "Refused"), ("withdrawn", "Withdrawn"), ("lapsed", "Not answered")], default="open", max_length=9)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("contract", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="contracts.contract")),
                ("milestone", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="contracts.milestone")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("state", "open")), fields=["due_at"], name="proposals_to_answer")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("kind__in", ["change", "end"]), ("state", "open")), fields=("contract", "kind"), name="one_open_proposal_of_a_kind"),
                    models.UniqueConstraint(condition=models.Q(("kind", "extension"), ("state", "open")), fields=("milestone",), name="one_open_extension_per_milestone"),
                ],
            },
        ),
        migrations.RunSQL(ASKED, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="contract", name="end_asked_by"),
        migrations.RemoveField(model_name="contract", name="end_asked_at"),
        migrations.AddField(model_name="milestone", name="work_notice_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(model_name="milestone", name="state", field=models.CharField(choices=STATES, default="awaiting_funding", max_length=17)),
        migrations.AlterField(model_name="milestone", name="state_before_refund", field=models.CharField(blank=True, choices=STATES, max_length=17)),
    ]
