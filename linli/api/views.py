"""Pages of keys: who has one, for what, until when; making and revoking them. The interfaces are in the rooms."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.access.api_keys import actions, queries, rules
from linli.access.marks import ActorRequest, public, requires
from linli.access.models import ApiKey
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.api.document import whole_document
from linli.api.forms import KeyForm
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.time import clock
from linli.places.queries import addresses


@requires(P.API_KEYS)
def keys(request: ActorRequest) -> HttpResponse:
    rows = list(queries.keys(request.actor))
    named = addresses({row.path for row in rows}, from_kind="subdistrict")
    words = dict(rules.permission_choices())
    today = clock.today()
    told = [
        {
            "key": row,
            "at": named.get(row.path, ""),
            "may": [words.get(p, p) for p in row.permissions],
            "stopped": not queries.stands(row, today),
        }
        for row in rows
    ]
    return render(request, "api/keys.html", {"rows": told, "today": today})


@never_cache
@requires(P.API_KEYS)
def new_key(request: ActorRequest) -> HttpResponse:
    """Shows the secret in the answer itself: it is in no address, no cookie and no log."""
    form = KeyForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            typed = dict(form.cleaned_data)
            path = typed.pop("place").path
            secret = actions.make_key(path=path, **typed, actor=request.actor, now=clock.now())
            if not secret:
                messages.info(request, _("这个密钥刚才已经建好了。没有记下的话，请停用它再建一个。"))
                return redirect("api:keys")
            return render(request, "api/secret.html", {"secret": secret, "name": form.cleaned_data["name"]})
    return render(request, "api/new_key.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires(P.API_KEYS)
def revoke(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.API_KEYS, ApiKey, pk)
    actions.revoke_key(api_key=found, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("「%(name)s」的密钥已停用，马上失效。") % {"name": found.name})
    return redirect("api:keys")


@require_POST
@requires(P.API_KEYS)
def adopt(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.API_KEYS, ApiKey, pk)
    actions.adopt_key(api_key=found, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("「%(name)s」的密钥由您接管，又能用了。") % {"name": found.name})
    return redirect("api:keys")


@public("the description of the interface holds no data of anybody")
def document(_request: ActorRequest) -> HttpResponse:
    return JsonResponse(whole_document(), json_dumps_params={"ensure_ascii": False})
