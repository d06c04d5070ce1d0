#!/bin/sh
# Set up what VirtGUI needs in this checkout, and run it. `make help` lists the ways to call it.
#
#   setup.sh engine    .venv with the program in it
#   setup.sh window    the same, and the libraries that Qt needs to open a window
#   setup.sh test      all of it, and the tools of the tests
#   setup.sh bench     all of it, and QEMU and virt-manager to measure against
#   setup.sh run       set up, then the manager; without a display the Welcome guest in this terminal
#
# A finished set-up leaves a stamp in .venv and costs nothing the next time. Nothing is installed outside .venv but
# Debian packages, each named with its reason first. PYTHON names another interpreter than python3.
set -eu
cd "$(dirname "$0")"
here=$(pwd)
python=${PYTHON:-python3}
PATH=$PATH:/usr/sbin:/sbin

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# What a set-up needs of the system: "kind name | Debian package | why". Kinds: library, program, file.
window_needs() {
    cat <<'LIST'
library libEGL.so.1 | libegl1 | Qt draws through it
library libGL.so.1 | libgl1 | Qt draws through it
library libxkbcommon.so.0 | libxkbcommon0 | keyboard layouts
library libfontconfig.so.1 | libfontconfig1 | finds fonts
library libglib-2.0.so.0 | libglib2.0-0 | Qt's event loop
library libdbus-1.so.3 | libdbus-1-3 | the desktop's settings
library libX11.so.6 | libx11-6 | windows on X11
library libX11-xcb.so.1 | libx11-xcb1 | windows on X11
library libxkbcommon-x11.so.0 | libxkbcommon-x11-0 | the keyboard on X11
library libxcb-cursor.so.0 | libxcb-cursor0 | windows on X11
library libxcb-icccm.so.4 | libxcb-icccm4 | windows on X11
library libxcb-image.so.0 | libxcb-image0 | windows on X11
library libxcb-keysyms.so.1 | libxcb-keysyms1 | windows on X11
library libxcb-randr.so.0 | libxcb-randr0 | windows on X11
library libxcb-render-util.so.0 | libxcb-render-util0 | windows on X11
library libxcb-shape.so.0 | libxcb-shape0 | windows on X11
library libxcb-xkb.so.1 | libxcb-xkb1 | windows on X11
LIST
    if [ -n "${WAYLAND_DISPLAY:-}" ]; then
        cat <<'LIST'
library libwayland-client.so.0 | libwayland-client0 | windows on Wayland
library libwayland-cursor.so.0 | libwayland-cursor0 | windows on Wayland
library libwayland-egl.so.1 | libwayland-egl1 | windows on Wayland
LIST
    fi
}

test_needs() {
    cat <<'LIST'
program nasm | nasm | assembles our own guests
file /usr/share/seabios/bios.bin /usr/share/qemu/bios.bin | seabios | the firmware that guests know elsewhere, beside our own
program xorriso | xorriso | makes the CDs that tests boot
program mcopy | mtools | grub-mkrescue needs it
program grub-mkrescue | grub-common | makes a GRUB 2 CD
file /usr/lib/grub/i386-pc/boot.img | grub-pc-bin | GRUB 2, a real guest
file /usr/lib/grub/x86_64-pc/stage2 /usr/lib/grub/i386-pc/stage2 | grub-legacy | GRUB 0.97, a real guest
program install-mbr | mbr | the MBR prompt, a real guest
file /usr/lib/syslinux/mbr/mbr.bin | syslinux-common | the syslinux MBR, a real guest
file /usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf | fonts-droid-fallback | Chinese letters on the screenshots
program passt | passt | the network that a user needs no rights for
program ip | iproute2 | sets up the tap interface that a test talks through
program iasl | acpica-tools | disassembles and compiles our ACPI tables
program qemu-system-x86_64 | qemu-system-x86 | the laboratory: emulates a CPU with SVM, for tests that need real KVM
file /usr/share/doc/busybox-static | busybox-static | the first process of the laboratory and of Linux guests
file /usr/lib/multiboot/examples/kernel | multiboot | a Multiboot kernel, a real guest
file /usr/lib/ipxe/ipxe.lkrn | ipxe | a kernel for a BIOS, a real guest
file /boot/memtest86+x64.bin | memtest86+ | a kernel without an operating system, a real guest
file /boot/invaders.exec | grub-invaders | a Multiboot kernel, a real guest
program gcc | gcc | compares our KVM structures with the kernel's header
file /usr/include/stdio.h | libc6-dev | compares our KVM structures with the kernel's header
LIST
}

have() { # have KIND NAME...: whether any of the names is there
    kind=$1
    shift
    for name in "$@"; do
        case $kind in
            library) printf '%s\n' "$libraries" | grep -qF "	$name " ;;
            program) command -v "$name" >/dev/null ;;
            file) [ -e "$name" ] ;;
        esac && return
    done
    return 1
}

bench_needs() {
    cat <<'LIST'
program qemu-system-x86_64 | qemu-system-x86 | what we compare our machines with
program virt-manager | virt-manager | what we compare our manager with; libvirt's test driver comes with it
program dbus-daemon | dbus-daemon | virt-manager wants a session bus
program Xvfb | xvfb | the screen on which both managers are measured
LIST
}

