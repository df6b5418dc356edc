"""Attempts on the process that computes what an answer may call: to get an answer out of it, to have it
compute the answer that is asked for, to bring it down, or to keep it busy."""

from tests.attacks.attack import FAILED, Attack, HostileCell, in_function, right, wrong

_ASK = """
import sys
import numpy as np
from keras import ops


def ask(name, network, inputs, **arguments):
    frame = sys._getframe()
    while "connection" not in frame.f_locals:
        frame = frame.f_back
    send, receive = frame.f_globals["send"], frame.f_globals["receive"]
    names = ("min_aspect_dim", "resize_dim", "num_layers", "output_size", "data_format",
             "filters_initial", "block_strides", "block_layer_sizes", "bottleneck")
    header = {
        "asks": name,
        "network": {each: getattr(network, each) for each in names},
        "arguments": arguments,
        "tensor": {"dtype": "float32"},
        "in_order": True,
        "before": [],
    }
    send(frame.f_locals["connection"], header, [np.asarray(inputs)])
    return receive(frame.f_locals["connection"])
"""
_BLOCK = (
    "_, arrays = ask({name!r}, self, inputs, filters=filters, strides=strides,\n"
    "    is_training=is_training, index=index, shortcut_filters=shortcut_filters)\n"
    "return ops.convert_to_tensor(arrays[0])"
)
_STORE = """
kept = []


def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    import sys
    frame = sys._getframe()
    while "job" not in frame.f_locals:
        frame = frame.f_back
    for case in frame.f_locals["job"]["probe"]["regular_block"]["cases"]:
        given = case["arguments"]
        kept.append(self.regular_block(inputs, given["filters"], given["strides"], is_training, 0))
    return kept[0]
"""
_LOOK = """
import gc


def loot():
    texts = [each for each in gc.get_objects() if isinstance(each, dict)]
    texts = [str(value) for each in texts for value in list(each.values()) if isinstance(value, str)]
    return "".join(text for text in texts if "BEGIN" + " SOLUTION" in text or "axis=" + "axis" in text)
"""


def _asking(name, tries, asks, target="regular_block"):
    return in_function(name, tries, _BLOCK.format(name=asks), before=_ASK, target=target)


def _calling(name, tries, body, **expected):
    """An attack by a call that the course's network offers."""
    return in_function(name, tries, body, target="regular_block", **expected)


