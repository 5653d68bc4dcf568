"""What a page offers: its forms with their fields, and the query words of its links, read with html.parser."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit


@dataclass
class Control:
    """One field of a form. `options` are the values that a choice offers."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    required: bool = False


@dataclass
class Form:
    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)

    def add(self, control: Control, *, chosen: bool) -> None:
        known, value = self.controls.get(control.name), control.value
        if known is None:
            self.controls[control.name] = known = control
            control.value = "" if control.kind == "checkbox" else value
        if control.kind in {"radio", "checkbox"}:
            known.options.append(value)
            known.value = value if chosen else known.value


class PageReader(HTMLParser):
    """Collects `forms` and `queries` (path -> names of query words) of one page."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url, self.forms, self.queries = url, [], {}
        self._form: Form | None = None
        self._select: Control | None = None
        self._area: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for attribute in ("href", "hx-get"):
            self._note_query(given.get(attribute, ""))
        for attribute in ("hx-post", "formaction"):
            if attribute in given:
                self.forms.append(Form(urljoin(self.url, given[attribute]), "post"))
        if tag == "form":
            self._form = Form(urljoin(self.url, given.get("action") or self.url), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def _note_query(self, address: str) -> None:
        parts = urlsplit(urljoin(self.url, address))
        if parts.query and not parts.netloc:
            self.queries.setdefault(parts.path, set()).update(
                name for name, _ in parse_qsl(parts.query, keep_blank_values=True)
            )

    def _control(self, tag: str, given: dict[str, str]) -> None:
        name, form = given.get("name", ""), self._form
        if tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")
        elif not name or form is None:
            return
        elif tag == "select":
            self._select = Control(name, "select", required="required" in given)
            form.add(self._select, chosen=False)
        elif tag == "textarea":
            self._area = Control(name, "textarea", required="required" in given)
            form.add(self._area, chosen=False)
        elif tag in {"input", "button"}:
            kind = given.get("type", "text" if tag == "input" else "submit").lower()
            value = given.get("value", "on" if kind == "checkbox" else "")
            form.add(Control(name, kind, value, required="required" in given), chosen="checked" in given)


def read(url: str, html: str) -> PageReader:
    reader = PageReader(url)
    reader.feed(html)
    reader.close()
    return reader
