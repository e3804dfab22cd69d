from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.views.i18n import set_language
from rest_framework_simplejwt.views import TokenRefreshView

from estuary.accounts.api import TokenView
from estuary.accounts.views import LogInView
from estuary.bookings.api import BookingView
from rooms.api.unknown import UnknownAddress

urlpatterns = [
    path("", include("rooms.urls")),
    path("", include("estuary.bookings.urls")),
    path("log-in/", LogInView.as_view(), name="login"),
    path("log-out/", LogoutView.as_view(), name="logout"),
    path("language/", set_language, name="set_language"),
    path("api/v1/auth/token/", TokenView.as_view(), name="token"),
    path("api/v1/auth/token/refresh/", TokenRefreshView.as_view(), name="token-refresh"),
    path("api/v1/bookings/<str:pk>/", BookingView.as_view(), name="api-booking"),
    # Every other address of the API answers in the API's own shape.
    re_path(r"^api/v1/", UnknownAddress.as_view()),
    path("favicon.ico", lambda request: redirect(static("estuary/icon.svg"))),
    # One page to log in, so that one count of wrong passwords guards the admin, too.
    path("admin/login/", LogInView.as_view()),
    path("admin/", admin.site.urls),
]
