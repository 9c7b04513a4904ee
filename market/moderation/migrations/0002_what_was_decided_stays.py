from datetime import timedelta

from django.db import migrations

# What was decided, about whom and why never changes: only its end is written, once, and the words of a hidden message.
# When a person has left, what says who she was is taken out of its texts.
RULE = """
CREATE FUNCTION moderation_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (SELECT NOT is_active FROM accounts_user WHERE id = OLD.person_id)
        AND (NEW.case_id, NEW.person_id, NEW.level, NEW.kind, NEW.thing, NEW.ground, NEW.imposed_by_id, NEW.imposed_at)
            = (OLD.case_id, OLD.person_id, OLD.level, OLD.kind, OLD.thing, OLD.ground, OLD.imposed_by_id, OLD.imposed_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a measure stays as it was decided: % is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION moderation_end_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'a measure ends once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER never_deleted BEFORE DELETE ON moderation_measure FOR EACH ROW EXECUTE FUNCTION moderation_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON moderation_measure
    FOR EACH STATEMENT EXECUTE FUNCTION moderation_refuse();
CREATE TRIGGER never_rewritten BEFORE UPDATE OF id, case_id, person_id, level, kind, thing, title, ground, facts,
    was_reported, was_flagged, imposed_by_id, imposed_at, until, appeal_until ON moderation_measure
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse();
CREATE TRIGGER ends_once BEFORE UPDATE OF ended_at, ending, ended_by_id ON moderation_measure
    FOR EACH ROW EXECUTE FUNCTION moderation_end_once();
"""
UNDO = """
DROP TRIGGER never_deleted ON moderation_measure;
DROP TRIGGER never_emptied ON moderation_measure;
DROP TRIGGER never_rewritten ON moderation_measure;
DROP TRIGGER ends_once ON moderation_measure;
DROP FUNCTION moderation_refuse;
DROP FUNCTION moderation_end_once;
"""
URGENT = ("abuse", "private")


def open_cases(apps, schema_editor):
    """Reports that wait stand in the one queue."""
    Case, Report = apps.get_model("moderation", "Case"), apps.get_model("safety", "Report")
    for report in Report.objects.filter(state__in=("open", "kept")).order_by("pk"):
        is_urgent = report.reason in URGENT
        known = {
            "title": report.title,
            "url": report.url,
            "state": report.state,
            "is_urgent": is_urgent,
            "opened_at": report.created_at,
            "due_at": report.created_at + timedelta(hours=24 if is_urgent else 72),
            "keeper_id": report.decided_by_id,
        }
        Case.objects.get_or_create(kind=report.kind, thing=report.thing, about_id=report.about_id, defaults=known)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_cases_and_measures"), ("safety", "0002_blocks")]

    operations = [
        migrations.RunSQL(RULE, UNDO),
        migrations.RunPython(open_cases, migrations.RunPython.noop),
    ]
