"""The language of the windows: the desktop's, if there is a translation; English otherwise."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from engine.resource import resource_path


def install(app: QCoreApplication, locale: QLocale | None = None) -> list[QTranslator]:
    """Translate what ``app`` says from now on; windows that are there already keep their words. What Qt itself says
    ("Cancel") follows, and with it whether lines run from right to left. Returns the translators in use."""
    wanted = QLocale() if locale is None else locale
    QLocale.setDefault(wanted)
    ours = str(resource_path("translations"))
    qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    used: list[QTranslator] = []
    for name, directory in (("qtbase", qts), ("virtgui", ours)):
        translator = QTranslator(app)
        # An English text is its own translation: for English nothing must be loaded, not even Qt's British spelling.
        if _is_english(wanted) or not translator.load(wanted, name, "_", directory):
            continue
        app.installTranslator(translator)
        used.append(translator)
    return used


def _is_english(locale: QLocale) -> bool:
    languages = locale.uiLanguages()
    return bool(languages) and languages[0].split("-")[0] in ("en", "C")
