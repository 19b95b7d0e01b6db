"""Registers the room compiling with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """The room as Django knows it."""

    name = "casecall.compiling"
    label = "compiling"
    verbose_name = "编辑稿"
    default_auto_field = "django.db.models.BigAutoField"
