"""The addresses of a unit that applies; a case is reached by its link alone."""

from django.urls import path

from casecall.web.apply import correcting, views

app_name = "apply"
urlpatterns = [
    path("c/<slug:key>/apply/", views.start, name="start"),
    path("c/<slug:key>/send/", views.send, name="send"),
    path("a/<str:token>/", views.status, name="status"),
    path("a/<str:token>/form.docx", views.filled, name="filled"),
    path("a/<str:token>/edit/", views.edit, name="edit"),
    path("a/<str:token>/upload/", views.upload, name="upload"),
    path("a/<str:token>/withdraw/", views.withdraw, name="withdraw"),
    path("x/<str:token>/", correcting.page, name="correction"),
    path("x/<str:token>/seen/<int:order>.webp", correcting.seen, name="correction-seen"),
]
