"""What the pages of the wizard share: the draft, what was found out about its files, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args

import msgspec
from PySide6.QtCore import QObject, Signal

from engine.advice import Advice, advise
from engine.config import VCPUS, FirmwareName
from engine.error import EngineError
from engine.storage.image import Image, ImageKind, identify, megabytes
from engine.store import Store
from virtgui.models.preference import NewMachine, Preferences
from virtgui.wizard.draft import (
    DISK_GIB,
    GIB,
    MEMORY_LEAST_MIB,
    MEMORY_MIB,
    DiskChoice,
    Draft,
    Source,
    attached,
    best_source,
    boot_orders,
    name_problem,
    proposed_name,
    unique_name,
)
from virtgui.wizard.host import HostFacts, gather

if TYPE_CHECKING:
    from virtgui.bridge import Bridge, Job

T = TypeVar("T")
Slot = Literal["source", "initrd", "disk"]


class Finding(msgspec.Struct, frozen=True):
    """What is known of a file. ``error`` is empty where it can be used; ``note`` says what was done about it."""

    looking: bool = False
    image: Image | None = None
    error: str = ""
    note: str = ""


NOTHING: Final = Finding()
_FOLLOWS: Final = ("name", "memory_mib", "vcpus", "disk", "disk_gib", "disk_bus", "boot")
"""Fields that follow the source until a person sets them."""
_REMEMBERED: Final = ("start", "copy", "firmware", "disk_gib")
"""Fields in which a machine is like the last one, unless what is known of its system says otherwise."""


class Plan(QObject):
    """The draft and everything that depends on it. ``changed`` comes after every change of any of it."""

    changed = Signal()

    def __init__(self, store: Store, bridge: Bridge, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.bridge = bridge
        self.store = store
        self._usual = self.draft = _like(preferences.new_machine)
        self.host: HostFacts | None = None
        self._advice: tuple[str, Advice] | None = None
        self.findings: dict[Slot, Finding] = {"source": NOTHING, "initrd": NOTHING, "disk": NOTHING}
        self._asked: dict[Slot, str] = {}
        self._remembered: dict[Source, tuple[str, Finding]] = {}
        self._edited: set[str] = set()
        self._any = ""
        self._jobs: list[Job[Any]] = []
        self._work(lambda: gather(store.root), self._host_known, self._host_unknown)

    # --- changing it ---------------------------------------------------------------------------------------

    def edit(self, **fields: Any) -> None:  # noqa: ANN401  # the draft's own fields and types
        """A person sets fields of the draft: they stay so whatever the source."""
        self._edited |= fields.keys() & {*_FOLLOWS, *_REMEMBERED}
        self._set(**fields)

    def choose_source(self, source: Source) -> None:
        """A person chooses what to start from. The file chosen for it before, if any, is there again."""
        if source is self.draft.source:
            return
        self._remembered[self.draft.source] = (self.draft.path, self.findings["source"])
        path, finding = self._remembered.get(source, ("", NOTHING))
        self._asked["source"] = path
        self.findings["source"] = msgspec.structs.replace(finding, looking=False, note="")
        self._set(source=source, path=path, image=finding.image if not finding.error else None)
        if path and finding.looking:
            self.choose_file("source", path)

    def choose_file(self, slot: Slot, path: str) -> None:
        """Look into a file, off this thread, and use it if that can be."""
        field = {"source": "path", "initrd": "initrd", "disk": "disk_path"}[slot]
        path = path.strip()
        if path == self._asked.get(slot, "") and path == getattr(self.draft, field):
            return
        self._asked[slot] = path
        self.findings[slot] = Finding(looking=bool(path))
        fields: dict[str, Any] = {field: path}
        if slot != "initrd":
            fields["image" if slot == "source" else "disk_image"] = None
        self._set(**fields)
        if path:
            self._work(
                lambda: identify(Path(path).expanduser()),
                lambda image: self._found(slot, path, image),
                lambda error: self._not_found(slot, path, error),
            )

    def choose_any_file(self, path: str) -> None:
        """Use a file as the source that suits it best, whatever was chosen before."""
        if self.draft.source is Source.WELCOME:
            self.choose_source(Source.DISK)
        self._any = path.strip()
        self._asked["source"] = ""
        self.choose_file("source", path)

    def look_again(self, slot: Slot) -> None:
        """The file may have changed."""
        path, self._asked[slot] = self._asked.get(slot, ""), ""
        self.choose_file(slot, path)

    def remember(self) -> None:
        """The machine was made: the next one is to be like it in what a person has set."""
        draft = self.draft
        chosen = {field for field in _REMEMBERED if field in self._edited}
        if draft.disk is not DiskChoice.NEW:
            chosen.discard("disk_gib")
        last: dict[str, Any] = {field: getattr(draft, field) for field in chosen}
        self.preferences.new_machine = msgspec.structs.replace(self.preferences.new_machine, **last)

    def close(self) -> None:
        """Nothing that is under way is of interest any more."""
        for job in self._jobs:
            job.cancel()

    # --- what is wrong with it -----------------------------------------------------------------------------

    def source_problem(self) -> str:
        """Why the machine cannot start from this; empty if it can."""
        draft, finding = self.draft, self.findings["source"]
        if draft.source is Source.WELCOME:
            return ""
        if not draft.path:
            return self.tr("Choose a file.")
        if finding.looking:
            return self.tr("The file is being looked at.")
        if finding.error or draft.image is None:
            return finding.error or self.tr("Choose another file.")
        if draft.source is Source.KERNEL and draft.initrd:
            initrd = self.findings["initrd"]
            return self.tr("The initrd is being looked at.") if initrd.looking else initrd.error
        return ""

    def memory_problem(self) -> str:
        """Why the machine cannot have so much memory."""
        wanted = self.draft.memory_mib
        if self.host is not None and wanted > self.host.memory_mib:
            return self.tr("This host has {0} MiB of memory: give the machine less.").format(self.host.memory_mib)
        if wanted < MEMORY_LEAST_MIB:
            return self.tr("A PC needs at least {0} MiB to start.").format(MEMORY_LEAST_MIB)
        return ""

    def memory_warning(self) -> str:
        """What may go badly with so much memory."""
        host, wanted = self.host, self.draft.memory_mib
        if host is None or wanted <= host.available_mib:
            return ""
        return self.tr("Only {0} MiB are free now: the host may swap, and everything on it become slow.").format(
            host.available_mib
        )

    def cpu_warning(self) -> str:
        """What may go badly with so many CPUs."""
        host = self.host
        if host is not None and host.no_kvm and self.draft.vcpus > 1:
            return self.tr("The software CPU is one CPU: with more, the guest runs on this host's emulated KVM.")
        if host is None or self.draft.vcpus <= host.cpus:
            return ""
        return self.tr("This host has {0}: more CPUs than that make a guest slower, not faster.").format(
            self.tr("one CPU") if host.cpus == 1 else self.tr("{0} CPUs").format(host.cpus)
        )

    def cpu_problem(self) -> str:
        """Why the machine cannot have so many CPUs."""
        if self.draft.vcpus not in VCPUS:
            return self.tr("A machine has 1 to {0} CPUs.").format(VCPUS[-1])
        if self.host is not None and self.host.one_cpu and self.draft.vcpus > 1:
            return self.tr("Without KVM a machine has one CPU: choose one, or let the Doctor say how to get KVM.")
        return ""

    def hardware_problem(self) -> str:
        """Why the machine cannot have this memory, or these CPUs."""
        return self.cpu_problem() or self.memory_problem()

    def disk_problem(self) -> str:
        """Why the machine cannot have this disk."""
        draft, finding = self.draft, self.findings["disk"]
        if draft.disk is not DiskChoice.EXISTING:
            return ""
        if not draft.disk_path:
            return self.tr("Choose a disk image.")
        if finding.looking:
            return self.tr("The file is being looked at.")
        if draft.disk_path == draft.path and attached(draft) == "disk":
            return self.tr("The machine starts from this disk already: choose another, or none.")
        return finding.error

    def disk_warning(self) -> str:
        """What may go badly with a new disk of this size."""
        if self.draft.disk is not DiskChoice.NEW or self.host is None:
            return ""
        if self.draft.disk_gib * GIB <= self.host.free_bytes:
            return ""
        return self.tr(
            "Only {0} are free: when the host's disk is full, the guest is paused until there is room."
        ).format(megabytes(self.host.free_bytes))

    def name_problem(self) -> str:
        """Why the machine cannot have this name."""
        taken = self.host.names if self.host is not None else ()
        return name_problem(self.draft.name, taken, self.tr)

    def firmware_problem(self) -> str:
        """Why the machine could not start with this firmware."""
        if attached(self.draft) == "kernel" or self.host is None:
            return ""
        return self.host.firmware_problems.get(self.draft.firmware, "")

    # --- inside --------------------------------------------------------------------------------------------

    def _work(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[EngineError], None]) -> None:
        self._jobs = [job for job in self._jobs if not job.finished]
        self._jobs.append(self.bridge.blocking(work, done, failed))

    def _set(self, **fields: Any) -> None:  # noqa: ANN401  # as edit
        draft = msgspec.structs.replace(self.draft, **fields)
        self.draft = self._followed(draft)
        self.changed.emit()

    def _followed(self, draft: Draft) -> Draft:
        """``draft`` with what follows the source, where nobody has set it."""
        source = draft.source
        advice = self._advice_for(draft)
        if "memory_mib" not in self._edited:
            proposed = advice.memory_mib if advice is not None else MEMORY_MIB[source]
            if self.host is not None:
                proposed = min(proposed, max(MEMORY_LEAST_MIB, self.host.memory_mib // 2))
            draft = msgspec.structs.replace(draft, memory_mib=proposed)
        if "disk" not in self._edited:
            installs = source is Source.CD and (advice is None or advice.disk_gib > 0)
            draft = msgspec.structs.replace(draft, disk=DiskChoice.NEW if installs else DiskChoice.NONE)
        draft = self._advised_draft(draft, advice)
        if "firmware" not in self._edited:
            gone = self.host is not None and self.host.firmware_problems.get(self._usual.firmware)
            draft = msgspec.structs.replace(draft, firmware="auto" if gone else self._usual.firmware)
        if "name" not in self._edited:
            taken = self.host.names if self.host is not None else ()
            name = unique_name(advice.system, taken) if advice is not None else proposed_name(draft, taken)
            draft = msgspec.structs.replace(draft, name=name)
        orders = boot_orders(draft)
        if "boot" not in self._edited or draft.boot not in orders:
            draft = msgspec.structs.replace(draft, boot=orders[0] if orders else "c")
        return draft

    def _advised_draft(self, draft: Draft, advice: Advice | None) -> Draft:
        """``draft`` with CPUs, size and bus of the disk as advised, where nobody has set them."""
        usual = self._usual
        cpus, gib, bus = usual.vcpus, usual.disk_gib, usual.disk_bus
        if advice is not None:
            host = self.host
            cpus = min(advice.vcpus, host.cpus) if host is not None and not host.no_kvm else 1
            gib = max(1, advice.disk_gib)
            bus = advice.bus
        proposed: dict[str, Any] = {"vcpus": cpus, "disk_gib": gib, "disk_bus": bus}
        return msgspec.structs.replace(
            draft, **{key: value for key, value in proposed.items() if key not in self._edited}
        )

    @property
    def advice(self) -> Advice | None:
        """What the system on the chosen medium wants; None if that is not known."""
        return self._advice_for(self.draft)

    def _advice_for(self, draft: Draft) -> Advice | None:
        fits = self._advice is not None and draft.source is Source.CD and self._advice[0] == draft.path
        return self._advice[1] if fits and self._advice is not None else None

    def _take_advice(self, path: str, advice: Advice | None) -> None:
        if advice is not None and self.draft.path == path:
            self._advice = (path, advice)
            self._set()

    def _host_known(self, host: HostFacts) -> None:
        self.host = host
        self._set()

    def _host_unknown(self, error: EngineError) -> None:
        # The pages do without: limits are then checked when the machine starts.
        self.findings["source"] = msgspec.structs.replace(self.findings["source"], note=str(error))
        self.changed.emit()

    def _found(self, slot: Slot, path: str, image: Image) -> None:
        if self._asked.get(slot) != path:
            return  # Another file has been chosen meanwhile.
        if slot == "source":
            self._found_source(path, image)
        elif slot == "disk":
            usable = "disk" in image.attach_as
            self.findings["disk"] = Finding(image=image, error="" if usable else self._refusal(image, Source.DISK))
            self._set(disk_image=image if usable else None)
        else:
            bad = image.kind in (ImageKind.EMPTY, ImageKind.DIRECTORY)
            self.findings["initrd"] = Finding(
                image=image, error=f"{image.description}: {image.remedy}" if bad else ""
            )
            self.changed.emit()

    def _found_source(self, path: str, image: Image) -> None:
        chosen = self.draft.source
        source = best_source(image, None if path == self._any else chosen)
        if source is None:
            self.findings["source"] = Finding(image=image, error=self._refusal(image, chosen))
            self.changed.emit()
            return
        note = ""
        if source is not chosen and path != self._any:
            self._remembered[chosen] = ("", NOTHING)
            note = self.tr("The choice above has been set to what this file is.")
        self._any = ""
        self.findings["source"] = Finding(image=image, note=note)
        self._set(source=source, path=path, image=image)
        if image.label:
            # Beside this thread: osinfo-db has hundreds of files.
            self._work(lambda: advise(image.label), lambda found: self._take_advice(path, found), lambda _: None)

    def _refusal(self, image: Image, source: Source) -> str:
        if image.remedy or not image.attach_as:
            return f"{image.description}. {image.remedy}".strip()
        if source is Source.DISK:
            return self.tr("{0}. It cannot be used as a hard disk: choose a disk image.").format(image.description)
        return self.tr("{0}. It cannot be used so: choose another file.").format(image.description)

    def _not_found(self, slot: Slot, path: str, error: EngineError) -> None:
        if self._asked.get(slot) == path:
            self.findings[slot] = Finding(error=str(error))
            self.changed.emit()


def _like(last: NewMachine) -> Draft:
    """What is proposed after a machine like this."""
    usual = Draft()
    firmware = next((name for name in get_args(FirmwareName) if name == last.firmware), usual.firmware)
    gib = last.disk_gib if last.disk_gib in DISK_GIB else usual.disk_gib
    return msgspec.structs.replace(usual, start=last.start, copy=last.copy, firmware=firmware, disk_gib=gib)
