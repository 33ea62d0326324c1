"""The small parts every view is made of."""

from homeport.ui.widgets.badge import CategoryBadge, ClassBadge, ClassBadgeButton
from homeport.ui.widgets.banner import Banner
from homeport.ui.widgets.button import Button, IconButton
from homeport.ui.widgets.card import Card, Divider
from homeport.ui.widgets.elided_label import ElidedLabel
from homeport.ui.widgets.empty_state import EmptyState, SkeletonRows
from homeport.ui.widgets.fields import Choice, NumberField
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.focus_ring import FocusRing
from homeport.ui.widgets.lane_label import LaneLabel
from homeport.ui.widgets.progress_line import ProgressLine
from homeport.ui.widgets.scroll_page import RING, ScrollPage
from homeport.ui.widgets.search_field import SearchField
from homeport.ui.widgets.text_label import Body, Caption, SectionLabel, TextLabel
from homeport.ui.widgets.undo_bar import UndoBar

__all__ = [
    "RING",
    "Banner",
    "Body",
    "Button",
    "Caption",
    "Card",
    "CategoryBadge",
    "Choice",
    "ClassBadge",
    "ClassBadgeButton",
    "Divider",
    "ElidedLabel",
    "EmptyState",
    "FlowLayout",
    "FocusRing",
    "IconButton",
    "LaneLabel",
    "NumberField",
    "ProgressLine",
    "ScrollPage",
    "SearchField",
    "SectionLabel",
    "SkeletonRows",
    "TextLabel",
    "UndoBar",
]