# system: install the packages of what is missing from a list of needs on stdin.
system() {
    libraries=$(ldconfig -p)
    packages= reasons=
    while IFS='|' read -r what package why; do
        # shellcheck disable=SC2086  # the words of a need are separate
        have $what && continue
        package=$(echo $package)
        packages="$packages $package"
        reasons="$reasons
  $(printf '%-20s' "$package")$why"
    done
    [ -n "$packages" ] || return 0
    if ! command -v apt-get >/dev/null; then
        say "These are missing; the names are Debian's packages, your distribution has its own:$reasons"
        say "Install them and try again. Going on without them."
        return 0
    fi
    say "Installing Debian packages that are missing here:$reasons"
    root=
    if [ "$(id -u)" != 0 ]; then
        root=sudo
        command -v sudo >/dev/null && { [ -t 2 ] || sudo -n true 2>/dev/null; } ||
            die "That needs root, and sudo cannot be used here. As root, run:  apt-get install$packages"
        say "sudo may ask for your password."
    fi
    # shellcheck disable=SC2086  # the packages are separate words
    apt_install $packages || {
        say "apt-get does not find them all; fetching its package lists anew."
        $root apt-get update -q >/dev/null 2>&1 || true
        apt_install $packages
    } || { sed 's/^/  /' build/apt.log >&2; die "apt-get could not install$packages."; }
}

apt_install() {
    mkdir -p build
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@" \
        </dev/null >build/apt.log 2>&1
}

# The virtual environment, with the program in it, editable. $1: "" or the extras to install, as "[dev]".
environment() {
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        die "VirtGUI needs Python 3.11 or newer, which $python is not. Set PYTHON to one that is: PYTHON=python3.12 make run"
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        echo "program no-such-program | python3-venv | makes the virtual environment" | system
    # A checkout that was moved, or a Python that was replaced, leaves an environment that does not work.
    if ! grep -qsF "$here/.venv" .venv/bin/activate || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
        say "Making a virtual environment in .venv."
        "$python" -m venv --clear .venv
    fi
    [ -d "$(echo .venv/lib/python3*/site-packages/PySide6)" ] ||
        say "Fetching Qt and some small Python packages into .venv (120 MB, once)."
    quiet=
    [ -t 1 ] || quiet=-q
    .venv/bin/python -m pip install $quiet --disable-pip-version-check --editable ".$1" >&2 ||
        die "pip could not install the packages that VirtGUI needs. With a network, the same command goes on where it stopped."
}

# set_up WHAT: engine, window, test or bench, each with what comes before it.
set_up() {
    state="$here $(cat setup.sh pyproject.toml | cksum) $(readlink -f "$(command -v "$python")" || true)"
    case $1 in
        engine) enough="engine window test bench" ;;
        window) enough="window test bench" ;;
        test) enough="test bench" ;;
        *) enough=$1 ;;
    esac
    for stamp in $enough; do
        [ "$(cat ".venv/.set-up-$stamp" 2>/dev/null)" != "$state" ] || return 0
    done
    case $1 in
        engine) environment "" ;;
        window) window_needs | system; environment "" ;;
        test) { window_needs; test_needs; } | system; environment "[dev]" ;;
        bench) { window_needs; test_needs; bench_needs; } | system; environment "[dev]" ;;
        *) die "setup.sh: what is $1? Say engine, window, test, bench or run." ;;
    esac
    printf '%s' "$state" >".venv/.set-up-$1"
}

# Whether a window can be opened, as far as the environment says.
display_promised() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ]; }

# Whether the X server that DISPLAY names lets us in; Qt would end the program if not.
display_answers() {
    [ -z "${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ] || return 0
    .venv/bin/python -S - <<'PYTHON'
import ctypes, sys
xcb = ctypes.CDLL("libxcb.so.1")
xcb.xcb_connect.restype = ctypes.c_void_p
xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
sys.exit(1 if xcb.xcb_connection_has_error(xcb.xcb_connect(None, None)) else 0)
PYTHON
}

how_to_get_a_display() {
    cat >&2 <<'TEXT'
To see the windows:
  on a desktop       make run   in a terminal of it, or over ssh -X
  as a VNC server    QT_QPA_PLATFORM=vnc:port=5900 make run   (port 5900 of every interface, without a password)
  in memory only     apt-get install xvfb xauth, then   xvfb-run make run
TEXT
}

run() {
    if display_promised; then
        set_up window
        display_answers && exec .venv/bin/virtgui "$@"
        say "No window can be opened: the X server at DISPLAY=$DISPLAY does not answer, or does not let this user in."
    else
        set_up engine
        say "No window can be opened: there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)."
    fi
    how_to_get_a_display
    say "Until then, here is the guest \"Welcome\", its serial port in this terminal."
    say ""
    if [ -t 0 ]; then exec .venv/bin/vgctl run --welcome; else welcome_unattended; fi
}

# Welcome where nobody can type: what standard input holds goes to its menu, and after that "5", power off. At most
# two minutes, so that no script waits for ever.
welcome_unattended() {
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkfifo "$work/keys"
    : >"$work/output"
    printf 5 >"$work/off"
    exec 4<&0
    .venv/bin/vgctl run --welcome --timeout 120 <"$work/keys" >"$work/output" &
    guest=$!
    (
        exec >"$work/keys"
        until grep -qs 'welcome> ' "$work/output"; do
            sleep 0.1
            kill -0 "$guest" 2>/dev/null || exit
        done
        exec cat - "$work/off" <&4
    ) &
    typist=$!
    tail -n +1 -f --pid="$guest" "$work/output"
    status=0
    wait "$guest" || status=$?
    kill "$typist" 2>/dev/null || true
    exit "$status"
}

case ${1:-} in
    run) shift; run "$@" ;;
    *) set_up "${1:-engine}" ;;
esac
