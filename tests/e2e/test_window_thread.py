"""A long conversation: one more turn costs the window no more than an early one."""

from pathlib import Path

from fakes.window_figures import many_tasks

TURNS = 60


def test_a_long_thread_is_not_slower(tmp_path: Path) -> None:
    seconds = many_tasks(tmp_path, TURNS, one_thread=True)["seconds"]
    assert len(seconds) == TURNS
    early, late = sorted(seconds[5:20]), sorted(seconds[-15:])
    assert late[7] < 1.6 * early[7], seconds  # processor time of the window's thread, middle of fifteen
