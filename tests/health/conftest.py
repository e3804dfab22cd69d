from tests.fakes.livekit import livekit

__all__ = ["livekit"]