_DEEP = """
frame = sys._getframe()
while "connection" not in frame.f_locals:
    frame = frame.f_back
connection, receive = frame.f_locals["connection"], frame.f_globals["receive"]
for depth in range(900, 1000):
    nested = "[" * depth + "1" + "]" * depth
    text = (
        '{"asks": "pre_activation", "network": {}, "tensor": {}, "in_order": false, "before": [],'
        '"arguments": ' + nested + "}"
    ).encode()
    connection.sendall(struct.pack(">II", len(text), 0) + text)
    receive(connection)
"""
ATTACKS = (
    in_function(
        "asks_deeply",
        "nests a request so deeply that reading it goes well and writing it does not",
        _DEEP,
        before="import struct, sys",
        target="regular_block",
    ),
    _asking("borrows_itself", "asks for the answer that it is to be", "regular_block"),
    _asking("borrows_a_later_answer", "asks for an answer that may call it", "bottleneck_block"),
    _asking("borrows_a_helper", "asks for a method that is no exercise", "custom_conv2d"),
    _asking("borrows_an_attribute", "asks for what is no method of the lessons", "__reduce__"),
    in_function(
        "borrows_the_first_answer",
        "an answer that has no groundwork asks for itself",
        '_, arrays = ask("pre_activation", self, inputs, is_training=is_training)\n'
        "return ops.convert_to_tensor(arrays[0])",
        before=_ASK,
    ),
    Attack(
        "borrows_for_another_cell",
        "stores what a later answer's groundwork computes, and passes it off as the earlier answer",
        (
            HostileCell(_STORE, "block_layer"),
            HostileCell(wrong("regular_block", "return kept.pop(0)"), "regular_block"),
        ),
        target="regular_block",
    ),
    _calling(
        "calls_the_method_it_answers",
        "calls the network's method of its own name",
        "return self.regular_block(inputs, filters, strides, is_training, index, shortcut_filters)",
    ),
    _calling(
        "calls_the_base_class",
        "calls the method of its own name on the class that the network is made from",
        "return type(self).__mro__[1].regular_block(\n"
        "    self, inputs, filters, strides, is_training, index, shortcut_filters)",
        # It ends in the hole that stands there.
        verdicts=(*FAILED, "not started"),
    ),
    _calling(
        "opens_the_closure",
        "takes the function that asks out of the groundwork, and asks it for something else",
        "cells = [self.pre_activation]\n"
        "while cells:\n"
        "    one = getattr(cells[0], '__func__', cells[0])\n"
        "    found = [each.cell_contents for each in one.__closure__ or ()]\n"
        "    if 'pre_activation' in found:\n"
        "        found[found.index('pre_activation')] = 'regular_block'\n"
        "        made = type(one)(one.__code__.replace(), one.__globals__, 'x', None,\n"
        "            tuple(type(one.__closure__[0])(each) for each in found))\n"
        "        return made(self, inputs, filters=filters, strides=strides,\n"
        "            is_training=is_training, index=index, shortcut_filters=shortcut_filters)\n"
        "    cells = [each for each in found if callable(each)]",
    ),
    in_function(
        "looks_for_borrowed_texts",
        "calls its groundwork, then looks through the memory for what computed it",
        'self.pre_activation(inputs, is_training)\nraise ValueError("LO" + "OT-" + loot())',
        before=_LOOK,
        target="regular_block",
        forbidden=("LOOT-def", "BEGIN SOLUTION", "axis=axis"),
    ),
    *(
        _calling(
            f"error_of_groundwork_{number}",
            "has its groundwork fail, and tells what the error says",
            f"try:\n    {call}\nexcept Exception as error:\n"
            "    raise ValueError('LO' + 'OT-' + str(error))",
            forbidden=("LOOT-", "axis=axis", "custom_conv2d(pre_activated"),
        )
        for number, call in enumerate(
            (
                "self.pre_activation(inputs, 'x' * 10**6)",
                "self.pre_activation(inputs[0], is_training)",
                "self.pre_activation_with_shortcut(inputs, is_training, (4, 10**9))",
                "self.pre_activation_with_shortcut(inputs, is_training, None)",
                "self.pre_activation_with_shortcut(inputs, is_training, ('a', {}))",
            )
        )
    ),
    _calling(
        "brings_groundwork_down",
        "asks for a projection that no memory holds, again and again",
        "for _ in range(50):\n"
        "    try:\n"
        "        self.pre_activation_with_shortcut(inputs, is_training, (60_000, 1))\n"
        "    except Exception:\n"
        "        pass",
    ),
    Attack(
        "keeps_groundwork_busy",
        "asks for groundwork without end; the answer beside it is right",
        (
            HostileCell(right("pre_activation"), "pre_activation"),
            HostileCell(
                wrong("regular_block", "while True:\n    self.pre_activation(inputs, False)"),
                "regular_block",
            ),
        ),
        target="regular_block",
        passes=("pre_activation",),
    ),
    in_function(
        "asks_in_fragments",
        "sends frames that are no requests in the place of some",
        "frame = sys._getframe()\n"
        'while "connection" not in frame.f_locals:\n'
        "    frame = frame.f_back\n"
        'frame.f_locals["connection"].sendall(b"\\x00\\x00\\x00\\x04\\x00\\x00\\x00\\x00[[[[" * 1000)',
        before="import sys",
        target="regular_block",
    ),
    in_function(
        "chooses_the_seed",
        "asks under a seed of its own, so that the weights are those of the instant check",
        "frame = sys._getframe()\n"
        'while "connection" not in frame.f_locals:\n'
        "    frame = frame.f_back\n"
        "usual = frame.f_globals['send']\n"
        "frame.f_globals['send'] = lambda to, header, arrays=(): usual(\n"
        '    to, header | {"seed": 2015}, arrays)',
        before="import sys",
        target="regular_block",
    ),
)
