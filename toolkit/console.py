"""Click's own words in Chinese: help headings, usage faults, and the exit status of each fault.

The one thing a newcomer would get wrong: click words its faults itself, in English; they are
worded anew here by their kind, so that a person never reads a sentence that is not Chinese.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import click

from toolkit.errors import ToolkitError

_USAGE, _BUG, _STOPPED = 2, 3, 130
_EXPECTED = (ToolkitError, click.ClickException, click.Abort)
_COMMAND = "命令 [参数]..."
# The last two are the words of newer and of older Click.
_USAGE_WORDS = {
    "[OPTIONS]": "[选项]",
    "[COMMAND] [ARGS]...": _COMMAND,
    "COMMAND [ARGS]...": _COMMAND,
}
_HELP = "显示这段帮助。"


class _ChineseHelp(click.Command):
    """A command whose help page has Chinese headings."""

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(context))
        formatter.write_usage(context.command_path, pieces, "用法：")

    def collect_usage_pieces(self, context: click.Context) -> list[str]:
        """Click's own words for options and commands, in Chinese."""
        return [_USAGE_WORDS.get(piece, piece) for piece in super().collect_usage_pieces(context)]

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        options = [p for p in self.get_params(context) if isinstance(p, click.Option)]
        records = [record for option in options if (record := option.get_help_record(context))]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)

    def get_help_option(self, context: click.Context) -> click.Option | None:
        """The help option, described in Chinese."""
        option = super().get_help_option(context)
        if option is not None:
            option.help = _HELP
        return option


class Command(_ChineseHelp):
    """A leaf command."""


class Group(_ChineseHelp, click.Group):
    """The group of all commands; what goes wrong ends in Chinese sentences and an exit status."""

    command_class = Command

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, and below them the commands."""
        super().format_options(context, formatter)
        rows = [
            (name, command.get_short_help_str(limit=60))
            for name in self.list_commands(context)
            if (command := self.get_command(context, name)) is not None and not command.hidden
        ]
        with formatter.section("命令"):
            formatter.write_dl(rows)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run, and end with the status that stands for what happened."""
        options["standalone_mode"] = False
        _let_every_console_print()
        arguments = list(sys.argv[1:] if args is None else args)
        is_debugging = "--debug" in arguments
        try:
            with _speaking_children() if is_debugging else nullcontext():
                status = super().main(arguments, *rest, **options)
        except Exception as fault:
            if is_debugging and not isinstance(fault, _EXPECTED):
                raise
            sys.exit(_explain(fault))
        except KeyboardInterrupt:
            sys.exit(_stop())
        sys.exit(status if isinstance(status, int) else 0)


def _speaking_children() -> AbstractContextManager[None]:
    from toolkit.workers import speaking_children

    return speaking_children()


def _let_every_console_print() -> None:
    """A console of another code page shows ? for a character it lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _explain(fault: Exception) -> int:
    """Say what went wrong and what to type next; give the exit status."""
    match fault:
        case click.Abort():
            return _stop()
        case ToolkitError():
            _say(f"错误：{fault.message}", fault.hint)
            return _USAGE
        case click.UsageError():
            path = fault.ctx.command_path if fault.ctx else "toolkit"
            _say(f"错误：{_usage_fault(fault)}", f"用法见：{path} --help")
            return _USAGE
        case click.ClickException():
            _say(f"错误：{fault.format_message()}")
            return _USAGE
        case BrokenPipeError():
            return 0
    kind = f"{type(fault).__name__}: {fault}"
    _say(
        f"程序出错了（{kind}）。这是工具的缺陷，不是你的操作问题。",
        "请在 toolkit 后面加上 --debug 重新运行，把屏幕上的全部内容和出问题的文件发给维护者。",
    )
    return _BUG


def _stop() -> int:
    _say("已中断，没有写入任何结果。")
    return _STOPPED


def _say(*lines: str) -> None:
    for line in lines:
        if line:
            click.echo(line, err=True)


def _usage_fault(fault: click.UsageError) -> str:
    match fault:
        case click.NoSuchOption():
            like = "、".join(fault.possibilities or ())
            return f"没有选项“{fault.option_name}”。{f'相近的有：{like}。' if like else ''}"
        case click.BadOptionUsage():
            return f"选项“{fault.option_name}”后面缺少内容。"
        case click.MissingParameter():
            return f"缺少{_parameter(fault)}。"
        case click.BadParameter():
            choices = getattr(fault.param.type, "choices", ()) if fault.param else ()
            allowed = f"可用的有：{'、'.join(choices)}。" if choices else ""
            return f"{_parameter(fault)}的内容不对。{allowed}"
    if fault.message.startswith("No such command"):
        known = "、".join(_commands_of(fault.ctx))
        return f"没有这个命令。可用的有：{known}。"
    if fault.message.startswith("Got unexpected extra argument"):
        return "多写了参数。如果路径里有空格，请用引号括起来。"
    return fault.format_message()


def _commands_of(context: click.Context | None) -> list[str]:
    group = context.command if context else None
    return group.list_commands(context) if isinstance(group, click.Group) and context else []


def _parameter(fault: click.BadParameter) -> str:
    parameter = fault.param
    if parameter is None:
        return "参数"
    if isinstance(parameter, click.Option):
        return f"选项“{'/'.join(parameter.opts)}”"
    return f"参数“{parameter.human_readable_name}”"
