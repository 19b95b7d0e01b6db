"""Addresses that every audience shares."""

from django.urls import path

from casecall.web.kit import look

app_name = "kit"
urlpatterns = [path("look/", look.choose, name="look")]
