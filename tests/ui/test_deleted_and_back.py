"""Undo of a delete: the conversation is back in the list, and on the page if it was there."""

from fakes.window_bench import WindowBench, window_bench

TAKEN_BACK = "common.undo"


def ask_and_delete(bench: WindowBench, *questions: str) -> list[str]:
    """Ask each in a conversation of its own, then delete the last one, which is shown."""
    threads = []
    for question in questions:
        bench.presenter.views.conversation.new_task()
        bench.ask(question)
        threads.append(bench.presenter.tasks.shown.id)
    bench.window.sidebar.delete_requested.emit((threads[-1],))
    bench.wait(bench.window.undo_bar.isVisible)
    assert not bench.presenter.tasks.shown.tasks
    return threads


def test_undo_shows_the_conversation_that_was_shown(qtbot, theme, words, tmp_path) -> None:
    with window_bench(qtbot, theme, words, tmp_path) as bench:
        *_, last = ask_and_delete(bench, "When is it?", "And where is it?")
        bench.press(bench.window.undo_bar, words(TAKEN_BACK))
        bench.wait(lambda: bench.presenter.tasks.shown.id == last and bench.presenter.tasks.shown.tasks)
        assert bench.turn().instruction == "And where is it?"
        bench.wait(lambda: bench.window.sidebar.list._delegate.open_task == last)


def test_who_has_gone_on_meanwhile_stays_there(qtbot, theme, words, tmp_path) -> None:
    with window_bench(qtbot, theme, words, tmp_path) as bench:
        first, last = ask_and_delete(bench, "When is it?", "And where is it?")
        bench.presenter.views.conversation.open_thread(first)
        bench.wait(lambda: bench.presenter.tasks.shown.id == first)
        bench.press(bench.window.undo_bar, words(TAKEN_BACK))
        bench.wait(lambda: last in {row.task_id for row in bench.window.sidebar._model.rows()})
        assert bench.presenter.tasks.shown.id == first


def test_what_was_typed_meanwhile_stays(qtbot, theme, words, tmp_path) -> None:
    with window_bench(qtbot, theme, words, tmp_path) as bench:
        (last,) = ask_and_delete(bench, "When is it?")
        bench.window.composer.set_text("Something new")
        bench.press(bench.window.undo_bar, words(TAKEN_BACK))
        bench.wait(lambda: last in {row.task_id for row in bench.window.sidebar._model.rows()})
        assert not bench.presenter.tasks.shown.tasks
        assert bench.window.composer.text() == "Something new"
