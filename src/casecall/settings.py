"""All settings, from the environment, in one file; nonsense stops the start with a sentence that says what is wrong."""

from __future__ import annotations

import contextlib
import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

django_stubs_ext.monkeypatch()

# name → (default, what it is for); docs/reference/settings.md is made from this table
SETTINGS: dict[str, tuple[str, str]] = {
    "CASECALL_DATA": ("var", "数据文件夹：数据库、收到的文件、密钥，均在代码之外"),
    "CASECALL_DATABASE_URL": ("", "数据库地址，如 postgresql://用户:口令@主机/库；留空用数据文件夹中的 SQLite"),
    "CASECALL_HOSTS": ("localhost,127.0.0.1,[::1]", "网站域名，逗号分隔"),
    "CASECALL_BASE_URL": ("", "网站的完整地址，如 https://cases.example.org；用于申报链接，留空则按访问时的地址"),
    "CASECALL_HTTPS": ("no", "是否只经 HTTPS 提供服务（yes 或 no）；yes 时 Cookie 加 Secure 并发送 HSTS"),
    "CASECALL_PROXY": ("no", "是否在反向代理之后（yes 或 no）；yes 时采信其 X-Forwarded-Proto 与 X-Forwarded-For"),
    "CASECALL_DEBUG": ("no", "调试模式（yes 或 no），仅供开发"),
    "CASECALL_CONTACT": ("", "征集页上的联系人"),
    "CASECALL_TELEPHONE": ("", "征集页上的联系电话"),
    "CASECALL_MAILBOX": ("", "征集页上的收件邮箱"),
    "CASECALL_ADDRESS": ("", "征集页上的邮寄地址"),
    "CASECALL_OFFICE_HOURS": ("工作日 9:00–17:00", "征集页上的咨询时间"),
    "CASECALL_ICP": ("", "页脚的 ICP 备案号"),
    "CASECALL_UPLOAD_MB": ("50", "一次上传的上限，单位 MB（1–2000）"),
    "CASECALL_SENDS_PER_HOUR": (
        "120",
        "同一网络地址每小时可提交的次数（1–100000）：防止有人灌入大量材料，而几十人共用一个出口的单位也够用",
    ),
    "CASECALL_LETTER_MB": ("200", "一封来信的上限，单位 MB（1–4000）；超过的只收信头，并告知工作人员"),
    "CASECALL_OCR_WORKERS": ("1", "同时识读的进程数；每个约需 2.5 GB 内存（1–8）"),
    "CASECALL_MAIL": ("", "邮箱账户文件（TOML，权限 600）；留空用数据文件夹中的 mail.toml，没有则不收发邮件"),
    "CASECALL_SYNCHRONOUS": ("NORMAL", "SQLite 落盘方式：NORMAL，或断电也不丢最后几笔的 FULL"),
}

SAYS = {  # what stops the start
    "or": " 或 ",
    "yes": "{name} 应为 yes 或 no，现为“{value}”",
    "number": "{name} 应为 {low} 到 {high} 的整数，现为“{value}”",
    "one of": "{name} 应为 {allowed}，现为“{value}”",
    "unknown": "不认识的设置：{names}；可用的设置见 docs/reference/settings.md",
    "data": "CASECALL_DATA 无法使用：{folder}（{why}）",
    "key": "{path} 中的密钥过短；如从未启用过本站，可删除该文件后重新启动",
    "database": "CASECALL_DATABASE_URL 应形如 postgresql://用户:口令@主机:端口/库",
    "driver": "使用 PostgreSQL 需另装 psycopg 3",
    "hosts": "CASECALL_HOSTS 应为域名，逗号分隔，不带协议与端口，现为“{value}”",
    "base": "CASECALL_BASE_URL 应为 http:// 或 https:// 加域名，不带路径",
    "secure": "CASECALL_HTTPS 为 yes 时，CASECALL_BASE_URL 应以 https:// 开头",
    "elsewhere": "CASECALL_BASE_URL 的域名 {host} 不在 CASECALL_HOSTS 中",
}


def _env(name: str) -> str:
    return os.environ.get(name, SETTINGS[name][0]).strip()


def _yes(name: str) -> bool:
    value = _env(name).lower()
    if value not in {"yes", "no"}:
        raise ImproperlyConfigured(SAYS["yes"].format(name=name, value=value))
    return value == "yes"


def _number(name: str, low: int, high: int) -> int:
    value = _env(name)
    if not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(SAYS["number"].format(name=name, low=low, high=high, value=value))
    return int(value)


def _one_of(name: str, *allowed: str) -> str:
    value = _env(name).upper()
    if value not in allowed:
        raise ImproperlyConfigured(SAYS["one of"].format(name=name, allowed=SAYS["or"].join(allowed), value=value))
    return value


def _unknown() -> list[str]:
    return sorted(name for name in os.environ if name.startswith("CASECALL_") and name not in SETTINGS)


if _unknown():
    raise ImproperlyConfigured(SAYS["unknown"].format(names="、".join(_unknown())))

SHORTEST_KEY = 40
ROOM = Path(__file__).resolve().parent
DATA = Path(_env("CASECALL_DATA")).resolve()
BLOBS = DATA / "files"
SITE_OUT = DATA / "site"
INCOMING = DATA / "incoming"  # half-received uploads
try:
    INCOMING.mkdir(parents=True, exist_ok=True, mode=0o750)
except OSError as wrong:
    raise ImproperlyConfigured(SAYS["data"].format(folder=DATA, why=wrong.strerror)) from wrong


