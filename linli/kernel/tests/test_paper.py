"""Paper and printed codes."""

from io import BytesIO

import pytest
from weasyprint.urls import FatalURLFetchingError

from linli.kernel.pages.printing import pdf_of, write_pdf
from linli.kernel.pages.qr import qr_of


def test_parts_become_the_pages_of_one_file_and_each_is_asked_for_when_the_last_is_drawn():
    told = []

    def parts():
        for number in range(3):
            yield f"<p>{number}</p>"
            told.append(number)

    target = BytesIO()
    write_pdf(target, parts())
    assert target.getvalue().startswith(b"%PDF") and told == [0, 1, 2]


def test_a_file_without_a_page_is_refused():
    with pytest.raises(ValueError, match="nothing to print"):
        write_pdf(BytesIO(), [])


@pytest.mark.parametrize("address", ["http://example.com/a.png", "file:///etc/passwd"])
def test_a_sheet_fetches_nothing(address):
    with pytest.raises(FatalURLFetchingError):
        pdf_of(f'<img src="{address}">')


def test_a_code_holds_no_text_that_could_close_its_tag():
    drawn = qr_of('https://a.example/"><script>alert(1)</script>')
    assert drawn.startswith("<svg") and "script" not in drawn
