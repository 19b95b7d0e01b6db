"""Registers the room screening with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """The room as Django knows it."""

    name = "casecall.screening"
    label = "screening"
    verbose_name = "形式审查"
    default_auto_field = "django.db.models.BigAutoField"
