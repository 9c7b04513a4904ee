from django.db import migrations

# The audit log of disputes named the two parties in plain text; each name gets the key of its user: the side tells whose.
RULE = """
WITH named AS (
    SELECT entry.id, jsonb_object_agg(fact.key, jsonb_build_object('user', person.id, 'name', person.display_name)) AS facts
    FROM core_auditentry entry
    JOIN disputes_dispute dispute ON dispute.id = entry.on_id
    JOIN contracts_milestone milestone ON milestone.id = dispute.milestone_id
    JOIN contracts_contract contract ON contract.id = milestone.contract_id
    CROSS JOIN LATERAL jsonb_each((entry.facts->>'said')::jsonb) fact
    JOIN accounts_user person ON person.id = CASE fact.key WHEN 'she' THEN contract.freelancer_id ELSE contract.client_id END
    WHERE entry.on_type = 'disputes.dispute' AND entry.facts ? 'said' AND fact.key IN ('she', 'client')
        AND fact.value = to_jsonb(person.display_name) GROUP BY entry.id
)
UPDATE core_auditentry entry
SET facts = jsonb_set(entry.facts, '{said}', to_jsonb(((entry.facts->>'said')::jsonb || named.facts)::text))
FROM named WHERE named.id = entry.id
"""


class Migration(migrations.Migration):
    dependencies = [("disputes", "0005_corrections_of_rulings"), ("contracts", "__first__"), ("core", "__first__")]

    operations = [migrations.RunSQL(RULE, migrations.RunSQL.noop)]
