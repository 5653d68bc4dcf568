"""What comes out of a stranger's picture: the pixels upright, small, on white, and nothing else."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from linli.kernel.errors import Conflict, Invalid
from linli.kernel.pictures import child, reading
from linli.kernel.pictures.reading import read_picture
from linli.kernel.pictures.tests.drawn import jpeg

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def sent(image, kind, **how):
    out = io.BytesIO()
    image.save(out, kind, **how)
    out.seek(0)
    return out


def opened(picture):
    image = Image.open(io.BytesIO(picture.data))
    image.load()
    assert image.size == (picture.width, picture.height)
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_format_becomes_a_plain_jpeg(kind):
    image = opened(read_picture(sent(Image.new("RGB", (40, 30), "teal"), kind)))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (40, 30))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_every_kind_of_colour_becomes_plain(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(read_picture(sent(Image.new("RGB", (8, 6)).convert(mode), kind))).mode == "RGB"


def test_what_is_clear_becomes_white_and_not_black():
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    palette = Image.new("P", (40, 40), 0)
    for upload in (sent(clear, "PNG"), sent(palette, "PNG", transparency=0)):
        assert min(opened(read_picture(upload)).getpixel((20, 20))) > 250


def test_notes_do_not_come_along():
    notes = Image.Exif()
    notes[MAKER] = "PhoneMaker"
    notes.get_ifd(GPS)[1] = "N"
    upload = jpeg(exif=notes)
    assert b"PhoneMaker" in upload.getvalue()
    picture = read_picture(upload)
    assert b"PhoneMaker" not in picture.data and b"Exif" not in picture.data
    assert not opened(picture).getexif()


def test_a_comment_does_not_come_along():
    upload = sent(Image.new("RGB", (9, 9)), "JPEG", comment=b"door 101")
    assert b"door 101" in upload.getvalue() and b"door 101" not in read_picture(upload).data


@pytest.mark.parametrize(
    ("turned", "size", "red_at"),
    [
        (1, (64, 32), (4, 4)),
        (3, (64, 32), (60, 28)),
        (6, (32, 64), (28, 4)),
        (8, (32, 64), (4, 60)),
    ],
)
def test_a_picture_stands_upright(turned, size, red_at):
    image = Image.new("RGB", (64, 32), "white")
    image.paste("red", (0, 0, 16, 16))
    notes = Image.Exif()
    notes[ORIENTATION] = turned
    shown = opened(read_picture(sent(image, "JPEG", exif=notes, quality=95)))
    red, green, _blue = shown.getpixel(red_at)
    assert shown.size == size and red > 200 and green < 60


@pytest.mark.parametrize(
    ("size", "kept"), [((1600, 4), (1600, 4)), ((1602, 801), (1600, 800)), ((4, 1601), (4, 1600)), ((1, 1), (1, 1))]
)
def test_no_side_is_longer_than_the_longest(size, kept):
    shown = opened(read_picture(sent(Image.new("RGB", size), "PNG")))
    assert max(shown.size) <= reading.LONGEST_SIDE
    assert all(abs(one - other) <= 1 for one, other in zip(shown.size, kept, strict=True))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "pictures.format"),
        (b"GIF89a" + bytes(40), "pictures.format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "pictures.format"),
        (sent(Image.new("RGB", (9, 9)), "BMP").getvalue(), "pictures.format"),
        (sent(Image.new("RGB", (9, 9)), "GIF").getvalue(), "pictures.format"),
        (jpeg().getvalue()[:-40], "pictures.broken"),
        (jpeg(640, 480).getvalue()[:900], "pictures.broken"),
    ],
)
def test_what_is_no_whole_picture_of_ours_is_refused_at_its_field(data, code):
    with pytest.raises(Invalid) as refused:
        read_picture(io.BytesIO(data), field="picture")
    assert (refused.value.field, refused.value.code) == ("picture", code)


def test_a_file_too_large_is_refused_without_reading_it_all(monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 100)

    class Endless:
        asked = 0

        def read(self, size=-1):
            assert 0 <= size <= 101
            return bytes(size)

    with pytest.raises(Invalid, match=r"pictures\.too_large"):
        read_picture(Endless())


def test_the_most_pixels_are_taken_and_one_more_is_not(monkeypatch):
    monkeypatch.setattr(reading, "MOST_PIXELS", 48 * 64)
    assert read_picture(jpeg(64, 48)).width == 64
    with pytest.raises(Invalid, match=r"pictures\.pixels"):
        read_picture(jpeg(65, 48))


def test_half_a_picture_is_refused_also_where_another_library_lets_it_pass(monkeypatch):
    """The printing library tells Pillow, for its whole process, to accept truncated pictures; ours are evidence."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(Invalid, match=r"pictures\.broken"):
        read_picture(io.BytesIO(jpeg(640, 480).getvalue()[:900]))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_decoder_runs_in_the_web_process(monkeypatch, kind):
    upload = sent(Image.new("RGB", (40, 30), "teal"), kind)
    monkeypatch.setattr(Image, "open", None)
    assert read_picture(upload).width == 40


