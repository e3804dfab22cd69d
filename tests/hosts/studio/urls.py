from django.conf import settings
from django.contrib.auth.views import LoginView
from django.urls import include, path
from django.views.static import serve

urlpatterns = [
    path("", include("rooms.urls")),
    path("welcome/", LoginView.as_view(template_name="welcome.html"), name="welcome"),
    # Good enough for a studio: what `collectstatic` gathered.
    path("files/<path:path>", serve, {"document_root": settings.STATIC_ROOT}),
]
