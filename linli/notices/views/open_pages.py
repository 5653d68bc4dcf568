"""Public pages: a notice to residents, the page of a place, a letter by its own link."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from linli.access.marks import ActorRequest, public, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.errors import NotFound
from linli.kernel.pages.answers import attached
from linli.kernel.pages.printing import pdf_of
from linli.kernel.pages.qr import qr_of
from linli.kernel.time import clock
from linli.notices import words
from linli.notices.actions import telling
from linli.notices.markdown import as_html
from linli.notices.models import Notice
from linli.notices.queries import letter_by_token
from linli.notices.queries import notices as queries
from linli.notices.queries.covers import COVERS
from linli.notices.tokens import is_to_be_marked, marked
from linli.places.queries import address, addresses

PAGE = 12


@public("a notice to all residents of a place hangs on its wall too")
def notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _unlisted(render(request, "notices/notice.html", _shown(queries.open_to_all(pk))))


@public("the same notice as one sheet for the wall, with a code to open it")
def paper(_request: HttpRequest, pk: UUID) -> HttpResponse:
    found = queries.open_to_all(pk)
    if found.withdrawn_at:
        raise NotFound("access.not_found")
    html = render_to_string("notices/notice_print.html", _shown(found) | {"qr": qr_of(queries.public_address(found))})
    return attached(f"notice-{found.pk}.pdf", pdf_of(html), "application/pdf", shown=True)


@public("the picture of an article that everybody may read")
def cover(_request: HttpRequest, pk: UUID) -> HttpResponse:
    return _picture(queries.with_open_cover(pk))


@requires(P.NOTICES_SEND)
def draft_cover(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The picture of a draft, for its writers."""
    return _picture(fetch(request.actor, P.NOTICES_SEND, Notice, pk))


@public("the link in the message to one resident, who has no account")
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """A notice, or a redirect to the resident's own call.

    Opening it does not mark it read, because programs that preview links open it too. Only pressing the button does.
    """
    letter = letter_by_token(token)
    if letter is not None and is_to_be_marked(letter.link):
        return redirect(marked(letter.link))
    if letter is None or letter.notice is None:
        raise NotFound("access.not_found")
    if request.method == "POST":
        telling.seen_by_link(letter=letter.pk, now=clock.now())
        return redirect("notices:mine", token)
    return _unlisted(render(request, "notices/notice.html", _shown(letter.notice) | {"letter": letter}))


@public("what a place tells everybody: the board at the gate, on a telephone")
def articles(request: HttpRequest, pk: UUID) -> HttpResponse:
    place = queries.open_place(pk)
    column = request.GET.get("column", "")
    columns = [(code, title) for code, title in words.column_choices() if code]
    if column not in dict(columns):
        column = ""
    page = Paginator(queries.articles(place, column), PAGE).get_page(request.GET.get("page"))
    where = addresses({n.path for n in page.object_list}, from_kind="community")
    rows = [(n, where.get(n.path, "")) for n in page.object_list]
    context = {"place": place, "columns": columns, "column": column, "page": page, "rows": rows,
               "where": address(place, from_kind="subdistrict")}  # fmt: skip
    return render(request, "notices/articles.html", context)


def _picture(found: Notice | None) -> HttpResponse:
    path = COVERS.file(found.cover) if found is not None and found.cover else None
    if path is None or not path.exists():
        raise NotFound("access.not_found")
    answer: HttpResponse = FileResponse(path.open("rb"), content_type="image/jpeg")  # type: ignore[assignment] # Django streams files through a sister class
    return answer


def _shown(found: Notice) -> dict[str, Any]:
    where = addresses({found.path}, from_kind="subdistrict").get(found.path, "")
    text = "" if found.withdrawn_at else as_html(found.body)
    return {"notice": found, "text": text, "where": where, "place": queries.place_of(found)}


def _unlisted(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
