from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0002_courses")]
    operations = [
        migrations.AddField(
            model_name="service",
            name="recording_consent",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ask", "Everyone is asked"),
                    ("inform", "Everyone is told before they enter"),
                    ("off", "Nobody is asked"),
                ],
                max_length=10,
                verbose_name="consent to recording",
            ),
        ),
    ]
