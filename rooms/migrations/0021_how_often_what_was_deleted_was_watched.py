from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0020_digest_of_what_was_deleted")]

    operations = [
        migrations.AddField(
            model_name="recordingdeletion",
            name="last_watched_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="last watched"),
        ),
        migrations.AddField(
            model_name="recordingdeletion",
            name="times_watched",
            field=models.PositiveIntegerField(default=0, verbose_name="times watched"),
        ),
    ]
