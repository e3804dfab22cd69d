"""How good a connection is, in one word. Pure."""

from rooms.quality.shapes import Level, Sample, Summary

#: From here on pictures freeze and voices break: loss in tenths of a percent, round trip in milliseconds. ITU-T
#: G.114 calls 400 ms there and back the end of what most conversations bear.
WEAK_LOSS, WEAK_RTT = 50, 500
#: From here on one notices something now and then.
FAIR_LOSS, FAIR_RTT, FAIR_JITTER = 20, 250, 50

#: Shares of the measured time.
WEAK_SHARE, FAIR_WEAK_SHARE, FAIR_SHARE = 0.10, 0.02, 0.20


def level_of_sample(sample: Sample) -> Level:
    """LiveKit's word and the numbers; the worse of the two counts."""
    measures = sample.measures
    loss = max(measures.get("sent_loss", 0), measures.get("received_loss", 0))
    rtt = measures.get("rtt_ms", 0)
    if sample.grade == "lost":
        return "lost"
    if sample.grade == "weak" or loss >= WEAK_LOSS or rtt >= WEAK_RTT:
        return "weak"
    if loss >= FAIR_LOSS or rtt >= FAIR_RTT or measures.get("jitter_ms", 0) >= FAIR_JITTER:
        return "fair"
    return "good"


def level_of(summary: Summary) -> Level | None:
    """Of a whole connection; never `lost`, and None where nothing was measured."""
    total = summary.measured_seconds
    if not total:
        return None
    bad = (summary.seconds.get("weak", 0) + summary.seconds.get("lost", 0)) / total
    fair = summary.seconds.get("fair", 0) / total
    if bad >= WEAK_SHARE:
        return "weak"
    return "fair" if bad >= FAIR_WEAK_SHARE or bad + fair >= FAIR_SHARE else "good"
