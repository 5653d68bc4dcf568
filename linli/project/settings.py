"""Django's settings, derived from the options table. A deployment sets options, not this file."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from linli.kernel.sealing.crypto import new_keyring, write_keyring
from linli.project.first import keyring_at, postgres_address, ready
from linli.project.logs import logging_config
from linli.project.options import data_folder, keys_file, live_url, option
from linli.project.rooms import ROOMS, handlers, offered, paths

BASE = Path(__file__).resolve().parent.parent
DATA = data_folder()
ENV = option("LINLI_ENV")
DEBUG = option("LINLI_DEBUG") == "1"
ready(DATA)

LINLI_KEYS = keys_file()
if not LINLI_KEYS.exists():
    if ENV == "production" and (option("LINLI_DATABASE") or (DATA / "linli.sqlite3").exists()):
        # New keys could not open existing data, and only a person knows whether there is any.
        raise SystemExit(f"找不到密钥文件 {LINLI_KEYS}。请从保管处放回来；全新安装请先运行 linli keys make。")
    write_keyring(new_keyring(), LINLI_KEYS)
SECRET_KEY = keyring_at(LINLI_KEYS).secret_key
LINLI_ENV = ENV
LINLI_DATA = DATA
LINLI_UPLOADS = DATA / "uploads"
# What rooms offer to lower rooms, which ask for it by name: the `offers.py` of each.
LINLI_ADDRESS_BOOK, LINLI_PERSON_BOOK = offered("ADDRESS_BOOK"), offered("PERSON_BOOK")
LINLI_OPEN_WORK = offered("OPEN_WORK")
LINLI_LISTS = paths("LISTS")  # the lists that are uploaded
LINLI_OUTBOX = handlers()  # topic -> dotted path of its handler
LINLI_GATEWAYS = option("LINLI_GATEWAYS")
LINLI_BACKUPS = option("LINLI_BACKUPS")
LINLI_PUBLIC_URL = option("LINLI_PUBLIC_URL").rstrip("/")
LINLI_LIVE_URL = live_url()

ALLOWED_HOSTS = [host for host in option("LINLI_ALLOWED_HOSTS").split(",") if host]
ROOT_URLCONF = "linli.project.urls"
WSGI_APPLICATION = "linli.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    *(room.package for room in ROOMS if room.app),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "linli.web.middleware.Frame",  # sessions, accounts, CSRF, messages, files, headers, errors: all in this class
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "linli.web.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "linli.web.templatetags.linli"],
        },
    }
]


def _database(address: str) -> dict[str, Any]:
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "linli.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: one writer from the first statement on. Measured: without it conditional updates of eight
                # racers fail with "database is locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
                ),
            },
            "CONN_MAX_AGE": None,
            "TEST": {"NAME": DATA / "test.sqlite3"},
        }
    parts = postgres_address(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(option("LINLI_DATABASE"))}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "linli_cache",
        # Far more entries than a street has accounts, so that made-up names cannot push a real lock out of the cache.
        "OPTIONS": {"MAX_ENTRIES": 200_000, "CULL_FREQUENCY": 10},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "access.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
]
AUTHENTICATION_BACKENDS = ["linli.access.sign_in.Backend"]
SESSION_ENGINE = "linli.access.session_store"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "linli.access.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "linli.access.sign_in_forms.SignInForm",
    "reauthenticate": "linli.access.sign_in_forms.AgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False  # a session cookie, gone when the browser closes: many desks are shared
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# What "key" is, and why sign-in itself has no limit by address: `access.attempts`.
ACCOUNT_RATE_LIMITS = {
    "login": None, "login_failed": "5/600s/key", "login_failed_anywhere": "50/3600s/key",
    "login_failed_network": "60/m/ip", "change_password": "5/m/user",
}  # fmt: skip
ALLAUTH_TRUSTED_PROXY_COUNT = int(option("LINLI_PROXIES"))
MFA_ADAPTER = "linli.access.sign_in.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "linli.access.sign_in_forms.CodeForm",
    "reauthenticate": "linli.access.sign_in_forms.CodeAgainForm",
    "activate_totp": "linli.access.sign_in_forms.ActivateForm",
}
MFA_TOTP_ISSUER = "Linli 邻里"
MFA_TOTP_TOLERANCE = 1
LINLI_SECOND_FACTOR = ENV == "production"  # elsewhere a second factor is optional
SESSION_COOKIE_AGE = int(option("LINLI_SESSION_HOURS")) * 3600
LINLI_EXPORT_ALONE = int(option("LINLI_EXPORT_ALONE"))
LINLI_LOOKS_A_DAY = int(option("LINLI_LOOKS_A_DAY"))
LINLI_SESSION_IDLE = int(option("LINLI_IDLE_MINUTES")) * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token themselves
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "linli.web.views.csrf_failure"
LINLI_COOKIES = ""  # how the names of all our cookies begin
if option("LINLI_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    LINLI_COOKIES = "__Host-"  # a browser takes such a cookie from this very host alone, and by https
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{LINLI_COOKIES}sessionid", f"{LINLI_COOKIES}csrftoken"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [LINLI_PUBLIC_URL]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = option("LINLI_TIME_ZONE")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
ready(STATIC_ROOT)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# An uploaded register stays in memory until it is sealed: it is never on the disk unencrypted.
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024

LOGGING = logging_config(ENV)
