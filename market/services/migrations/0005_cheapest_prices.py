"""The price of each freelancer's cheapest service, written to their profile: of two currencies a dollar is 120 taka."""

from django.db import migrations

WRITE_PRICES = """
UPDATE profiles_profile AS profile
SET service_price_amount = cheapest.price_from_value, service_price_currency = cheapest.currency
FROM (
    SELECT DISTINCT ON (freelancer_id) freelancer_id, price_from_value, currency
    FROM services_service
    WHERE state = 'live' AND NOT is_hidden
    ORDER BY freelancer_id, price_from_value / CASE currency WHEN 'BDT' THEN 120 ELSE 1 END, id
) AS cheapest
WHERE profile.user_id = cheapest.freelancer_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ("profiles", "0017_price_from"),
        ("services", "0004_removed_are_hidden"),
    ]

    operations = [
        migrations.RunSQL(WRITE_PRICES, migrations.RunSQL.noop),
    ]
