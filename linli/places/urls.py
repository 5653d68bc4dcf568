from django.urls import path

from linli.places.views import calendar, change, choosing, floors, modes, neighbours, setup, tree

app_name = "places"
urlpatterns = [
    path("", tree.index, name="index"),
    path("search/", tree.search, name="search"),
    path("choose/", choosing.choose, name="choose"),
    path("setup/", setup.setup, name="setup"),
    path("setup/search/", setup.setup_search, name="setup_search"),
    path("setup/prepare/", setup.setup_prepare, name="setup_prepare"),
    path("setup/own/", setup.setup_own, name="setup_own"),
    path("setup/<str:code>/", setup.setup_street, name="setup_street"),
    path("days/", calendar.days, name="days"),
    path("modes/", modes.modes, name="modes"),
    path("modes/<uuid:pk>/", modes.mode_page, name="mode_page"),
    path("modes/<uuid:pk>/copy/", modes.mode_copy, name="mode_copy"),
    path("modes/<uuid:pk>/edit/", modes.mode_edit, name="mode_edit"),
    path("modes/<uuid:pk>/retire/", modes.mode_retire, name="mode_retire"),
    path("<uuid:pk>/", tree.place, name="place"),
    path("<uuid:pk>/children/", tree.children, name="children"),
    path("<uuid:pk>/checklist/", setup.checklist, name="checklist"),
    path("<uuid:pk>/add/", change.add, name="add"),
    path("<uuid:pk>/pattern/", change.pattern, name="pattern"),
    path("<uuid:pk>/grids/", neighbours.grids, name="grids"),
    path("<uuid:pk>/neighbours/", neighbours.neighbours, name="neighbours"),
    path("<uuid:pk>/floors/", floors.floors, name="floors"),
    path("<uuid:pk>/edit/", change.edit, name="edit"),
    path("<uuid:pk>/move/", change.move, name="move"),
    path("<uuid:pk>/merge/", change.merge, name="merge"),
    path("<uuid:pk>/split/", change.split, name="split"),
    path("<uuid:pk>/close/", change.close, name="close"),
    path("<uuid:pk>/reopen/", change.reopen, name="reopen"),
    path("<uuid:pk>/undo/<uuid:event>/", change.undo, name="undo"),
    path("<uuid:pk>/mode/", change.mode, name="mode"),
]
