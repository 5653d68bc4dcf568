"""What docs/asvs.md says to be held everywhere, and no room can show by itself."""

import ast
import re

import pytest
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from linli.access.forms import PasswordForm
from linli.access.models import Account
from linli.access.sign_in_forms import AgainForm, SignInForm
from linli.project import settings as deployed
from tests.architecture.source import called, modules

# Values sealed by ourselves or written by our own child process; marshal makes values and runs nothing.
MARSHAL = {"linli/intake/vault.py", "linli/kernel/sheets/reader.py"}
# Chance that hides nothing.
PLAIN_CHANCE = {
    "linli/notices/actions/outside.py": "spreads attempts over time",
    "linli/demo": "draws fictional people",
}


def calls():
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                yield module.name, node


def imports():
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Import):
                yield from ((module.name, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((module.name, f"{node.module}.{alias.name}") for alias in node.names)


def test_no_command_goes_through_a_shell():
    found = [
        where
        for where, call in calls()
        if called(call) in {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
        or any(word.arg == "shell" for word in call.keywords)
    ]
    assert found == []


def test_no_text_is_run_or_loaded_as_code():
    run = [where for where, call in calls() if called(call) in {"eval", "exec", "compile"}]
    loaded = [where for where, call in calls() if called(call) in {"marshal.loads", "marshal.load"}]
    others = [where for where, name in imports() if name.split(".")[0] in {"pickle", "shelve", "yaml", "dill"}]
    tests = "linli/testing"
    assert [where for where in (*run, *others) if not where.startswith(tests)] == []
    assert set(loaded) == MARSHAL


def test_chance_comes_from_the_system():
    found = {where for where, name in imports() if name.split(".")[0] == "random" or name == "uuid.uuid4"}
    assert {where for where in found if not where.startswith((*PLAIN_CHANCE, "linli/testing"))} == set()
    assert any(name == "secrets" for where, name in imports() if where == "linli/kernel/sealing/tokens.py")


def test_cryptography_comes_from_libraries():
    ciphers = {name.rsplit(".", 1)[1] for _, name in imports() if "hazmat.primitives.ciphers" in name}
    assert ciphers == {"AESGCM"}
    weak = re.compile(r"hashlib\.(md5|sha1)\b|algorithm=\"(md5|sha1)\"")
    assert [module.name for module in modules() if weak.search(module.text)] == []
    assert [name for _, name in imports() if name.split(".")[0] in {"Crypto", "Cryptodome", "nacl", "rsa"}] == []


def test_passwords_are_long_hashed_slowly_and_of_any_kind(settings):
    assert deployed.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for good in ("槐树巷里有三棵老槐树啊", "only small letters", "x7 " * 40, "九" * 64):
        validate_password(good, Account(username="grid", name="马网格"))
    for bad in ("a7!Bq$2zL", "1234567890", "grid-grid-grid"):
        with pytest.raises(ValidationError):
            validate_password(bad, Account(username="grid-grid-gri", name="马网格"))
    typed = [field for form in (PasswordForm(), SignInForm()) for field in form.fields.values() if unseen(field)]
    assert all((field.max_length or 128) >= 64 and not field.strip for field in typed)
    assert not any("password" in f.name and f.name != "must_change_password" for f in Account._meta.fields[3:])


def unseen(field):
    return isinstance(field.widget, forms.PasswordInput)


def test_a_password_is_typed_unseen_and_may_be_pasted():
    for form in (PasswordForm(), SignInForm(), AgainForm(user=Account())):
        named = {name: field for name, field in form.fields.items() if name in {"old", "new", "again", "password"}}
        assert named
        for field in named.values():
            assert unseen(field)
            assert field.widget.attrs["autocomplete"] in {"current-password", "new-password"}
    scripts = (deployed.BASE.parent / "frontend").glob("[ks]*/**/*.ts")
    assert [path.name for path in scripts if "onpaste" in path.read_text() or '"paste"' in path.read_text()] == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/sign-in/", "/healthz", "/nowhere/", "/open311/v2/services.json"])
def test_no_page_is_shown_inside_another(address):
    assert "frame-ancestors 'none'" in Client().get(address)["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["street", "grid", "floor", "auditor", "administrator", "nobody"])
def test_the_way_out_is_on_every_page(street, who):
    for address in ("/", "/account/", "/notices/"):
        page = street.client(who).get(address, follow=True).content.decode()
        assert '<form method="post" action="/sign-out/">' in page, address


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/static/", "/static/web/", "/healthz", "/sign-in/", "/"])
def test_no_folder_is_listed_and_nothing_is_traced(address):
    client = Client()
    assert client.trace(address).status_code == 405
    if address.startswith("/static/"):
        assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_of_a_parameter_sent_twice_the_last_counts_and_no_body_comes_from_the_address():
    client = Client()
    body = "language=zh-hans&language=en"
    client.post("/settings/language/?language=zh-hans", body, content_type="application/x-www-form-urlencoded")
    assert client.cookies["linli_language"].value == "en"
    client.post("/settings/language/?language=en")
    assert client.cookies["linli_language"].value == "zh-hans"
