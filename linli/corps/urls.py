from django.urls import URLPattern

app_name = "corps"
urlpatterns: list[URLPattern] = []
