from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0019_recordings_newest_first")]

    operations = [
        migrations.AddField(
            model_name="recordingdeletion",
            name="folder_digest",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
