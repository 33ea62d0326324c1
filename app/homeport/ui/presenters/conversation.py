"""The conversation that is shown: composer, answer pane, header and document view over `Tasks`."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from homeport.domain.data_class import DataClass
from homeport.domain.finding import Finding
from homeport.domain.task_event import INTERRUPTED
from homeport.domain.title import title_of
from homeport.services.history import was_interrupted
from homeport.services.ways_on import AskSecondPerson, OnlyQuestion, RunHere, WithoutDocuments
from homeport.ui.actions import Do
from homeport.ui.main_window import MainWindow
from homeport.ui.models.composer import OWN_TEXT, ForecastState, ForecastView, RunRequest
from homeport.ui.models.turn import ActionKind, TurnView
from homeport.ui.presenters.answers import Answers
from homeport.ui.presenters.documents import Documents
from homeport.ui.presenters.route import STRONGER, RoutePresenter
from homeport.ui.presenters.sentences import sentences_for
from homeport.ui.presenters.tasks import Tasks
from homeport.ui.presenters.thread import Thread
from homeport.ui.presenters.turns import turns_of
from homeport.ui.presenters.undo import Undo
from homeport.ui.views.answer_notice import SECOND, WAY
from homeport.ui.views.header import HeaderView
from homeport.ui.words import Words

PASTE_MILLISECONDS = 50
"""How soon it is looked again whether a pasted text was labelled."""

_SETTINGS = {ActionKind.CHOOSE_MODEL: "engines", ActionKind.OPEN_LANES: "lanes", ActionKind.APPROVERS: "privacy"}
"""The page of the settings that is the next step."""


class Conversation(QObject):
    """Shows the thread that `tasks` shows, and turns what a person wishes there into runs."""

    second_review_wanted = Signal(str)
    """A second person is to review the result of this turn."""
    settings_wanted = Signal(str)
    """A page of the settings is the next step: ``engines`` or ``lanes``."""

    run_begins = Signal()
    """A task is about to run: what could be undone is final now."""

    def __init__(
        self,
        tasks: Tasks,
        answers: Answers,
        route: RoutePresenter,
        documents: Documents,
        undo: Undo,
        window: MainWindow,
        words: Words,
    ) -> None:
        super().__init__(window)
        self.tasks = tasks
        self.answers = answers
        self._route = route
        self._documents = documents
        self._undo = undo
        self._window = window
        self._words = words
        self._sentences = sentences_for(words, lambda: route.in_force, lambda live: route.ways(self.shown, live))
        self._on_screen = tasks.shown
        # Once for all that is told in one go: panel and header are laid out anew, which takes 10 ms.
        self._around = QTimer(self, interval=0, singleShot=True)
        self._around.timeout.connect(self._show_around)
        self._connect_composer()
        self._connect_answer()
        self._connect_actions()
        tasks.thread_shown.connect(self._show_thread)
        tasks.turn_changed.connect(self._show_turn)
        tasks.answer_grew.connect(self._grow)
        tasks.route_changed.connect(lambda: self._around.start())
        window.why.way_chosen.connect(self._take_way)
        window.why.finding_requested.connect(self._show_finding)
        tasks.attached_changed.connect(self._forecast)

    # ---- the shown thread

    @property
    def shown(self) -> Thread:
        """The thread on the screen."""
        return self.tasks.shown

    def new_task(self) -> None:
        """Begin an empty conversation."""
        self.shown.typed = self._window.composer.text()
        self.tasks.new_thread()
        self._window.composer.focus_text()

    def open_thread(self, thread: str) -> None:
        """Show a conversation of the history."""
        self.shown.typed = self._window.composer.text()
        self.tasks.open_thread(thread)

    def restored(self, threads: Sequence[str]) -> None:
        """Deleted conversations are back."""
        if not self._window.composer.text().strip():
            self.tasks.reopen(threads)

    def attach(self, paths: Sequence[Path]) -> None:
        """Add documents to the next question."""
        self.shown.attached.add_files(paths)

    def begin(self) -> None:
        """The policy is known: forecasts can be had."""
        self._forecast()
        self._show_route()

    def show_again(self) -> None:
        """Show the thread that was shown before these views."""
        self._window.composer.set_text(self.shown.typed)
        if self.shown.tasks:
            self._show_thread()
        self.shown.attached.show()
        self._window.composer.focus_text()

    def _show_thread(self) -> None:
        window, thread = self._window, self.shown
        if thread is not self._on_screen:
            self._on_screen = thread
            window.composer.clear()
            window.composer.set_text(thread.typed)
        if thread.newest is not None:
            thread.newest.new_text()  # it is in the turns that are shown now
        window.answer.set_turns(self._turns())
        self._after_change()
        if missing := thread.not_kept(thread.newest):
            window.composer.tell(self._words("window.documents_not_kept", count=missing))

    def _turns(self) -> tuple[TurnView, ...]:
        return turns_of(self.shown.tasks, self._sentences, self.shown.shown)

    def _show_turn(self, turn_id: str) -> None:
        group = self.shown.turn(turn_id)
        if group:
            self._grow(turn_id)  # what the view holds of the text is not shown again while it grows
            (view,) = turns_of(group, self._sentences, self.shown.shown)
            self._window.answer.show_turn(view)
        self._after_change()

    def _after_change(self) -> None:
        self._window.composer.set_running(self.shown.busy)
        self._around.start()

    def _show_around(self) -> None:
        self._show_header()
        self._show_route()

    def _grow(self, turn_id: str) -> None:
        newest = self.shown.newest
        if newest is not None and self.shown.turn_id(newest) == turn_id and (text := newest.new_text()):
            self._window.answer.append_text(turn_id, text)

    def _show_header(self) -> None:
        self._window.header.show_task(self._header())

    def _header(self) -> HeaderView | None:
        thread, newest = self.shown, self.shown.newest
        if newest is None:
            return None
        first = thread.tasks[0]
        documents = len(newest.chips or newest.opened)
        answers = newest.answers_now()
        facts = [self._words("window.documents", count=documents)] if documents else []
        if newest.running:
            facts.append(self._words("window.at_work"))
        elif answers:
            where = f"common.lane_in_text_{answers[-1].lane}"
            place = self._words(where) if self._words.has(where) else answers[-1].lane
            facts.append(self._words("window.answered", place=place))
        elif newest.state is not None:
            stands = INTERRUPTED if was_interrupted(newest.state) else newest.state.phase
            facts.append(self._words(f"common.phase_{stands}"))
        label = newest.label
        return HeaderView(
            title=title_of(first.task.instruction),
            fact=" · ".join(facts),
            data_class=label.data_class if label else None,
            categories=tuple(sorted(label.categories)) if label else (),
            can_export=bool(answers) and not newest.running,
        )

    def _show_route(self) -> None:
        if self.shown.tasks or not self._window.composer.text().strip():
            self._route.show_task(self.shown)

    # ---- composer

    def _connect_composer(self) -> None:
        composer = self._window.composer
        composer.changed.connect(self._typed)
        composer.run_requested.connect(self.run)
        composer.stop_requested.connect(self.tasks.stop)
        composer.files_added.connect(self.attach)
        composer.text_pasted.connect(lambda text: self.shown.attached.paste_text(text))
        composer.image_pasted.connect(lambda data: self.shown.attached.paste_image(data))
        composer.removed.connect(lambda id_: self.shown.attached.remove(id_))
        composer.removed_all.connect(lambda: self.shown.attached.remove_all())
        composer.raise_requested.connect(self._raise)
        composer.show_requested.connect(self._show_found)
        composer.open_requested.connect(lambda id_: self._documents.show(self.shown.attached.opened_as(id_)))

    def _typed(self, request: RunRequest) -> None:
        self.shown.typed = self._window.composer.text()
        self.shown.attached.typed.set_text(request.instruction)
        self._forecast()

    def _forecast(self) -> None:
        if self.shown.busy:
            return
        request = self._window.composer.request()
        if request.instruction.strip() and self.shown.attached.reading:
            # Not with a part of the documents: it would say too little, and again with each one that is read.
            self._window.composer.set_forecast(ForecastView(ForecastState.CHECKING))
        elif not (request.instruction.strip() and self.shown.attached.typed.labelling):  # else it comes in a blink
            self._route.forecast(self.shown, request)

    def run(self, request: RunRequest) -> None:
        """Run what stands in the composer."""
        if self.shown.busy or not request.instruction.strip():
            return
        if self.shown.attached.pasting:  # their text is nowhere else; it takes a blink
            QTimer.singleShot(PASTE_MILLISECONDS, lambda: self.run(request))
            return
        self.run_begins.emit()
        self.shown.typed = ""
        self._window.composer.set_text("")
        self.tasks.ask(request)

    def _raise(self, id_: str, to: DataClass) -> None:
        self.shown.attached.raise_class(id_, to)

    def _show_found(self, id_: str, index: int) -> None:
        opened = self.shown.attached.opened_as(id_)
        if opened is not None and id_ != OWN_TEXT:
            self._documents.show(opened)
            self._window.document.show_finding(index)

    # ---- answers

    def _connect_answer(self) -> None:
        wishes, tasks = self._window.answer.wishes, self.tasks
        wishes.stop_requested.connect(lambda _: tasks.stop())
        wishes.edit_saved.connect(lambda _, draft, text: self.answers.save_edit(draft, text))
        wishes.instruction_edited.connect(self._again(tasks.rerun))
        wishes.regenerate_requested.connect(self._again(tasks.regenerate))
        wishes.continue_requested.connect(self._again(tasks.go_on))
        wishes.offer_answered.connect(lambda turn, yes: tasks.answer_offer(turn, wants_to_see=yes))
        wishes.version_chosen.connect(self._choose_version)
        wishes.why_requested.connect(lambda _: self._window.show_why())
        wishes.source_requested.connect(self._show_source)
        wishes.reviewed.connect(self._review)
        wishes.action_chosen.connect(self._act)

    def _again(self, what: Callable[..., None]) -> Callable[..., None]:
        def slot(turn_id: str, *more: str) -> None:
            if not self.shown.busy and not self._lacks_documents(turn_id):
                self.run_begins.emit()
                what(turn_id, *more)
                self._window.composer.focus_text()  # what was pressed is gone; Esc stops from there

        return slot

    def _lacks_documents(self, turn_id: str) -> bool:
        """An answer is not written anew without what it was about; says so."""
        group = self.shown.turn(turn_id)
        missing = self.shown.not_kept(group[-1]) if group else 0
        if not missing:
            return False
        title = self._words("window.documents_not_kept", count=missing)
        self._window.composer.tell(f"{title} {self._words('window.documents_not_kept_next')}")
        return True

    def _review(self, turn_id: str, accepted: bool) -> None:
        def offer_undo(task_id: str) -> None:
            if not accepted:
                self._undo.offer(self._words("window.rejected"), lambda: self.answers.take_back_review(task_id))

        self.answers.review(turn_id, accepted, offer_undo)

    def _choose_version(self, turn_id: str, version: int) -> None:
        answers = [answer for live in self.shown.turn(turn_id) for answer in live.answers_now()]
        if 0 <= version < len(answers):
            self.tasks.choose_version(turn_id, answers[version].draft_id)

    def _act(self, turn_id: str, action: str) -> None:
        kind, _, number = action.partition(":")
        newest = self.shown.newest
        if kind == WAY and newest is not None:
            ways = self._route.ways(self.shown, newest)
            if int(number) < len(ways):
                self._take_way(ways[int(number)].value)
            return
        if kind == SECOND:
            self.second_review_wanted.emit(turn_id)
            return
        match ActionKind(action):
            case ActionKind.RETRY | ActionKind.RUN_HERE:
                self._again(self.tasks.regenerate)(turn_id)
            case ActionKind.CONTINUE:
                self._again(self.tasks.go_on)(turn_id)
            case ActionKind.EDIT_INSTRUCTION:
                self._window.answer.edit_instruction()
            case ActionKind.CHOOSE_MODEL | ActionKind.OPEN_LANES | ActionKind.APPROVERS as wanted:
                self.settings_wanted.emit(_SETTINGS[wanted])
            case ActionKind.WHY:
                self._window.show_why()
            case ActionKind.SHOW_ANYWAY:
                self.tasks.ask_stronger()
            case ActionKind.CHANGE_CEILING:
                self._window.composer.focus_text()
            case ActionKind.SHOW_UNREAD:
                opened = self.shown.attached.opened()
                unread = next((each for each in opened if each.document.unread_parts), None)
                self._documents.show(unread)

    def _show_source(self, turn_id: str, document: int, start: int, end: int) -> None:
        group = self.shown.turn(turn_id)
        answer = self.shown.answer_shown(group) if group else None
        live = self.shown.task_of(answer.draft_id) if answer else None
        opened = live.opened if live else ()
        if document < len(opened):
            self._documents.show(opened[document])
            self._window.document.show_place(start, end)

    def _show_finding(self, finding: Finding) -> None:
        opened = self.shown.attached.opened_as(self.shown.attached.id_of(finding.source))
        if opened is not None:
            self._documents.show(opened)
            self._window.document.show_place(finding.start, finding.end)

    def _take_way(self, way: object) -> None:
        if way == STRONGER:
            self.tasks.ask_stronger()
        elif isinstance(way, AskSecondPerson):
            self.tasks.ask_second_person(way.lane)
        elif isinstance(way, RunHere | WithoutDocuments | OnlyQuestion) and not self.shown.busy:
            self.run_begins.emit()
            put_back = self.tasks.take_way(way)
            self._window.composer.focus_text()
            if put_back is not None:  # the next question goes without it too, unless the person wants it back
                self._undo.offer(self._words("window.taken_off"), put_back)

    # ---- menu

    def _connect_actions(self) -> None:
        do, window = self._window.actions_, self._window
        do[Do.NEW_TASK].triggered.connect(self.new_task)
        do[Do.RUN].triggered.connect(window.composer.run)
        do[Do.STOP].triggered.connect(self.tasks.stop)
        do[Do.STRONGER].triggered.connect(lambda: self._take_way(STRONGER))
        do[Do.REGENERATE].triggered.connect(self._regenerate_newest)
        do[Do.EDIT_ANSWER].triggered.connect(window.answer.edit_newest)

    def _regenerate_newest(self) -> None:
        newest = self.shown.newest
        if newest is not None:
            self._again(self.tasks.regenerate)(self.shown.turn_id(newest))
