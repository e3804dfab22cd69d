from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "tests.hosts.studio.members"
    label = "members"
