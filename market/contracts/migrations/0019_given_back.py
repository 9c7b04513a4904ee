from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0018_bonuses'),
    ]

    operations = [
        migrations.AddField(
            model_name='milestone',
            name='given_back_value',
            field=models.DecimalField(db_default=Decimal('0.00'), decimal_places=2, default=Decimal('0.00'), max_digits=12),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('given_back_value__gte', 0), ('given_back_value__lte', models.F('released_value'))), name='no_more_is_given_back_than_released'),
        ),
    ]
