"""Qt's Fusion style, with an edge to fields and boxes that can be seen on a dark ground too.

Fusion takes a darker shade of the window's colour for its edges: on a dark window that is no edge at all.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QStyleOptionComplex, QWidget

from virtgui.theme import colours_for

_BOXES = (QStyle.PrimitiveElement.PE_IndicatorCheckBox, QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck)
_ROUND = (QStyle.PrimitiveElement.PE_IndicatorRadioButton,)
_FIELDS = (QStyle.PrimitiveElement.PE_FrameLineEdit, QStyle.PrimitiveElement.PE_Frame)
_BUTTONS = (QStyle.PrimitiveElement.PE_PanelButtonCommand, QStyle.PrimitiveElement.PE_PanelButtonTool)
_CONTROLS = frozenset((QStyle.ComplexControl.CC_SpinBox, QStyle.ComplexControl.CC_ComboBox))
_EDGED = frozenset((*_BOXES, *_ROUND, *_FIELDS))
_RADIUS = 2.0


class EdgedFusion(QProxyStyle):
    """The application's style."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(  # Qt's
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        super().drawPrimitive(element, option, painter, widget)
        if element in _EDGED or (element in _BUTTONS and _is_outlined(element, option)):
            _draw_edge(option, painter, is_round=element in _ROUND)

    def drawComplexControl(  # Qt's
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        super().drawComplexControl(control, option, painter, widget)
        if control in _CONTROLS:
            _draw_edge(option, painter)
        colours = colours_for(option.palette)
        if control == QStyle.ComplexControl.CC_ScrollBar and colours.high and widget is not None:
            # A black slider on a black ground says nothing of where one is.
            slider = self.subControlRect(control, option, QStyle.SubControl.SC_ScrollBarSlider, widget)
            painter.fillRect(slider.adjusted(3, 3, -3, -3), colours.edge)


def _is_outlined(button: QStyle.PrimitiveElement, option: QStyleOption) -> bool:
    """In high contrast: every button, and of those on a toolbar the one that is pressed."""
    on = bool(option.state & (QStyle.StateFlag.State_On | QStyle.StateFlag.State_Sunken))
    return colours_for(option.palette).high and (on or button == QStyle.PrimitiveElement.PE_PanelButtonCommand)


def _draw_edge(option: QStyleOption, painter: QPainter, *, is_round: bool = False) -> None:
    colours = colours_for(option.palette)
    focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
    enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
    edge = colours.accent if focused else colours.edge if enabled else colours.border
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    if is_round:
        painter.drawEllipse(rect)
    else:
        painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
    painter.restore()
