from django.contrib.auth.views import LoginView
from django.urls import include, path

urlpatterns = [
    path("", include("rooms.urls")),
    path("welcome/", LoginView.as_view(template_name="welcome.html"), name="welcome"),
]
