import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """The moment is given by whoever writes the row, and no longer by Django: no column changes."""

    dependencies = [
        ('rooms', '0010_told_attended'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='roomtransition',
                    name='written_at',
                    field=models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name='written'
                    ),
                ),
            ],
        ),
    ]
