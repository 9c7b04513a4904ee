from django.db import migrations


def remember_removed(apps, schema_editor):
    """What staff took off the list before now is known from the record of deeds alone."""
    Phrase, Deed = apps.get_model("moderation", "Phrase"), apps.get_model("core", "AuditEntry")
    for deed in Deed.objects.filter(code="phrase.removed", facts__has_key="words").order_by("-pk"):
        known = {"added_at": deed.at, "removed_at": deed.at, "removed_by_id": deed.by_id}
        Phrase.objects.get_or_create(words=deed.facts["words"], defaults=known)


class Migration(migrations.Migration):
    # By itself: its rows have foreign keys that are checked at the end, and no index can be made before.
    dependencies = [("moderation", "0007_phrases_that_were_removed"), ("core", "0005_bookmarks")]

    operations = [migrations.RunPython(remember_removed, migrations.RunPython.noop)]
