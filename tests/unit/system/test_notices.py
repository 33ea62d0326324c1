"""What goes to the desktop's notification service: a number and one word."""

from collections.abc import Iterator

import pytest

from fakes.desktop_services import NOT_THERE, DesktopServices, available, private_bus
from homeport.adapters.system.notices import FreedesktopNotices, NoNotices

pytestmark = pytest.mark.skipif(not available(), reason=NOT_THERE)


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[DesktopServices]:
    with private_bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with DesktopServices(address) as services:
            yield services


def test_it_says_a_number_and_a_word_and_nothing_else(desktop: DesktopServices) -> None:
    notices = FreedesktopNotices()
    assert notices.show("2 tasks")
    assert notices.show("1\u00a0000 uppgifter")
    notices.withdraw()
    notices.withdraw()
    first, second, closed = desktop.asked
    app, replaces, icon, summary, body, actions, hints, _ = first.values
    assert (app, replaces, icon, summary, body, actions) == ("Homeport", 0, "homeport", "2 tasks", "", [])
    assert hints == {"desktop-entry": ("s", "homeport"), "transient": ("b", True), "urgency": ("y", 0)}
    assert second.values[1:4] == (41, "homeport", "1\u00a0000 uppgifter")  # in place of the first
    assert closed.method == "CloseNotification"
    assert closed.values == (41,)


@pytest.mark.parametrize(
    "text",
    [
        "contract.pdf",
        "2 tasks: contract",
        "Ann 2",
        "2  tasks",
        "2 tasks\n",
        "",
        "2",
        "12345678 tasks",
        "2 <b>x</b>",
    ],
)
def test_anything_else_is_refused_before_it_gets_out(text: str, desktop: DesktopServices) -> None:
    with pytest.raises(ValueError, match="a number and one word"):
        FreedesktopNotices().show(text)
    assert desktop.asked == []


def test_without_a_service_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert not FreedesktopNotices().show("1 task")
    FreedesktopNotices().withdraw()
    assert not NoNotices().show("1 task")
    NoNotices().withdraw()
