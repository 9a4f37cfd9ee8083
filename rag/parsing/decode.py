"""Bytes to text: UTF-8, UTF-16, and the Latin-1 of older dumps, where the pilcrow is byte 0xB6."""

_UTF16_SAMPLE = 4096
_UTF16_SHARE = 0.3


def decode(data: bytes) -> str:
    """Decodes a file of unknown encoding, line ends made line feeds; never fails.

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
    return _wide(data[:_UTF16_SAMPLE]) or _narrow(data)


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: every other byte is mostly zero."""
    half = max(len(sample) // 2, 1)
    for name, zeros, letters in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if zeros.count(0) > half * _UTF16_SHARE and letters.count(0) == 0:
            return name
    return ""


def _narrow(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > 0 and len(data) - error.start < 4 and error.reason == "unexpected end of data":
            return "utf-8"
    else:
        return "utf-8"
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"
