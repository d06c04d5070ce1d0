"""What systems want of a machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.advice import OURS, THEIRS, advise, known


@pytest.mark.parametrize(
    ("label", "system"),
    [
        ("Debian 12.5.0 amd64 n", "Debian 12"),
        ("d-live 12.5.0 gn amd64", "Debian live"),
        ("Ubuntu-Server 24.04 LTS amd64", "Ubuntu Server 24.04"),
        ("Ubuntu 22.04.3 LTS amd64", "Ubuntu 22.04"),
        ("Fedora-WS-Live-39-1-5", "Fedora 39"),
        ("Rocky-9-3-x86_64-dvd", "Enterprise Linux 9"),
        ("ARCH_202403", "Arch Linux"),
        ("alpine-std 3.19.1 x86_64", "Alpine Linux"),
        ("14_0_RELEASE_AMD64_CD", "FreeBSD"),
        ("OpenBSD/amd64   7.4 Install CD", "OpenBSD"),
        ("FD13-LIVE", "FreeDOS"),
        ("WIN98SE", "Windows 98"),
        ("CCCOMA_X64FRE_EN-US_DV9", "Windows 10 or later"),
        ("REACTOS", "ReactOS"),
    ],
)
def test_labels_of_real_media(label: str, system: str) -> None:
    advice = known(label)
    assert advice is not None
    assert advice.system == system
    assert advice.origin == OURS
    assert advice.memory_mib >= 64
    assert 1 <= advice.vcpus <= 4


def test_what_nobody_knows(tmp_path: Path) -> None:
    assert advise("HOLIDAY_2019", tmp_path) is None
    assert advise("", tmp_path) is None


def test_osinfo_is_asked_when_we_do_not_know(tmp_path: Path) -> None:
    place = tmp_path / "os" / "example.org"
    place.mkdir(parents=True)
    (place / "bad.xml").write_text("<libosinfo volume-id")
    (place / "templeos.xml").write_text(
        """<libosinfo><os id="http://x"><name>TempleOS 5</name><family>other</family>
        <media arch="x86_64"><iso><volume-id>TEMPLE(OS)?_[0-9]+</volume-id></iso></media>
        <resources arch="all"><minimum><n-cpus>1</n-cpus><ram>268435456</ram></minimum>
        <recommended><ram>536870912</ram><storage>2147483648</storage></recommended></resources></os></libosinfo>"""
    )
    advice = advise("TEMPLEOS_503", tmp_path)
    assert advice is not None
    assert (advice.system, advice.memory_mib, advice.vcpus, advice.disk_gib) == ("TempleOS 5", 512, 1, 2)
    assert (advice.bus, advice.origin) == ("ide", THEIRS)
    assert advise("TEMPLEOS_503x", tmp_path) is None


def test_a_label_that_nobody_gave_is_no_name(tmp_path: Path) -> None:
    """ISOIMAGE is what xorriso calls a disc that it was told no name for; osinfo-db has a system that shipped so."""
    place = tmp_path / "os" / "example.org"
    place.mkdir(parents=True)
    (place / "alt.xml").write_text(
        """<libosinfo><os id="http://x"><name>ALT 8.2</name>
        <media arch="x86_64"><iso><volume-id>ISOIMAGE|ALT</volume-id></iso></media></os></libosinfo>"""
    )
    assert advise("ALT", tmp_path) is not None
    assert advise("ISOIMAGE", tmp_path) is None
