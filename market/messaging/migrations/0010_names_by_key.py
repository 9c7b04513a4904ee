from django.db import migrations

# Names in notifications and system messages were kept as plain text. Each gets the key of its user, where one user alone
# can be meant: who shares a conversation with the reader, or is a member of the conversation, and is called so.
KEYS = "ARRAY['actor', 'client', 'freelancer', 'officer', 'other', 'person', 'she', 'trainer', 'who']"
NOTIFICATIONS = f"""
WITH known AS (
    SELECT mine.user_id AS reader, person.display_name AS name, min(person.id) AS id
    FROM messaging_member mine
    JOIN messaging_member theirs USING (conversation_id)
    JOIN accounts_user person ON person.id = theirs.user_id
    WHERE theirs.user_id <> mine.user_id AND person.is_active
    GROUP BY mine.user_id, person.display_name HAVING count(DISTINCT person.id) = 1
), named AS (
    SELECT news.id, jsonb_object_agg(fact.key, jsonb_build_object('user', known.id, 'name', known.name)) AS facts
    FROM notifications_notification news
    CROSS JOIN LATERAL jsonb_each(news.facts) fact
    JOIN known ON known.reader = news.user_id AND fact.value = to_jsonb(known.name)
    WHERE fact.key = ANY ({KEYS}) GROUP BY news.id
)
UPDATE notifications_notification news SET facts = news.facts || named.facts FROM named WHERE named.id = news.id
"""
MESSAGES = f"""
WITH known AS (
    SELECT member.conversation_id, person.display_name AS name, min(person.id) AS id
    FROM messaging_member member JOIN accounts_user person ON person.id = member.user_id
    GROUP BY member.conversation_id, person.display_name HAVING count(*) = 1
), named AS (
    SELECT message.id, jsonb_object_agg(fact.key, jsonb_build_object('user', known.id, 'name', known.name)) AS facts
    FROM messaging_message message
    CROSS JOIN LATERAL jsonb_each(message.facts) fact
    JOIN known ON known.conversation_id = message.conversation_id AND fact.value = to_jsonb(known.name)
    WHERE message.sender_id IS NULL AND fact.key = ANY ({KEYS}) GROUP BY message.id
)
UPDATE messaging_message message SET facts = message.facts || named.facts FROM named WHERE named.id = message.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0009_banned_people_are_told_so"),
        ("notifications", "0004_about_whom"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(NOTIFICATIONS, migrations.RunSQL.noop),
        migrations.RunSQL(MESSAGES, migrations.RunSQL.noop),
    ]
