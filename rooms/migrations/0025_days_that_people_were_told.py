from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0024_stream_target_requested")]

    operations = [
        migrations.AddField(
            model_name="recordingconsent",
            name="kept_days",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="is kept (days)"),
        ),
    ]
