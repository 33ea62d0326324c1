"""Instructions that a person keeps to use again; their variables are in `domain.instruction_template`."""

from collections.abc import Callable
from dataclasses import replace

from homeport.domain.errors import UserFacingError
from homeport.domain.saved_instruction import SavedInstruction
from homeport.ports.clock import Clock
from homeport.ports.store import Store

MOST_NAME_CHARACTERS = 80


class SavedInstructions:
    """Saves, lists, renames and deletes them in the record."""

    def __init__(self, store: Store, clock: Clock, new_id: Callable[[], str]) -> None:
        """Take the record, and what makes an id."""
        self._store = store
        self._clock = clock
        self._new_id = new_id

    async def save(self, name: str, text: str) -> SavedInstruction:
        """Keep a new one.

        Raises:
            UserFacingError: the name is empty, too long or taken, or the text is empty.
        """
        return await self._put(SavedInstruction(self._new_id(), name, text, ""))

    async def change(self, instruction_id: str, text: str) -> SavedInstruction:
        """Give one another text.

        Raises:
            UserFacingError: there is none of that id, or the text is empty.
        """
        return await self._put(replace(await self._existing(instruction_id), text=text))

    async def rename(self, instruction_id: str, name: str) -> SavedInstruction:
        """Give one another name.

        Raises:
            UserFacingError: there is none of that id, or the name is empty, too long or taken.
        """
        return await self._put(replace(await self._existing(instruction_id), name=name))

    async def delete(self, instruction_id: str) -> None:
        """Erase one.

        Raises:
            UserFacingError: there is none of that id.
        """
        if not await self._store.delete_instruction(instruction_id):
            raise _gone()

    async def list(self) -> tuple[SavedInstruction, ...]:
        """All of them by name, whatever the case; a window sorts by locale itself."""
        return tuple(sorted(await self._store.instructions(), key=lambda each: (each.name.casefold(), each.name)))

    async def _existing(self, instruction_id: str) -> SavedInstruction:
        for instruction in await self._store.instructions():
            if instruction.id == instruction_id:
                return instruction
        raise _gone()

    async def _put(self, instruction: SavedInstruction) -> SavedInstruction:
        name = " ".join(instruction.name.split())
        if not name:
            raise UserFacingError("A saved instruction needs a name.", "Give it one; nothing was saved.")
        if len(name) > MOST_NAME_CHARACTERS:
            raise UserFacingError(
                f"The name has more than {MOST_NAME_CHARACTERS} characters.",
                "Give a shorter one; nothing was saved.",
            )
        if not instruction.text.strip():
            raise UserFacingError("The instruction is empty.", "Write what to do; nothing was saved.")
        kept = replace(instruction, name=name, changed_at=self._clock.now())
        if not await self._store.put_instruction(kept):
            raise UserFacingError(
                f"There is a saved instruction “{name}” already.", "Give this one another name; nothing was saved."
            )
        return kept


def _gone() -> UserFacingError:
    return UserFacingError("This saved instruction is gone.", "It was deleted, perhaps in another window.")
