"""Registers the room calls with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """The room as Django knows it."""

    name = "casecall.calls"
    label = "calls"
    verbose_name = "征集活动"
    default_auto_field = "django.db.models.BigAutoField"
