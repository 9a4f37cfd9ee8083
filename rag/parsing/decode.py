"""Bytes to text: UTF-8, UTF-16, and the Latin-1 of older dumps, where the pilcrow is byte 0xB6."""

_UTF16_SAMPLE = 4096
_UTF16_SHARE = 0.3


def decode(data: bytes) -> str:
    """Decodes a file of unknown encoding, line ends made `\\n`; never fails.

    A mark at the beginning decides; else bytes that are zero in every other place mean UTF-16; else UTF-8 where it
    holds (a character cut at the very end is dropped); else CP1252, and Latin-1 for the bytes that CP1252 lacks.
    """
    text = data.decode(encoding_of(data), errors="replace")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def encoding_of(data: bytes) -> str:
    """The Python name of the encoding that `decode` uses for these bytes."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:_UTF16_SAMPLE]
    half = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > half * _UTF16_SHARE and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > half * _UTF16_SHARE and sample[1::2].count(0) == 0:
        return "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > 0 and len(data) - error.start < 4 and error.reason == "unexpected end of data":
            return "utf-8"
        try:
            data.decode("cp1252")
        except UnicodeDecodeError:
            return "latin-1"
        return "cp1252"
    return "utf-8"
