from django.urls import path

from linli.incidents.views import appeals, certificates, deeds, functions, incidents, packs

app_name = "incidents"
urlpatterns = [
    path("", incidents.index, name="index"),
    path("new/", incidents.new, name="new"),
    path("functions/", functions.register, name="functions"),
    path("functions/<uuid:pk>/off/", functions.switch_off, name="function_off"),
    path("packs/", packs.packs, name="packs"),
    path("packs/new/", packs.new_pack, name="new_pack"),
    path("packs/own/<uuid:pk>/", packs.edit_pack, name="edit_pack"),
    path("packs/own/<uuid:pk>/retire/", packs.retire_pack, name="retire_pack"),
    path("packs/own/<uuid:pk>/restore/", packs.restore_pack, name="restore_pack"),
    path("packs/preview/<str:code>/", packs.preview, name="preview"),
    path("appeals/<uuid:pk>/", appeals.appeal, name="appeal"),
    path("certificates/<uuid:pk>/", certificates.certificate, name="certificate"),
    path("certificates/<uuid:pk>/text/", certificates.text, name="certificate_text"),
    path("certificates/<uuid:pk>/signature/", certificates.signature, name="certificate_signature"),
    path("<uuid:pk>/", incidents.incident, name="incident"),
    path("<uuid:pk>/edit/", incidents.edit, name="edit"),
    path("<uuid:pk>/declare/", deeds.declare, name="declare"),
    path("<uuid:pk>/confirm/", deeds.confirm, name="confirm"),
    path("<uuid:pk>/send-back/", deeds.send_back, name="send_back"),
    path("<uuid:pk>/drop/", deeds.drop, name="drop"),
    path("<uuid:pk>/review/", deeds.review, name="review"),
    path("<uuid:pk>/end/", deeds.end, name="end"),
    path("<uuid:pk>/functions/", functions.switch_on, name="function_on"),
    path("<uuid:pk>/appeals/", appeals.appeals, name="appeals"),
]
