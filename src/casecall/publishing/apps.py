"""Registers the room publishing with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """The room as Django knows it."""

    name = "casecall.publishing"
    label = "publishing"
    verbose_name = "发布"
    default_auto_field = "django.db.models.BigAutoField"