def test_one_is_decoded_at_a_time_and_nobody_waits_long(settings, tmp_path, monkeypatch):
    settings.LINLI_DATA = tmp_path
    monkeypatch.setattr(reading, "PATIENCE", 0)
    with reading._alone("photos"), pytest.raises(Conflict, match=r"pictures\.busy") as refused:
        read_picture(jpeg(), field="picture")
    assert refused.value.field == "picture"
    assert read_picture(jpeg()).width == 64


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_cannot_be_decoded_smaller_has_fewer_pixels(monkeypatch, kind):
    monkeypatch.setattr(reading, "MOST_WHOLE", 48 * 64)
    assert read_picture(sent(Image.new("RGB", (64, 48)), kind)).width == 64
    with pytest.raises(Invalid, match=r"pictures\.pixels"):
        read_picture(sent(Image.new("RGB", (65, 48)), kind))
    assert read_picture(jpeg(65, 48)).width == 65


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 600), st.binary(min_size=1, max_size=8))
def test_no_harmed_file_gets_through_as_anything_but_a_picture(at, harm):
    whole = jpeg(64, 48).getvalue()
    said = child.answer(whole[:at] + harm + whole[at + len(harm) :], reading.MOST_PIXELS, reading.MOST_WHOLE)
    assert said in {child.NO_PICTURE, child.BROKEN, child.TOO_MANY_PIXELS} or said[:1] == child.OPENED
    if said[:1] == child.OPENED:
        opened(reading.Picture(said[9:], *(int.from_bytes(said[at : at + 4], "big") for at in (1, 5))))


def test_a_jpeg_of_hundreds_of_scans_is_refused_before_it_is_decoded():
    """Each takes processor time for the whole picture and a few bytes of the file."""
    raw = sent(Image.new("L", (7700, 7700), 128), "JPEG", progressive=True).getvalue()
    last = raw[raw.rindex(b"\xff\xda") : -2]
    assert 0 < child.scans_of(raw) <= 12
    bomb = raw[:-2] + last * 400 + b"\xff\xd9"
    assert child.scans_of(bomb) > 400
    with pytest.raises(Invalid, match=r"pictures\.broken"):
        read_picture(io.BytesIO(bomb))


def test_the_film_behind_a_picture_is_no_part_of_it():
    raw = sent(Image.new("RGB", (40, 30), "teal"), "JPEG", progressive=True).getvalue()
    assert child.scans_of(raw + b"\xff\xda\0\0" * 100) == child.scans_of(raw)
    assert read_picture(io.BytesIO(raw + b"\xff\xda\0\0" * 100)).width == 40


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_harmed_notes_are_passed_over_or_refused_and_never_a_crash(kind, data):
    notes = Image.Exif()
    notes[ORIENTATION], notes[MAKER] = 6, "PhoneMaker"
    notes.get_ifd(GPS)[2] = (39.0, 54.0, 0.0)
    plain = notes.tobytes()
    at = data.draw(st.integers(6, len(plain) - 1))
    harmed = plain[:at] + bytes([data.draw(st.integers(0, 255))]) + plain[at + 1 :]
    upload = sent(Image.new("RGB", (40, 30)), kind, exif=harmed)
    said = child.answer(upload.getvalue(), reading.MOST_PIXELS, reading.MOST_WHOLE)
    assert said[:1] in {child.NO_PICTURE, child.BROKEN} or {said[4], said[8]} == {40, 30}
