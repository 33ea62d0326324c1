"""What the window says: sentences of the person's language, numbers, dates and sorting of the person's place."""

from datetime import datetime
from math import ceil
from pathlib import Path

from PySide6.QtCore import QCollator, QDate, QDateTime, QLocale, Qt

from homeport.domain.data_class import DataClass
from homeport.text.messages import FALLBACK, Messages, languages

MINUTE = 60
HOUR = 3600


class Words:
    """Says things in one language.

    Args:
        folder: the catalogues, `resources/i18n`.
        language: a code with a catalogue; ``system`` for the language of the computer.
        now: today's moment, for "Today" and "Yesterday"; tests give their own.
    """

    def __init__(self, folder: Path, language: str, now: datetime | None = None) -> None:
        self.language = _chosen(folder, language)
        self.locale = _locale(self.language)
        self._messages = Messages(folder, self.language)
        self._now = now
        self._collator = QCollator(self.locale)
        self._collator.setNumericMode(True)
        self._collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def __call__(self, key: str, **slots: object) -> str:
        """A sentence; numbers among the slots are written as in the person's place."""
        return self._messages.say(key, self._shown, **slots)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return self._messages.has(key)

    @property
    def messages(self) -> Messages:
        """The catalogue itself, for what is said without Qt."""
        return self._messages

    def data_class(self, data_class: DataClass) -> str:
        """The name of a data class."""
        return self(f"common.class_{data_class.word}")

    def lane(self, lane: str) -> str:
        """The name of a lane; a lane of a person's own policy goes by its id."""
        key = f"common.lane_{lane}"
        return self(key) if self.has(key) else lane

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with its thousands and decimals."""
        if decimals:
            return self.locale.toString(float(value), "f", decimals)
        return self.locale.toString(round(value))

    def percent(self, share: float) -> str:
        """A share between 0 and 1."""
        return f"{self.number(100 * share)} %"

    def money(self, amount: float, currency: str) -> str:
        """An amount, rounded up to a cent so that "at most" stays true."""
        cents = ceil(amount * 100 - 1e-6)
        if amount > 0 and cents <= 1:
            return self("common.under_a_cent", cent=self.number(0.01, 2), currency=currency)
        return f"{self.number(cents / 100, 2)} {currency}"

    def size(self, count: int) -> str:
        """A number of bytes."""
        return self.locale.formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)

    def duration(self, seconds: float) -> str:
        """How long, to the precision a person needs."""
        if seconds < 10:
            return self("common.seconds_short", count=self.number(seconds, 1))
        if seconds < MINUTE:
            return self("common.seconds_short", count=round(seconds))
        if seconds < HOUR:
            return self("common.minutes_short", count=round(seconds / MINUTE))
        hours, rest = divmod(round(seconds / MINUTE), MINUTE)
        return self("common.hours_short", hours=hours, minutes=rest)

    def moment(self, at: str) -> str:
        """Day and time of an ISO 8601 moment, in local time."""
        return f"{self.day(at)} {self.time(at)}"

    def time(self, at: str) -> str:
        """The time of day."""
        return self.locale.toString(_local(at).time(), "HH:mm")

    def date(self, at: str) -> str:
        """The date."""
        return self.locale.toString(_local(at).date(), QLocale.FormatType.LongFormat)

    def days_ago(self, at: str) -> int:
        """Whole calendar days since a moment, in local time."""
        today = QDate.currentDate() if self._now is None else _local(self._now.isoformat()).date()
        return int(_local(at).date().daysTo(today))

    def day(self, at: str) -> str:
        """Today, yesterday, the weekday of this week, or the date."""
        ago = self.days_ago(at)
        date = _local(at).date()
        if ago in (0, 1):
            return self("common.yesterday" if ago else "common.today")
        if 1 < ago < 7:
            return self.locale.dayName(date.dayOfWeek(), QLocale.FormatType.ShortFormat).capitalize()
        return self.locale.toString(date, QLocale.FormatType.ShortFormat)

    def sort_key(self, text: str) -> object:
        """A key that sorts as in the person's language: in Swedish Å, Ä and Ö come last."""
        return self._collator.sortKey(text)

    def _shown(self, value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return str(value)
        return self.number(value, 0 if isinstance(value, int) else 1)


def _chosen(folder: Path, language: str) -> str:
    known = languages(folder)
    if language in known:
        return language
    wanted = [code.replace("_", "-").partition("-")[0] for code in QLocale.system().uiLanguages()]
    wanted = ["nb" if code == "no" else code for code in wanted]
    return next((code for code in wanted if code in known), FALLBACK) if language == "system" else FALLBACK


def _locale(language: str) -> QLocale:
    """The system's own locale while it speaks the chosen language, so that its dates and decimals count."""
    system = QLocale.system()
    chosen = QLocale(language)
    if system.language() == chosen.language():
        return system
    # English with the dates and decimals of Europe, where most of its readers here are.
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom) if language == FALLBACK else chosen


def _local(at: str) -> QDateTime:
    moment = datetime.fromisoformat(at)
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp())).toLocalTime()
