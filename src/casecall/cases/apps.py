"""Registers the room cases with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """The room as Django knows it."""

    name = "casecall.cases"
    label = "cases"
    verbose_name = "案例"
    default_auto_field = "django.db.models.BigAutoField"
