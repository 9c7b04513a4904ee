from django.db import migrations, models

FILL = """
UPDATE core_auditentry SET is_access = true WHERE code IN (
    'admin.listed', 'admin.seen', 'allowance_question.seen', 'allowances.exported', 'application.seen',
    'applications.exported', 'attendance.taken', 'attendance_objection.seen', 'case.read', 'case.talk_opened',
    'certificate.seen', 'classreport.seen', 'coaching.bid_read', 'coaching.read', 'dispute.record_opened',
    'dispute.talk_opened', 'file.taken', 'graduation.taken', 'grievance.seen', 'ledger_account.seen',
    'outage_claim.seen', 'payout.seen', 'payout_batch.file', 'payout_method.seen', 'place.card_seen', 'place.seen',
    'places.taken', 'project.seen', 'projects.taken', 'register_objection.seen', 'review.notes_read', 'tracer.opened',
    'trainees.taken', 'travel.seen'
)
"""
RULE = """
DROP TRIGGER never_rewritten ON core_auditentry;
CREATE TRIGGER never_rewritten BEFORE UPDATE OF id, code, by_id, on_type, on_id, at{columns} ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0009_access_codes")]

    operations = [
        migrations.AddField("auditentry", "is_access", models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(RULE.format(columns=", is_access"), RULE.format(columns="")),
        migrations.RemoveIndex("auditentry", "audit_looks"),
        migrations.AddIndex(
            "auditentry",
            models.Index(fields=["-id"], condition=models.Q(is_access=True), name="audit_looks"),
        ),
    ]
