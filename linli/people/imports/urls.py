from django.urls import path

from linli.people.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("start/", views.start, name="start"),
    path("template/", views.template, name="template"),
    path("<uuid:pk>/", views.show, name="show"),
    path("<uuid:pk>/state/", views.state, name="state"),
    path("<uuid:pk>/columns/", views.columns, name="columns"),
    path("<uuid:pk>/columns/change/", views.change_columns, name="change_columns"),
    path("<uuid:pk>/decide/", views.decide, name="decide"),
    path("<uuid:pk>/cell/<int:sheet>/<int:number>/<int:column>/", views.cell, name="cell"),
    path("<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("<uuid:pk>/give-up/", views.give_up, name="give_up"),
    path("<uuid:pk>/returned/", views.returned, name="returned"),
]
