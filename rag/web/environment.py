"""Switches that Gradio reads while it is imported: no telemetry, no version check, files in a folder of our own."""

import os
from pathlib import Path


def prepare(folder: Path) -> None:
    """Sets them; call it before anything imports gradio.

    Args:
        folder: For files on their way in and out.
    """
    os.environ |= {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_TEMP_DIR": str(folder / "gradio"),
        "GRADIO_SSR_MODE": "False",
        "HF_HUB_OFFLINE": "1",
        "OTEL_SDK_DISABLED": "true",
    }
