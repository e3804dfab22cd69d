from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0018_stream_missing_since")]

    operations = [
        migrations.AddIndex(
            model_name="roomrecording",
            index=models.Index(fields=["-requested_at", "-id"], name="rooms_recordings_newest_first"),
        ),
    ]
