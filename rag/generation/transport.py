"""The HTTP transport under the model client: one total deadline for a call, and no body without end."""

import time
from collections.abc import Iterator

import httpx2

MAX_BYTES = 8_000_000


class _Watched(httpx2.SyncByteStream):
    """A body that is read against the clock: a server that drips a byte now and then runs into the deadline too."""

    def __init__(self, body: httpx2.SyncByteStream, until: float, request: httpx2.Request) -> None:
        self._body, self._until, self._request = body, until, request

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._body:
            size += len(piece)
            if time.monotonic() > self._until:
                raise httpx2.ReadTimeout("the call's deadline has passed", request=self._request)
            if size > MAX_BYTES:
                raise httpx2.RemoteProtocolError("the body has no end", request=self._request)
            yield piece

    def close(self) -> None:
        self._body.close()


class DeadlineTransport(httpx2.BaseTransport):
    """Holds each call to its total time, which stands in its `pool` time-out.

    That time-out bounds the wait for a free connection, the first part of a call; here it bounds the whole.
    """

    def __init__(self, inner: httpx2.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """See `httpx2.BaseTransport`."""
        total = request.extensions.get("timeout", {}).get("pool")
        until = time.monotonic() + total if total is not None else float("inf")
        response = self._inner.handle_request(request)
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _Watched(response.stream, until, request)
        return response

    def close(self) -> None:
        """See `httpx2.BaseTransport`."""
        self._inner.close()
