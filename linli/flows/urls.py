from django.urls import path

from linli.flows import views

app_name = "flows"
urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:pk>/try-again/", views.try_again, name="try_again"),
]
