from django.db import migrations, models

# The record of deeds is written once. Only its facts may lose what says who somebody was, when she leaves.
RULE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of deeds stays as it is: % is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER never_deleted BEFORE DELETE ON core_auditentry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON core_auditentry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER never_rewritten BEFORE UPDATE OF id, code, by_id, on_type, on_id, at ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
"""
UNDO = """
DROP TRIGGER never_deleted ON core_auditentry;
DROP TRIGGER never_emptied ON core_auditentry;
DROP TRIGGER never_rewritten ON core_auditentry;
DROP FUNCTION audit_refuse;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_trigrams")]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                fields=["-id"],
                condition=models.Q(code__in=("admin.listed", "admin.seen", "dispute.talk_opened")),
                name="audit_looks",
            ),
        ),
        migrations.RunSQL(RULE, UNDO),
    ]
