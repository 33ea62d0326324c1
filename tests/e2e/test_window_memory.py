"""A hundred tasks in one window: memory stays flat, and a task costs the window no more than an early one."""

from pathlib import Path

from fakes.window_figures import many_tasks

TASKS, AFTER = 100, 20

GROWTH_KIB = 24 * 1024
"""Memory of 80 more tasks, their answers and the database's own caches; a second main window would take more."""


def test_a_hundred_tasks(tmp_path: Path) -> None:
    seen = many_tasks(tmp_path, TASKS, one_thread=False)
    memory, seconds = seen["memory"], seen["seconds"]
    assert len(memory) == TASKS
    assert memory[-1] - memory[AFTER - 1] < GROWTH_KIB, memory
    early, late = sorted(seconds[5:25]), sorted(seconds[-20:])
    assert late[10] < 2 * early[10], seconds  # processor time of the window's thread, middle of twenty
