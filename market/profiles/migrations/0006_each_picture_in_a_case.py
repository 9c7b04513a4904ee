import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0005_portfolio_cases")]

    operations = [
        migrations.AlterField(
            model_name="portfoliopicture",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pictures", to="profiles.portfoliocase"
            ),
        ),
    ]
