from django.db import migrations

#: In front of many viewers people are told before they enter; where everyone may be seen, each is asked.
TOLD = ("webinar", "broadcast")


def tell(apps, schema_editor) -> None:  # type: ignore[no-untyped-def]
    for model in ("RoomTemplate", "Room"):
        apps.get_model("rooms", model).objects.filter(room_type__in=TOLD).update(recording_consent="inform")
    automatic = apps.get_model("rooms", "RoomTemplate").objects.filter(recording="automatic").values("pk")
    apps.get_model("rooms", "Room").objects.filter(template__in=automatic).update(recording_starts_itself=True)


class Migration(migrations.Migration):
    dependencies = [("rooms", "0013_recordings")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
