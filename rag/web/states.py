"""What Gradio holds of each session, bounded: it would keep some 0.2 MB of every page and every HTTP call for good."""

import re
from collections import deque

import gradio as gr
from fastapi import FastAPI
from gradio.routes import App
from gradio.state_holder import SessionState, StateHolder
from starlette.routing import Mount

from rag.web.sessions import MAX_SESSIONS

REMEMBERED_CALLS = 1000
"""So many of the latest HTTP calls can still be asked for their result."""
_CALLS = "calls"
_CALL = re.compile(r"[0-9a-f]{32}")
"""Gradio names the session of an HTTP call after its event; a page names itself otherwise, and shorter."""


class BoundedStates(StateHolder):
    """The state of the pages last used; all HTTP calls share one, since none of them has a state of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._called = deque[str]()

    def set_blocks(self, blocks: gr.Blocks) -> None:
        """See `StateHolder`."""
        super().set_blocks(blocks)
        self.capacity = MAX_SESSIONS

    def __getitem__(self, session_id: str) -> SessionState:
        """See `StateHolder`; Gradio calls it once for each call, in the thread of its queue."""
        if not _CALL.fullmatch(session_id):
            return super().__getitem__(session_id)
        self._called.append(session_id)
        while len(self._called) > REMEMBERED_CALLS:
            self._forget(self._called.popleft())
        return super().__getitem__(_CALLS)

    def _forget(self, session_id: str) -> None:
        """Drops what the queue keeps of a call: it empties these entries and never removes them."""
        queue = self.blocks._queue  # noqa: SLF001 - Gradio has no other way
        queue.pending_event_ids_session.pop(session_id, None)
        queue.pending_messages_per_session.pop(session_id, None)


def bound(app: FastAPI) -> BoundedStates:
    """Makes the Gradio app that is mounted in another hold no more than this."""
    mounted = next(route.app for route in app.routes if isinstance(route, Mount) and isinstance(route.app, App))
    states = BoundedStates()
    states.set_blocks(mounted.get_blocks())
    mounted.state_holder = states
    return states
