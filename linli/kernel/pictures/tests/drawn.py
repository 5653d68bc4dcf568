"""Pictures for the tests, as a phone or an attacker would send them."""

import io

from PIL import Image


def jpeg(width=64, height=48, exif=None):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "JPEG", **({"exif": exif} if exif else {}))
    out.seek(0)
    return out


def heic(width=64, height=48, exif=None, turned=1):
    """As an iPhone writes it: `turned` is the orientation in its notes."""
    import pillow_heif

    notes = exif or Image.Exif()
    notes[0x0112] = turned
    image = Image.new("RGB", (width, height), "teal")
    image.paste("red", (0, 0, width // 4, height // 4))
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=60, exif=notes.tobytes())
    out.seek(0)
    return out
