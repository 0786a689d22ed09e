"""Whoever is told what the authority decided forgets that it may have decided nothing."""

from chassis.access import Decision, Principal, Refused


def lets_in(decision: Decision) -> bool:  # error: return
    match decision:
        case Principal():
            return True
        case Refused():
            return False
