"""Registers the room inviting with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """The room as Django knows it."""

    name = "casecall.inviting"
    label = "inviting"
    verbose_name = "通知与催报"
    default_auto_field = "django.db.models.BigAutoField"
