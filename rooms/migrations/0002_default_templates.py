from django.db import migrations

# What the specification names for each type; the rest are the models' defaults.
DEFAULTS = [
    {"name": "Individual session", "room_type": "individual", "max_participants": 2, "extra_seats": 2, "recording": "off"},
    {"name": "Group workshop", "room_type": "group", "max_participants": 25, "recording": "", "chat": True},
    {"name": "Webinar", "room_type": "webinar", "max_participants": 100, "recording": "automatic", "chat": True, "questions": True, "participant_screen_share": False},
    {"name": "Broadcast", "room_type": "broadcast", "max_participants": 1000, "recording": "", "chat": True, "questions": True, "participant_screen_share": False},
]


def seed(apps, schema_editor) -> None:  # type: ignore[no-untyped-def]
    RoomTemplate = apps.get_model("rooms", "RoomTemplate")
    for values in DEFAULTS:
        RoomTemplate.objects.get_or_create(name=values["name"], defaults={**values, "is_default": True})


class Migration(migrations.Migration):
    dependencies = [("rooms", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
