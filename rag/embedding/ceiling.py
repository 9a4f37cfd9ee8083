"""Which texts may leave the machine: nothing marked above the ceiling goes to any host but loopback."""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from rag.cables.marking import Level, Marking
from rag.embedding.chunking import Chunk
from rag.errors import UserError

_NAMED = 3


def host_of(url: str) -> str:
    """The host that a base address names.

    Raises:
        UserError: It is no http or https address.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = None, ""
    if parts is None or parts.scheme not in {"http", "https"} or not host:
        raise UserError(f"{url!r} is no address of a server; give one such as http://127.0.0.1:8080/v1.")
    return host


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its very name; a name that merely resolves to it does not count."""
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_leave(marking: Marking, host: str, ceiling: Level) -> bool:
    """Whether text of this marking may be sent to the host; unmarked text is above every ceiling."""
    return is_loopback(host) or marking.level <= min(ceiling, Level.TS)


def guard_chunks(chunks: Sequence[Chunk], host: str, ceiling: Level) -> None:
    """Refuses to send chunks above the ceiling; to be called before `Embedder.embed`.

    Args:
        chunks: What would be sent.
        host: `Embedder.host`, "" when nothing leaves this process.
        ceiling: The highest level that may go to a host other than loopback.

    Raises:
        UserError: Some are above it; none has been sent.
    """
    held = [chunk for chunk in chunks if not may_leave(chunk.exposure, host, ceiling)]
    if not held:
        return
    named = ", ".join(f"{chunk.cable} [{chunk.index}] ({chunk.exposure})" for chunk in held[:_NAMED])
    more = f" and {len(held) - _NAMED} more" if len(held) > _NAMED else ""
    raise UserError(
        f"Above the ceiling {ceiling.name} and not sent to {host} for embedding: {named}{more}. "
        "Use the embedded model (unset REFTEL_EMBED_MODEL) or a server on this machine."
    )
