from tests.estuary.courses import make_course
from tests.estuary.hearing import told
from tests.estuary.operating import operator
from tests.fakes.livekit import livekit

__all__ = ["livekit", "make_course", "operator", "told"]
