"""Registers the room receiving with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """The room as Django knows it."""

    name = "casecall.receiving"
    label = "receiving"
    verbose_name = "来件"
    default_auto_field = "django.db.models.BigAutoField"
