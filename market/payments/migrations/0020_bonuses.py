from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0019_desk'),
    ]

    operations = [
        migrations.AlterField(
            model_name='release',
            name='reason',
            field=models.CharField(choices=[('approved', 'Approved by the client'), ('silence', 'Approved by silence'), ('last_day', 'Released on the last day of holding'), ('part', 'A part released by the client'), ('ended', 'The contract was ended early by both'), ('dispute', 'The end of a dispute'), ('bonus', "A client's thanks")], max_length=10),
        ),
    ]
