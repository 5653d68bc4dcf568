"""Messages about pictures that are refused: code -> sentence that says what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "pictures.busy": _("正在处理别人的照片，这张还没有收下。请过几秒再选一次。"),
    "pictures.broken": _("这张照片打不开，可能没有传完。请重新拍一张或换一张。"),
    "pictures.format": _("只收 JPEG、PNG、WebP、HEIC 格式的照片。别的请截图后上传。"),
    "pictures.no_room": _("服务器的磁盘满了，照片没有存下。请先不带照片提交，并告诉社区。"),
    "pictures.pixels": _("这张照片的像素太大。请用手机普通模式重新拍一张。"),
    "pictures.too_large": _("这张照片超过 %(most)s MB。请缩小后再传。"),
}
