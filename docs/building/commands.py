"""The parser of `resnet-lessons` with every command's options, from which its page is made."""

import argparse
import importlib

from resnet_lessons import cli


def whole_command_line():
    """The parser of the command, with the options of those commands that read theirs themselves.

    Every command has `--help`, which the page says once.
    """
    parser = cli.command_line()
    commands = _commands_of(parser)
    for name, module in cli.OPTIONS_OF_THEIR_OWN.items():
        module = importlib.import_module(f"resnet_lessons.instructor.{module}")
        commands[name] = module.command_line()
    _take_help_out(parser)
    return parser


def _commands_of(parser):
    """{name: parser} of a parser's commands, {} where it has none."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return action.choices
    return {}


def _take_help_out(parser):
    for kept in (parser._actions, parser._optionals._group_actions):
        kept[:] = [action for action in kept if not isinstance(action, argparse._HelpAction)]
    for command in _commands_of(parser).values():
        _take_help_out(command)
