from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo data, and nothing else: leave this app out of your own host."""

    name = "estuary.demo"
