"""What JupyterLab's log tells, and what it leaves out."""

import logging
import logging.config
import os
from types import MappingProxyType

import pytest
from jupyter_server.base.websocket import WebSocketMixin
from tornado import websocket
from traitlets.config import Config, JSONFileConfigLoader

from resnet_lessons.student import lab


@pytest.fixture(autouse=True)
def all_that_tornado_says():
    """Dask, which other tests load, lets tornado say no more than what is critical."""
    loggers = [logging.getLogger(name) for name in ("tornado", "tornado.general")]
    before = [(each.level, each.propagate, each.disabled) for each in loggers]
    for each in loggers:
        each.setLevel(logging.NOTSET)
        each.propagate, each.disabled = True, False
    yield
    for each, (level, propagate, disabled) in zip(loggers, before, strict=True):
        each.setLevel(level)
        each.propagate, each.disabled = propagate, disabled


@pytest.fixture
def log(caplog, monkeypatch):
    """What tornado says in general, with the settings that `resnet-lessons lab` gives JupyterLab."""
    general = logging.getLogger("tornado.general")
    before = list(general.filters)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    config = Config()
    # So JupyterLab reads them.
    for folder in lab.environment()["JUPYTER_CONFIG_PATH"].split(os.pathsep):
        loader = JSONFileConfigLoader("jupyter_server_config.json", folder)
        config.merge(loader.load_config())
    settings = config.ServerApp.logging_config
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, **settings})
    websocket.de_dupe_gen_log.cache_clear()
    yield caplog
    general.filters[:] = before


class OfJupyter(WebSocketMixin):
    settings = MappingProxyType({})


def connection():
    """A connection of tornado's with the pings that Jupyter's server asks for."""
    asked = OfJupyter()
    params = websocket._WebSocketParams(
        ping_interval=asked.ping_interval, ping_timeout=asked.ping_timeout
    )
    return websocket.WebSocketProtocol13(None, False, params)


def test_tornados_warning_of_pings_is_left_out(log):
    assert connection().ping_timeout == OfJupyter().ping_interval
    assert log.records == []


def test_without_the_settings_tornado_would_warn(caplog):
    websocket.de_dupe_gen_log.cache_clear()
    assert connection().ping_timeout == OfJupyter().ping_interval
    assert "websocket_ping_timeout (90000) cannot be longer" in caplog.text


def test_other_warnings_are_shown(log):
    logging.getLogger("tornado.general").warning("Connect error on fd %s: %s", 7, "refused")
    assert log.messages == ["Connect error on fd 7: refused"]
