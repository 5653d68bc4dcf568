from django.urls import include, path

from linli.intake.pages import pages
from linli.people.imports.register_list import REGISTER
from linli.people.views import export, links, merging, moves, records, search

app_name = "people"
urlpatterns = [
    path("", search.index, name="index"),
    path("imports/", include(pages(REGISTER))),
    path("export/", export.export, name="export"),
    path("export/requests/", export.requests, name="exports"),
    path("export/requests/<uuid:pk>/file/", export.fetch_file, name="export_file"),
    path("export/requests/<uuid:pk>/grant/", export.grant, name="grant_export"),
    path("export/requests/<uuid:pk>/refuse/", export.refuse, name="refuse_export"),
    path("add/", records.add, name="add"),
    path("household/<uuid:pk>/", records.household, name="household"),
    path("household/<uuid:pk>/add/", records.add_resident, name="add_resident"),
    path("household/<uuid:pk>/relations/", records.relations, name="relations"),
    path("household/<uuid:pk>/leave/", moves.leave, name="leave"),
    path("household/<uuid:pk>/move/", moves.move, name="move"),
    path("deed/<uuid:deed>/take-back/", moves.take_back, name="take_back"),
    path("resident/<uuid:pk>/", records.resident, name="resident"),
    path("resident/<uuid:pk>/correct/", records.correct, name="correct"),
    path("resident/<uuid:pk>/death/", moves.death, name="death"),
    path("resident/<uuid:pk>/merge/", merging.merge, name="merge"),
    path("resident/<uuid:pk>/link/", links.make_link, name="make_link"),
    path("resident/<uuid:pk>/paper/", links.paper, name="paper"),
    path("resident/<uuid:pk>/reveal/phone/", records.ring, name="reveal_phone"),
    path("resident/<uuid:pk>/reveal/identity/", records.reveal, {"field": "identity"}, name="reveal_identity"),
    path("resident/<uuid:pk>/reveal/asked/", records.reveal, {"field": "asked_identity"}, name="reveal_asked"),
    path("proposals/", links.proposals, name="proposals"),
    path("proposals/<uuid:pk>/", links.decide, name="decide"),
    path("self/", links.self_record, name="self_record"),
    path("self/correct/", links.self_correct, name="self_correct"),
    path("self/<str:token>/", links.self_open, name="self"),
]
