"""Every write to places and modes. Each action is one transaction with one fact in the trail."""

from linli.places.actions.calendar import set_day
from linli.places.actions.changing import UNDOING, change_place, close_place, reopen_place, undo_last, undoable
from linli.places.actions.flooring import add_floors
from linli.places.actions.growing import add_by_pattern, add_place, check_chain, check_pattern, ensure_places
from linli.places.actions.modes import (
    LevelDraft,
    add_post_kind,
    assign_mode,
    copy_mode,
    retire_mode,
    save_mode,
    usable_posts,
)
from linli.places.actions.moving import merge_places, move_place, same_names, split_place
from linli.places.actions.neighbours import set_neighbours
from linli.places.actions.shipping import load_shipped
from linli.places.actions.starting import NewCommunity, start_street

__all__ = [
    "UNDOING",
    "LevelDraft",
    "NewCommunity",
    "add_by_pattern",
    "add_floors",
    "add_place",
    "add_post_kind",
    "assign_mode",
    "change_place",
    "check_chain",
    "check_pattern",
    "close_place",
    "copy_mode",
    "ensure_places",
    "load_shipped",
    "merge_places",
    "move_place",
    "reopen_place",
    "retire_mode",
    "same_names",
    "save_mode",
    "set_day",
    "set_neighbours",
    "split_place",
    "start_street",
    "undo_last",
    "undoable",
    "usable_posts",
]
