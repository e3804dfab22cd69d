"""Answers that are files of comma-separated values; refusals stay JSON."""

from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from rooms.api.base import RoomsView

_Answer = TypeVar("_Answer", HttpResponse, StreamingHttpResponse)


class TableView(RoomsView):
    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Whoever asks for a table (`Accept: text/csv`) still gets errors as JSON."""
        renderer = self.get_renderers()[0]
        return renderer, str(renderer.media_type)


def as_file(answer: _Answer, name: str) -> _Answer:
    """For a browser to save.

    Args:
        name: letters, digits, `-` and `.` only.
    """
    answer["Content-Type"] = "text/csv; charset=utf-8"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
