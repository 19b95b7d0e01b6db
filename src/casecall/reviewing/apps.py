"""Registers the room reviewing with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """The room as Django knows it."""

    name = "casecall.reviewing"
    label = "reviewing"
    verbose_name = "评价"
    default_auto_field = "django.db.models.BigAutoField"
