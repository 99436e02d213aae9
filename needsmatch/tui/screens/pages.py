"""The main pages by the name of their mode; each is loaded when it is first wanted."""

from collections.abc import Callable, Mapping

from needsmatch.tui.screens.page import Page


def _start() -> Page:
    from needsmatch.tui.screens.start import StartPage

    return StartPage()


def _overview() -> Page:
    from needsmatch.tui.screens.overview import OverviewPage

    return OverviewPage()


def _matching() -> Page:
    from needsmatch.tui.screens.matching import MatchingPage

    return MatchingPage()


def _pairing() -> Page:
    from needsmatch.tui.screens.pairing import PairingPage

    return PairingPage()


def _plans() -> Page:
    from needsmatch.tui.screens.plans import PlansPage

    return PlansPage()


def _problems() -> Page:
    from needsmatch.tui.screens.problems import ProblemsPage

    return ProblemsPage()


def _report() -> Page:
    from needsmatch.tui.screens.report import ReportPage

    return ReportPage()


PAGES: Mapping[str, Callable[[], Page]] = {
    "start": _start,
    "overview": _overview,
    "matching": _matching,
    "pairing": _pairing,
    "plans": _plans,
    "problems": _problems,
    "report": _report,
}