def _secret_key() -> str:
    """The key of this installation: made once, whole from the first instant, readable by its owner alone."""
    path = DATA / "secret.key"
    if not path.exists():
        half = DATA / f".secret.{secrets.token_hex(8)}"
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # another process was first: its key is the key
            os.link(half, path)
        half.unlink()
    key = path.read_text().strip()
    if len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(SAYS["key"].format(path=path))
    return key


def _databases() -> dict[str, dict[str, Any]]:
    url = _env("CASECALL_DATABASE_URL")
    if not url:
        synchronous = _one_of("CASECALL_SYNCHRONOUS", "NORMAL", "FULL")
        return {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": DATA / "casecall.sqlite3",
                "CONN_MAX_AGE": 60,  # opening the file anew for each request costs as much as a page
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};",
                },
                "TEST": {"NAME": DATA / "test.sqlite3"},  # a file, as in earnest: threads lock as they do there
            },
        }
    parts, shape = urlsplit(url), SAYS["database"]
    try:
        port = parts.port or 5432
    except ValueError as wrong:
        raise ImproperlyConfigured(shape) from wrong
    if parts.scheme not in {"postgresql", "postgres"} or not parts.hostname or not parts.path.strip("/"):
        raise ImproperlyConfigured(shape)
    if find_spec("psycopg") is None:
        raise ImproperlyConfigured(SAYS["driver"])
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.strip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname,
            "PORT": str(port),
            "CONN_MAX_AGE": 60,
        },
    }


def _hosts() -> list[str]:
    hosts = [host.strip() for host in _env("CASECALL_HOSTS").split(",") if host.strip()]
    wrong = [host for host in hosts if "/" in host or "*" in host or (":" in host and not host.startswith("["))]
    if wrong or not hosts:
        raise ImproperlyConfigured(SAYS["hosts"].format(value=_env("CASECALL_HOSTS")))
    return hosts


def _base_url() -> str:
    url = _env("CASECALL_BASE_URL").rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(SAYS["base"])
    if HTTPS and parts.scheme != "https":
        raise ImproperlyConfigured(SAYS["secure"])
    if parts.hostname not in {host.strip("[]") for host in ALLOWED_HOSTS}:
        raise ImproperlyConfigured(SAYS["elsewhere"].format(host=parts.hostname))
    return url


SECRET_KEY = _secret_key()
DEBUG = _yes("CASECALL_DEBUG")
HTTPS = _yes("CASECALL_HTTPS")
PROXY = _yes("CASECALL_PROXY")
ALLOWED_HOSTS = _hosts()
BASE_URL = _base_url()
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
DATABASES = _databases()

CONTACT = {
    "person": _env("CASECALL_CONTACT"),
    "telephone": _env("CASECALL_TELEPHONE"),
    "mailbox": _env("CASECALL_MAILBOX"),
    "address": _env("CASECALL_ADDRESS"),
    "hours": _env("CASECALL_OFFICE_HOURS"),
}
ICP = _env("CASECALL_ICP")
MAIL = _env("CASECALL_MAIL")
UPLOAD_BYTES = _number("CASECALL_UPLOAD_MB", 1, 2000) * 1024 * 1024
SENDS_PER_HOUR = _number("CASECALL_SENDS_PER_HOUR", 1, 100_000)
LETTER_BYTES = _number("CASECALL_LETTER_MB", 1, 4000) * 1024 * 1024
OCR_WORKERS = _number("CASECALL_OCR_WORKERS", 1, 8)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "axes",
    "csp",
    "casecall.audit.apps.Room",
    "casecall.jobs.apps.Room",
    "casecall.files.apps.Room",
    "casecall.people.apps.Room",
    "casecall.calls.apps.Room",
    "casecall.cases.apps.Room",
    "casecall.letters.apps.Room",
    "casecall.receiving.apps.Room",
    "casecall.screening.apps.Room",
    "casecall.inviting.apps.Room",
    "casecall.correcting.apps.Room",
    "casecall.reviewing.apps.Room",
    "casecall.compiling.apps.Room",
    "casecall.publishing.apps.Room",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # above the static files, which carry the policy too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "casecall.web.kit.bounds.UploadBound",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "casecall.web.kit.plain.PlainText",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "casecall.urls"
WSGI_APPLICATION = "casecall.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            *(ROOM / "web" / room / "templates" for room in ("kit", "apply", "office", "public")),
            ROOM / "publishing" / "templates",
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casecall.web.kit.context.site",
            ],
            "libraries": {"rows": "casecall.web.kit.rows"},
        },
    },
]

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "office:login"
LOGIN_REDIRECT_URL = "office:inbox"
LOGOUT_REDIRECT_URL = "office:login"

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "office/locked.html"
AXES_CLIENT_IP_CALLABLE = "casecall.people.addresses.client_address"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # logging out ends a copied cookie too
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False  # a page view never writes to the database
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY else None
CSRF_FAILURE_VIEW = "casecall.web.kit.errors.stale"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [ROOM / "web" / room / "static" for room in ("kit", "apply", "office", "public")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = True
WHITENOISE_USE_FINDERS = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # form fields; files stream to disk and are bounded by UPLOAD_BYTES
DATA_UPLOAD_MAX_NUMBER_FILES = 40
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = INCOMING

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"links": {"()": "casecall.web.kit.logs.WithoutLinks"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"axes": {"level": "WARNING"}},
}
