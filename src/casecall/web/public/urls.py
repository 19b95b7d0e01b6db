"""The public addresses: the home page, a call, its blank form, a topic."""

from django.urls import path

from casecall.web.public import views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("c/<slug:key>/", views.call, name="call"),
    path("c/<slug:key>/form.docx", views.blank_form, name="blank_form"),
    path("t/<slug:slug>/", views.topic, {"path": ""}, name="topic"),
    path("t/<slug:slug>/<path:path>", views.topic, name="topic_file"),
]
