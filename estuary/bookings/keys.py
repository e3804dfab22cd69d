"""Primary keys out of what stood in an address."""

from collections.abc import Collection


def keys_of(refs: Collection[str]) -> list[int]:
    """Primary keys, from references written as we write them; everything else names nothing of ours."""
    return [
        int(ref) for ref in refs if len(ref) < 19 and ref.isascii() and ref.isdigit() and ref == str(int(ref))
    ]
