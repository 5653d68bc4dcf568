"""Forms of a notice, a channel, and a person's preferences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.corps.forms.roster import PostChoice
from linli.kernel.pages.forms import KeyedForm
from linli.notices import words
from linli.notices.models import Channel
from linli.places.choosing import PlaceField, PlaceSearch

MOST_TEXT = 8_000


class WhereForm(PlaceSearch):
    at = PlaceField(label=_("发到哪里"))


class ChannelChoice(forms.ModelMultipleChoiceField[Channel]):
    def label_from_instance(self, obj: Channel) -> str:
        kinds = dict(words.channel_choices())
        return f"{obj.name} · {kinds.get(obj.kind, obj.kind)}"


class NoticeForm(KeyedForm):
    title = forms.CharField(label=_("标题"), max_length=80)
    body = forms.CharField(
        label=_("正文"), max_length=MOST_TEXT, widget=forms.Textarea({"rows": 10}),
        help_text=_("空一行分段；「- 」开头是列表，「## 」开头是小标题，**两个星号**中间是粗体。"),
    )  # fmt: skip
    audience = forms.ChoiceField(label=_("发给谁"), choices=words.audience_choices, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(
        label=_("紧急程度"), choices=words.urgency_choices, initial="normal",
        help_text=_("「生命财产」夜里也会发出；「可汇总」每天傍晚合成一条发出。"),
    )  # fmt: skip
    column = forms.ChoiceField(
        label=_("登在公开页的栏目"), choices=words.column_choices, required=False,
        help_text=_("登在公开页的文章人人可看，请不要写个人信息。"),
    )  # fmt: skip
    picture = forms.FileField(
        label=_("封面图片"),
        required=False,
        help_text=_("JPG、PNG、WebP 或 HEIC，不超过 15 MB。拍摄地点等信息会被去掉。"),
    )
    no_picture = forms.BooleanField(label=_("不要现在的封面"), required=False)

    def __init__(self, *args: Any, posts: Any, channels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"] = PostChoice(
            posts, label=_("哪个职务"), required=False, empty_label=_("不限"),
            help_text=_("只在发给「某一职务」时选；副职也会收到。"),
        )  # fmt: skip
        self.fields["channels"] = ChannelChoice(
            channels, label=_("同时发到"), required=False, widget=forms.CheckboxSelectMultiple,
            help_text=_("外面的消息只有一句话和一个链接，不含标题和内容。"),
        )  # fmt: skip


class WayForm(KeyedForm):
    """A channel. `address` for groups and mail, the others for SMS; an empty address stays as it is."""

    name = forms.CharField(label=_("名称"), max_length=40)
    address = forms.CharField(
        label=_("机器人网址或邮箱"), required=False, max_length=400,
        help_text=_("群机器人：粘贴它给出的完整网址。邮件：mailtos://用户:授权码@服务器:端口/?to=收件人。保存后不再显示。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    url = forms.CharField(
        label=_("短信网关网址"), required=False, max_length=400,
        help_text=_("必须是 https；{phone} 和 {text} 会换成手机号和内容。保存后不再显示。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    method = forms.ChoiceField(label=_("请求方式"), choices=[("POST", "POST"), ("GET", "GET")], required=False)
    body = forms.CharField(
        label=_("请求内容"), required=False, max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=_('以 { 开头按 JSON 发送，否则按表单发送。例如 {"mobile": "{phone}", "content": "{text}"}'),
    )  # fmt: skip
    success = forms.CharField(
        label=_("发成功时，对方的回答里有"), required=False, max_length=60,
        help_text=_('例如 "code":0 。空着就按常见的写法判断：code、status、result 等是 0、200、OK、success 算成功。'),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, channel: Channel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        if channel is None:
            self.fields["kind"] = forms.ChoiceField(label=_("类别"), choices=words.channel_choices)

    def clean_body(self) -> str:
        """A body alone would be dropped: it is kept together with its address."""
        body = str(self.cleaned_data["body"])
        if body and self.channel and not self.cleaned_data.get("url"):
            raise forms.ValidationError(_("改请求内容，请把短信网关网址一起填上。"), code="url_missing")
        return body


class PreferenceForm(KeyedForm):
    outside = forms.BooleanField(label=_("有新消息时发短信提醒我"), required=False)
    digest = forms.BooleanField(label=_("不急的合成一条，傍晚六点发"), required=False)
    quiet_from = forms.TimeField(
        label=_("安静时段从"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("到"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("安静时段里不发，到点再发；事关生命财产的除外。两个都空着就是不要安静时段。"),
    )  # fmt: skip
