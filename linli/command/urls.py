from django.urls import path

from linli.command import views

app_name = "command"
urlpatterns = [
    path("", views.board, name="board"),
    path("briefing/", views.briefing, name="briefing"),
]
