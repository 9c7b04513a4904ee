from django.db import migrations

# Conversations about no job had the names of their members as a title, in one script: the title is worked out for each
# reader now, and notifications say nothing of one.
NOTIFICATIONS = """
UPDATE notifications_notification news SET facts = news.facts || '{"title": ""}'
FROM jobs_thread thread
WHERE thread.job_id IS NULL AND news.kind = 'message.waiting'
    AND news.url = '/messages/' || thread.conversation_id || '/'
"""
CONVERSATIONS = """
UPDATE messaging_conversation conversation SET title = ''
FROM jobs_thread thread WHERE thread.conversation_id = conversation.id AND thread.job_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0009_label_of_an_accepted_invitation"),
        ("messaging", "0011_readable_when_blocked"),
        ("notifications", "0005_one_time_zone"),
    ]

    operations = [
        migrations.RunSQL(NOTIFICATIONS, migrations.RunSQL.noop),
        migrations.RunSQL(CONVERSATIONS, migrations.RunSQL.noop),
    ]
