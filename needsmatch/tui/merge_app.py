"""The merge page standing alone: for `needsmatch merge` at a terminal, where two copies contradict each other."""

from pathlib import Path
from typing import TYPE_CHECKING

from needsmatch.errors import NeedsmatchError
from needsmatch.planning.merge import Merged, decided
from needsmatch.planning.take_in import Choices, values_of
from needsmatch.store.atomic import save
from needsmatch.store.files import Seen
from needsmatch.store.folder import StoredPlan
from needsmatch.store.plan_merge import merged_bytes
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.screens.merge import MergePage

if TYPE_CHECKING:
    from needsmatch.store.settings import Settings

LEFT = 3
"""Exit code where conflicts were left undecided."""


class MergeApp(NeedsmatchApp):
    """Decides the conflicts of one merge and writes the outcome."""

    def __init__(
        self,
        settings: "Settings",
        merged: Merged,
        files: tuple[StoredPlan | None, StoredPlan, StoredPlan],
        out: tuple[Path, Seen | None],
    ) -> None:
        super().__init__(None, settings)
        self._merged = merged
        self._files = files
        """Base, ours and theirs."""
        self._out = out
        """Where the outcome goes, and what stood there."""
        self._choices: Choices = {}

    def _begin(self) -> None:
        self._ask()

    def _ask(self) -> None:
        _base, ours, theirs = self._files
        names = ours.path.name, theirs.path.name
        if names[0] == names[1]:
            names = str(ours.path), str(theirs.path)
        self.push_screen(MergePage(self._merged, self._choices, *names, self._chose), self._leave_page)

    def _chose(self, choices: Choices) -> None:
        self._choices = choices

    def _leave_page(self, finished: bool | None) -> None:
        if not finished:
            self.exit(return_code=LEFT)
            return
        plan = decided(self._merged, values_of(self._merged, self._choices))
        base, ours, theirs = self._files
        try:
            path, seen = self._out
            save(path, merged_bytes(base, ours, theirs, plan), seen)
        except NeedsmatchError as error:
            self._ask()
            self.tell(str(error))
        else:
            self.exit(return_code=0)

    async def action_quit(self) -> None:
        """Leave without writing anything."""
        self.exit(return_code=LEFT)
