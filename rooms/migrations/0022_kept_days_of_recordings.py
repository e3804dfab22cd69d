from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0021_how_often_what_was_deleted_was_watched")]

    operations = [
        migrations.AddField(
            model_name="roomrecording",
            name="kept_days",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="is kept (days)"),
        ),
    ]
