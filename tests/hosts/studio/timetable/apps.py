from django.apps import AppConfig


class TimetableConfig(AppConfig):
    """The label sorts after `rooms`: where one depended on the other's first migration, migrate would show it."""

    name = "tests.hosts.studio.timetable"
    label = "timetable"

    def ready(self) -> None:
        from tests.hosts.studio.timetable import receivers  # noqa: F401  (connects them)
