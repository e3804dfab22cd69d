"""People who want to see recordings."""

from typing import Any

from rooms.models import Room, RoomRecording
from tests.api.calling import Answer, Caller

API = "/api/v1/recordings/"


class Watcher(Caller):
    """One person's client, anonymous without a user."""

    def recordings_in(self, room: Room, query: str = "") -> Answer:
        return self.get(f"{room.pk}/recordings/", query)

    def all_recordings(self, query: str = "") -> Answer:
        return self._call("get", f"{API}{query}", path=API)

    def open(self, recording: RoomRecording) -> Answer:
        return self._call("get", f"{API}{recording.pk}/")

    def link(self, recording: RoomRecording, **body: Any) -> Answer:
        return self._call("post", f"{API}{recording.pk}/link/", body)

    def change(self, recording: RoomRecording, **body: Any) -> Answer:
        return self._call("patch", f"{API}{recording.pk}/", body)

    def erase(self, recording: RoomRecording) -> Answer:
        return self._call("delete", f"{API}{recording.pk}/")

    def _call(self, method: str, url: str, body: Any = None, *, path: str = "") -> Answer:
        data = {} if body is None else {"data": body, "content_type": "application/json"}
        response = getattr(self.client, method)(url, headers=self.headers, **data)
        return self._checked(method.upper(), path or url, response, root="")


def ids(answer: Answer) -> list[str]:
    return [row["id"] for row in answer.body["results"]]
