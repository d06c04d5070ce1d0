"""What a desktop is told about VirtGUI: desktop entry, AppStream, MIME type, manuals; and that a wheel has them."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from engine import VERSION
from engine.archive import SUFFIX
from engine.ctl.grammar import VERBS
from tests.manual.page import PAGE, page

ROOT = Path(__file__).parents[2]
DESKTOP = ROOT / "resources" / "desktop"
NAME = "org.virtgui.VirtGUI"
MACHINE = "application/x-virtgui-machine"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def entry() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment]  # keys are case-sensitive
    parser.read(DESKTOP / f"{NAME}.desktop", "utf-8")
    return parser


def test_the_desktop_entry() -> None:
    main = entry()["Desktop Entry"]
    assert main["Type"] == "Application"
    assert main["Exec"] == "virtgui %F"
    assert main["Icon"] == NAME
    assert MACHINE in main["MimeType"].split(";")
    for key in ("GenericName", "Comment", "Keywords"):
        assert main[key] and main[f"{key}[zh_CN]"]
    for action in main["Actions"].strip(";").split(";"):
        assert entry()[f"Desktop Action {action}"]["Exec"].startswith("virtgui ")
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", DESKTOP / f"{NAME}.desktop"], check=True)


def test_the_window_belongs_to_the_entry() -> None:
    assert f'setDesktopFileName("{NAME}")' in (ROOT / "virtgui" / "app.py").read_text()


def test_the_metainfo() -> None:
    path = DESKTOP / f"{NAME}.metainfo.xml"
    root = ET.parse(path).getroot()
    assert root.findtext("id") == NAME
    assert root.findtext("launchable") == f"{NAME}.desktop"
    assert root.findtext("project_license") == "GPL-2.0-or-later"
    release = root.find("releases/release")
    assert release is not None and release.get("version") == VERSION
    texts = [element for element in root.iter() if element.tag in ("p", "li", "summary")]
    assert sum(element.get(LANG) == "zh_CN" for element in texts) * 2 == len(texts)
    if shutil.which("appstreamcli"):
        subprocess.run(["appstreamcli", "validate", "--no-net", path], check=True, capture_output=True)


def test_the_mime_type() -> None:
    root = ET.parse(DESKTOP / f"{NAME}.mime.xml").getroot()
    kind = root.find("{*}mime-type")
    assert kind is not None and kind.get("type") == MACHINE
    glob = kind.find("{*}glob")
    assert glob is not None and glob.get("pattern") == f"*{SUFFIX}"


def test_vgctls_manual_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "make manuals"
    for verb in VERBS:
        assert f"\n.B {verb}" in page()


@pytest.mark.parametrize("name", ["virtgui.1", "vgctl.1"])
def test_manual_pages_are_well_formed(name: str) -> None:
    text = (PAGE.parent / name).read_text("utf-8")
    assert text.count("\n.SH ") >= 6
    if shutil.which("groff"):
        ran = subprocess.run(["groff", "-man", "-ww", "-z", PAGE.parent / name], capture_output=True, text=True)
        assert (ran.returncode, ran.stderr) == (0, "")


def test_a_wheel_has_all_of_it_in_its_place() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    shared = build["shared-data"]
    assert all((ROOT / source).is_file() for source in shared)
    listed = {path for folder in ("desktop", "man", "completion") for path in (ROOT / "resources" / folder).iterdir()}
    assert {path.relative_to(ROOT).as_posix() for path in listed} <= shared.keys()
    assert f"share/icons/hicolor/scalable/apps/{NAME}.svg" in shared.values()
