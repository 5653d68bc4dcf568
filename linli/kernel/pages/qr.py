"""An address as a QR code."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_of(address: str) -> SafeString:
    """Inline SVG of no size of its own, error correction M: a scratched card on a wall still opens."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, omitsize=True))  # noqa: S308 (drawn by segno, which writes no text)
