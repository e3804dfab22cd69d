"""Static files with a hash in their name, compressed, each under one address only."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: What Vite built: its names hold a hash already, and its modules import each other by these names.
BUILT = "rooms/"


class HashedOnceStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, which leaves the names of the room's UI as Vite made them.

    A second hash would give its entry two addresses, one from the page and one from the modules that import
    it; a browser then runs it twice.
    """

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, Any]]:
        built = {path for path in paths if path.startswith(BUILT)}
        others = {path: found for path, found in paths.items() if path not in built}
        yield from super().post_process(others, dry_run=dry_run, **options)
        if not dry_run:
            for path, compressed in self.compress_files(built):
                yield path, compressed, True

    def stored_name(self, name: str) -> str:
        return name if name.startswith(BUILT) else str(super().stored_name(name))


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise, answering in one piece.

    Its own answer streams the file from a synchronous iterator, which Django under ASGI reads to its end
    anyway, with a warning for each.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with found.file as file:
                body = file.read()
        return HttpResponse(body, status=found.status, headers=dict(found.headers))
