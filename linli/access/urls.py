from django.urls import path

from linli.access import account_views, admin_views, trail_views

app_name = "access"
urlpatterns = [
    path("account/", account_views.profile, name="profile"),
    path("account/password/", account_views.password, name="password"),
    path("account/sessions/<int:session>/end/", account_views.end_session, name="end_session"),
    path("account/sessions/end-others/", account_views.end_others, name="end_others"),
    path("account/waiting/", account_views.receipt, name="receipt"),
    path("account/admin/", admin_views.accounts, name="accounts"),
    path("account/admin/new/", admin_views.new, name="new_account"),
    path("account/admin/<uuid:pk>/", admin_views.account, name="account"),
    path("account/admin/<uuid:pk>/person/", admin_views.person, name="account_person"),
    path("account/admin/<uuid:pk>/password/", admin_views.password, name="account_password"),
    path("account/admin/<uuid:pk>/<slug:deed>/", admin_views.change, name="account_change"),
    path("account/trail/", trail_views.trail, name="trail"),
]
