"""The urls of a site that forgot ours."""

urlpatterns: list[object] = []
