from django.urls import path

from linli.notices.views import channels, doors, inbox, open_pages, publishing

app_name = "notices"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("badge/", inbox.badge, name="badge"),
    path("read-all/", inbox.read_all, name="read_all"),
    path("reminders/", inbox.preference, name="preference"),
    path("<uuid:pk>/", inbox.letter, name="letter"),
    path("<uuid:pk>/read/", inbox.read, name="read"),
    path("sent/", publishing.sent_list, name="sent_list"),
    path("sent/new/", publishing.publish, name="publish"),
    path("sent/<uuid:pk>/", publishing.sent, name="sent"),
    path("sent/<uuid:pk>/change/", publishing.change, name="change"),
    path("sent/<uuid:pk>/send/", publishing.send, name="send"),
    path("sent/<uuid:pk>/cover.jpg", open_pages.draft_cover, name="draft_cover"),
    path("sent/<uuid:pk>/drop/", publishing.drop, name="drop"),
    path("sent/<uuid:pk>/withdraw/", publishing.withdraw, name="withdraw"),
    path("sent/<uuid:pk>/unread/", publishing.unread, name="unread"),
    path("doors/", doors.to_do, name="to_do"),
    path("doors/<uuid:pk>/", doors.doors, name="doors"),
    path("doors/<uuid:pk>/told/", doors.told, name="told"),
    path("doors/<uuid:pk>/untell/", doors.untell, name="untell"),
    path("n/<uuid:pk>/", open_pages.notice, name="notice"),
    path("n/<uuid:pk>/notice.pdf", open_pages.paper, name="paper"),
    path("n/<uuid:pk>/cover.jpg", open_pages.cover, name="cover"),
    path("for/<str:token>/", open_pages.mine, name="mine"),
    path("at/<uuid:pk>/", open_pages.articles, name="articles"),
    path("sent/channels/", channels.channels, name="channels"),
    path("sent/channels/new/", channels.new_channel, name="new_channel"),
    path("sent/channels/<uuid:pk>/", channels.channel, name="channel"),
    path("sent/channels/<uuid:pk>/switch/", channels.switch, name="switch_channel"),
    path("sent/channels/<uuid:pk>/test/", channels.test, name="test_channel"),
    path("sent/log/", channels.log, name="log"),
    path("sent/log/again/", channels.again, name="again"),
]
