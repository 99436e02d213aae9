"""What can be done with whole plans, wherever they are shown: send, review, refresh, take in."""

from collections.abc import Sequence

from textual.binding import Binding, BindingType

from needsmatch.i18n import N_
from needsmatch.tui.keys import twins
from needsmatch.tui.screens.page import Page
from needsmatch.tui.sending import send_for_review

PLAN_KEYS: tuple[BindingType, ...] = (
    Binding(twins("r"), "send", N_("Send for review"), key_display="r"),
    Binding(twins("m"), "take_in", N_("Take in copies"), key_display="m"),
    Binding(twins("f"), "refresh_plans", N_("Refresh"), key_display="f"),
    Binding(twins("v"), "review", N_("Review"), key_display="v"),
)
"""For the bindings of a page with plans, behind what is done there most often."""


class PlanKeys(Page):
    """A page on which plans are shown."""

    @property
    def chosen_plan(self) -> str | None:
        """Id of the plan that is meant; None where there is none."""
        raise NotImplementedError

    @property
    def shown_plans(self) -> Sequence[str]:
        """Ids of all plans that are shown."""
        raise NotImplementedError

    def action_send(self) -> None:
        """The plan leaves the house."""
        self.keep_open_field()
        if name := self.chosen_plan:
            send_for_review(self.needsmatch, name)

    def action_review(self) -> None:
        """Item by item, as a head sees it: to look at, or to enter what a head said."""
        from needsmatch.tui.screens.review import ReviewPage

        self.keep_open_field()
        if name := self.chosen_plan:
            self.app.push_screen(ReviewPage(name))

    def action_refresh_plans(self) -> None:
        """What the program would propose by now."""
        from needsmatch.tui.screens.refresh import RefreshPage

        self.keep_open_field()
        self.app.push_screen(RefreshPage(list(self.shown_plans)))

    def action_take_in(self) -> None:
        """Copies that came back."""
        from needsmatch.tui.screens.take_in import ask_for_copies

        self.keep_open_field()
        ask_for_copies(self.needsmatch)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a plan that is there is sent or reviewed."""
        if action in ("send", "review"):
            return self.chosen_plan is not None if self.is_mounted else True
        return bool(self.shown_plans) if action == "refresh_plans" and self.is_mounted else True
