"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "notices.of_another_version": _("您有一条消息，请打开看看。"),
    "notices.link_leads_out": _("信里的链接只能指向本系统的页面。"),
    "notices.changed_meanwhile": _("别人刚刚改过或处理过，请重新打开这一页再看。"),
    "notices.nobody_there": _("这个范围里现在没有收件人，请换一个范围或对象。"),
    "notices.post_missing": _("请选择是哪个职务；发给其他对象时请留空。"),
    "notices.article_for_all": _("公开页的文章人人可看，只能发给全体居民。"),
    "notices.cover_for_article": _("封面只用在公开页的文章上，请先选栏目。"),
    "notices.channel_elsewhere": _("选中的通道不在这个地方或已停用，请重新选择。"),
    "notices.told_already": _("这几个人已经有人告知过了。"),
    "notices.nothing_dead": _("没有需要重发的，别人可能已经处理。"),
    "notices.address_missing": _("请填写网址：群机器人和邮件填机器人网址或邮箱，短信填短信网关网址。"),
    "notices.bad_robot_address": _("网址不是这种群机器人的，请从群设置里完整复制。"),
    "notices.bad_mail_address": _("邮箱请写成 mailtos://用户:授权码@服务器:端口/?to=收件人。"),
    "notices.bad_sms_url": _("短信网关网址要以 https:// 开头，不能带用户名。"),
    "notices.bad_sms_method": _("请求方式只能是 GET 或 POST。"),
    "notices.sms_lacks_fields": _("网址或请求内容里要有 {phone} 和 {text}。"),
    "notices.sms_url_blocked": _("这个网址不允许访问：要用 https，内网地址要由运维加到 LINLI_GATEWAYS。"),
    "notices.test_failed": _("测试没有成功（%(why)s），请核对网址和对方的设置。"),
    "notices.quiet_half": _("安静时段的开始和结束要一起填，或都空着。"),
    "notices.no_person": _("这个账号没有关联队员，不能设置提醒。"),
    "notices.bad_mobile": _("请填写 11 位手机号。"),
    "notices.no_sms_here": _("这个地方没有接通短信，请到社区居委会办理。"),
    "notices.code_not_sent": _("短信没有发出去，请过一分钟再试，或到社区居委会办理。"),
    "notices.too_many_codes": _("验证码要得太频繁，请过一会儿再试，或到社区居委会办理。"),
}
