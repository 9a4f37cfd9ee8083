"""The folder of a run: header first, one line a sample, result last."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from pydantic import ValidationError

from eval.run.record import RECORD_VERSION, Sample
from eval.run.result import Result
from eval.suite.model import Suite
from eval.system import Identity
from eval.wire import Document
from rag.errors import OperatorError, UserError


class Header(Document):
    """What a run set out to do, written before the first question.

    Attributes:
        suite: The questions as they were, so that the record can be scored without the suite's file.
        started: Local time, ISO 8601, to the second.
        note: What the run shows beside the figures, such as the corpus folder.
    """

    version: Literal[1] = RECORD_VERSION
    suite: Suite
    identity: Identity
    trials: int
    started: str
    note: str = ""


class RunFolder:
    """Paths and files of one run."""

    def __init__(self, path: Path) -> None:
        """Names the folder; nothing is created yet."""
        self.path = path
        self.header_file = path / "run.json"
        self.samples_file = path / "samples.jsonl"
        self.result_file = path / "result.json"

    def create(self, header: Header) -> None:
        """Makes the folder and writes its header.

        Raises:
            UserError: A run is there already.
            OperatorError: The disk does not take it.
        """
        if self.header_file.exists():
            raise UserError(f"{self.path} already holds a run; give another folder, or continue it with --resume.")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OperatorError(f"The folder {self.path} cannot be made: {error.strerror}.") from None
        write_whole(self.header_file, header.model_dump_json(by_alias=True))

    def header(self) -> Header:
        """Reads the header.

        Raises:
            UserError: There is no run, or it was written by another version.
        """
        try:
            return Header.model_validate_json(self.header_file.read_bytes())
        except OSError:
            raise UserError(f"{self.path} holds no run: {self.header_file.name} is missing. Check the path.") from None
        except ValidationError as error:
            raise UserError(f"{self.header_file} cannot be read: {_first(error)}. Run the suite again.") from None

    def samples(self) -> Iterator[Sample]:
        """Reads the samples; a last line that was cut off is left out.

        Raises:
            UserError: A line in the middle is damaged, with its number.
        """
        if not self.samples_file.exists():
            return
        lines = self.samples_file.read_bytes().split(b"\n")
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield Sample.model_validate_json(line)
            except ValidationError as error:
                if number == len(lines):
                    return
                raise UserError(
                    f"{self.samples_file}:{number} is damaged: {_first(error)}. Delete the line and use --resume."
                ) from None

    def write_result(self, result: Result) -> None:
        """Writes result.json, last and whole.

        Raises:
            OperatorError: The disk does not take it.
        """
        write_whole(self.result_file, json.dumps(result.model_dump(mode="json"), indent=1, allow_nan=False) + "\n")

    def result(self) -> Result:
        """Reads result.json.

        Raises:
            UserError: The run has not ended, or another version wrote it.
        """
        try:
            return Result.model_validate_json(self.result_file.read_bytes())
        except OSError:
            raise UserError(
                f"{self.path} holds no finished run: {self.result_file.name} is missing. Finish it with --resume."
            ) from None
        except ValidationError as error:
            raise UserError(f"{self.result_file} cannot be read: {_first(error)}. Use `rescore`.") from None


def _first(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))} {first['msg']}".strip()


def write_whole(path: Path, text: str) -> None:
    """Writes a file so that it is there whole or not at all.

    Raises:
        OperatorError: The disk does not take it.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise OperatorError(f"{path} cannot be written: {error.strerror}. Free space or give another folder.") from None


class SampleWriter:
    """Appends samples, each on the disk before the next question is counted as done."""

    def __init__(self, path: Path) -> None:
        """Opens for appending and cuts off a line that a killed run left unfinished.

        Raises:
            OperatorError: The file cannot be opened.
        """
        self._path = path
        try:
            if path.exists():
                _cut_tail(path)
            self._file = path.open("ab")
        except OSError as error:
            raise OperatorError(f"{path} cannot be opened for writing: {error.strerror}.") from None

    def add(self, sample: Sample) -> None:
        """Writes one line and waits for the disk.

        Raises:
            OperatorError: The disk does not take it; everything before this line is safe.
        """
        try:
            self._file.write(sample.model_dump_json(exclude_defaults=True).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise OperatorError(
                f"{self._path} cannot be written: {error.strerror}. What was recorded before is safe; "
                f"free space and continue with --resume."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        except OSError:
            # A full disk has been reported by add(); closing tries to flush the same bytes again.
            return


def _cut_tail(path: Path) -> None:
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole != len(data):
        with path.open("r+b") as file:
            file.truncate(whole)
