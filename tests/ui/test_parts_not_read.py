"""A document that was read in part says so beside the answer, in pages only where it has pages."""

import pytest

from homeport.domain.data_class import DataClass
from homeport.domain.document import Document, Section, SectionKind, Unread, UnreadPart
from homeport.domain.label import Label
from homeport.domain.task import DEFAULT_WORKSPACE, Ceiling, Latency, Task, TaskKind
from homeport.services.updates import Opened
from homeport.ui.models.turn import NotFullyRead
from homeport.ui.presenters.live_task import LiveTask
from homeport.ui.presenters.sentences import sentences_for
from homeport.ui.presenters.turns import turns_of

TASK = Task("t", DEFAULT_WORKSPACE, "Go.", TaskKind.GENERAL, Latency.INTERACTIVE, Ceiling.FREE, created="")


def notice_of(words, kind: SectionKind, *unread: str) -> NotFullyRead:
    sections = tuple(Section(kind, str(number), number, number + 1) for number in range(1, 4))
    parts = tuple(UnreadPart(place, Unread.NO_TEXT) for place in unread)
    document = Document("a.pdf", "0", 9, "application/pdf", "abcdefghi", sections, unread_parts=parts)
    live = LiveTask(TASK, opened=(Opened(document, Label(DataClass.RESTRICTED)),))
    (turn,) = turns_of([live], sentences_for(words, lambda: None, lambda _: ()))
    (notice,) = (each for each in turn.notices if isinstance(each, NotFullyRead))
    return notice


@pytest.mark.parametrize("language", ["words", "swedish"])
def test_pages_are_counted_where_there_are_pages(language, request):
    words = request.getfixturevalue(language)
    says = notice_of(words, SectionKind.PAGE, "page 4-5").says
    assert "3" in says
    assert "5" in says
    assert "4-5" in says


def test_other_parts_are_named_and_no_pages_are_made_up(words):
    says = notice_of(words, SectionKind.ATTACHMENT, "attachment scan.png").says
    assert "scan.png" in says
    assert "page" not in says
