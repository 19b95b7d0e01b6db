"""Registers the room letters with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """The room as Django knows it."""

    name = "casecall.letters"
    label = "letters"
    verbose_name = "发信"
    default_auto_field = "django.db.models.BigAutoField"
