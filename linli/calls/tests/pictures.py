"""Pictures for the tests, as a phone or a rogue would send them."""

import io

from PIL import Image


def jpeg(width=64, height=48, exif=None):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "JPEG", **({"exif": exif} if exif else {}))
    out.seek(0)
    return out
