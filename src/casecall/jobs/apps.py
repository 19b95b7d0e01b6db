"""Registers the room jobs with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """The room as Django knows it."""

    name = "casecall.jobs"
    label = "jobs"
    verbose_name = "任务"
    default_auto_field = "django.db.models.BigAutoField"
