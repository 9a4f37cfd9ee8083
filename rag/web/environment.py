"""How Gradio is imported: no telemetry, no version check, files in a folder of our own, and no stub files."""

import inspect
import os
from pathlib import Path


def prepare(folder: Path) -> None:
    """Sets the switches that Gradio reads while it is imported, and imports it; call it before anything else does.

    Args:
        folder: For files on their way in and out.
    """
    os.environ |= {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_TEMP_DIR": str(folder / "gradio"),
        "GRADIO_SSR_MODE": "False",
        "HF_HUB_OFFLINE": "1",
        "OTEL_SDK_DISABLED": "true",
        # Gradio sums up all past events anew after each one, for a page that is off: 10,000 rows by default.
        "GRADIO_ANALYTICS_MAX_EVENTS": "1",
        "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(2**62),
    }
    _import_without_stubs()


def _import_without_stubs() -> None:
    """Gradio parses and renders a stub file for each component whenever it is imported: half of the app's start.

    It leaves that out for a component that stands in no file; here none does.
    """
    find = inspect.getfile

    def getfile(thing: object) -> str:
        if getattr(thing, "__module__", "").startswith("gradio."):
            raise OSError("no stub is wanted")
        return find(thing)  # ty: ignore[invalid-argument-type]

    inspect.getfile = getfile  # ty: ignore[invalid-assignment]  # it is asked about classes
    try:
        import gradio  # noqa: F401 - for those that import it later
    finally:
        inspect.getfile = find
