"""The program `handbill`: one file per noun; exit 0 done, 1 failed, 2 wrong use."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.main import get_command

from api.cli import (
    bench,
    campaign,
    data,
    demo,
    experiment,
    farm,
    jobs,
    rank,
    render,
    simulate,
    storage,
    templates,
)
from api.cli.output import INTERRUPTED, emit, report
from api.ending import ends_by_signal
from api.errors import UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; the exit code. Nothing leaves here as a traceback."""
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader is gone; the interpreter's own flush at exit must not complain of it.
        sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open until exit
        return 1
    except typer.TyperException as error:
        return report(_usage(error))
    except Exception as error:  # noqa: BLE001 - the edge of the program
        return report(error)
    return code


def build() -> typer.Typer:
    """The whole command line; importing it loads no room of the house."""
    app = typer.Typer(
        name="handbill",
        help="Ranks artist-template pairs per market and renders the winners as ads.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_root)
    nouns = (
        demo,
        farm,
        campaign,
        data,
        rank,
        simulate,
        experiment,
        templates,
        render,
        jobs,
        storage,
        bench,
    )
    for noun in nouns:
        noun.register(app)
    return app


def _run(arguments: Sequence[str] | None) -> int:
    try:
        # Whatever ends the program, what it has begun is cleared away on the way out.
        with ends_by_signal():
            code = get_command(build()).main(
                args=arguments, prog_name="handbill", standalone_mode=False
            )
    except SystemExit as error:
        code = error.code
    return code if isinstance(code, int) else 0


def _root(
    version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed  # noqa: PLC0415 - slow to import

        emit(f"handbill {installed('handbill')}")
        raise typer.Exit


def _usage(error: typer.TyperException) -> UsageError:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "handbill"
    message = error.format_message().rstrip(".")
    return UsageError(message or "a command is missing", where=path, allowed=f"see {path} --help")
