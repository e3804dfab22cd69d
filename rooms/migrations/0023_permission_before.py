from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0022_kept_days_of_recordings")]

    operations = [
        migrations.AddField(
            model_name="roomparticipant",
            name="permission_before",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
    ]
