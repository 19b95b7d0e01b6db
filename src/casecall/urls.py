"""Every address of the site, by who asks for it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from casecall.web.kit import errors

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("casecall.web.kit.urls")),
    path("", include("casecall.web.public.urls")),
    path("", include("casecall.web.apply.urls")),
    path("office/", include("casecall.web.office.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
