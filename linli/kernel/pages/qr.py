"""An address as a QR code."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_of(address: str) -> SafeString:
    """Inline SVG without a size of its own. Error correction M, so that a scratched card can still be read."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, omitsize=True))  # noqa: S308 (drawn by segno, which writes no text)
