from django.urls import path

from linli.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.find, name="find"),
    path("guide/away/", views.put_guide_away, name="put_guide_away"),
    path("listen/", views.listen, name="listen"),
    path("healthz", views.healthy, name="healthy"),
    path("settings/language/", views.language, name="language"),
    path("settings/print-size/", views.print_size, name="print_size"),
]
