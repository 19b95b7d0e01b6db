"""Registers the room correcting with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """The room as Django knows it."""

    name = "casecall.correcting"
    label = "correcting"
    verbose_name = "补正"
    default_auto_field = "django.db.models.BigAutoField"
