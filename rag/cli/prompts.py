"""`reftel prompts`: what a language model is sent, for a person to read."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import JsonOption
from rag.cli.output import print_json, say
from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.generation.methods import Method
    from rag.generation.prompts import Prompt


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("prompts")(prompts)


def prompts(
    name: Annotated[str | None, typer.Argument(help="Of one prompt; all are listed without it.")] = None,
    method: Annotated[
        str, typer.Option("--method", help="How the reply is structured: json_schema, function_calling, ...")
    ] = "json_schema",
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Read the prompts of this folder instead.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the prompts, or show one exactly as it is sent, with sample values.

    Example: reftel prompts draft
    """
    from prompts import FOLDER
    from rag.generation.methods import Method
    from rag.generation.prompts import Prompts

    known = Prompts(folder or FOLDER)
    if method not in set(Method):
        raise UsageError(f"'{method}' is no method; choose {', '.join(Method)}.")
    if name is not None and name not in known.names:
        raise UsageError(f"There is no prompt '{name}'; known are {', '.join(known.names)}.")
    for each in known.names if name is None else (name,):
        prompt = known.load(each)
        document = _document(prompt, Method(method))
        if as_json:
            print_json(document)
        elif name is None:
            say(f"{prompt.name:12} version {prompt.head.version}  {prompt.digest[:12]}  {prompt.head.purpose}")
        else:
            for message in prompt.render(Method(method), prompt.samples):
                say(f"--- {message.role}\n{message.text}\n")
    if not as_json:
        say(f"All together: {known.digest}, as it stands in every answer's provenance.")


def _document(prompt: "Prompt", method: "Method") -> dict[str, object]:
    return {
        "name": prompt.name,
        "version": prompt.head.version,
        "digest": prompt.digest,
        "purpose": prompt.head.purpose,
        "variables": {name: variable.means for name, variable in prompt.head.variables.items()},
        "output": prompt.head.output,
        "messages": [[message.role, message.text] for message in prompt.render(method, prompt.samples)],
    }
