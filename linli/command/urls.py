from django.urls import path

from linli.command import handling_views, views

app_name = "command"
urlpatterns = [
    path("", views.board, name="board"),
    path("now/", handling_views.now, name="now"),
    path("briefing/", views.briefing, name="briefing"),
]
