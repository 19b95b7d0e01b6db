"""What every test that asks the site needs: static files as they lie, a folder to serve, quick passwords."""

from django.conf import settings

settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
