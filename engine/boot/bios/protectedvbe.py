"""The VBE's code for 32-bit protected mode, which programs copy to where they want it (AX=4F0Ah).

(VESA BIOS Extension Core Functions Standard 2.0, "Using the protected mode interface") A table of offsets, then the
three functions, each ending in a near return with AX=004Fh.
"""

from __future__ import annotations

import struct

_DONE = "66 B8 4F 00 C3"  # mov ax, 4Fh; ret

_WINDOW = f"""
50 52 52                     push eax; push edx twice: AX=4F05h, DX is the position in 64 KiB
66 BA CE 01 66 B8 05 00      mov dx, 1CEh; mov ax, 5: the bank
66 EF 58 42 66 EF            out dx, ax; pop eax; inc edx; out dx, ax
5A 58                        pop edx; pop eax
{_DONE}
"""

_START = f"""
60                           pushad: AX=4F07h, DX:CX is the first byte's address in units of 4
89 D0 C1 E0 10 66 89 C8      mov eax, edx; shl eax, 16; mov ax, cx
C1 E0 02 89 C7               shl eax, 2; mov edi, eax
66 BA CE 01 66 B8 03 00      mov dx, 1CEh; mov ax, 3: bits a pixel
66 EF 42 66 ED               out dx, ax; inc edx; in ax, dx
0F B7 C8 83 C1 07 C1 E9 03   movzx ecx, ax; add ecx, 7; shr ecx, 3: bytes a pixel
4A 66 B8 06 00               dec edx; mov ax, 6: pixels a line
66 EF 42 66 ED               out dx, ax; inc edx; in ax, dx
0F B7 D8 0F AF D9            movzx ebx, ax; imul ebx, ecx: bytes a line
89 F8 31 D2 F7 F3            mov eax, edi; xor edx, edx; div ebx
89 C6 89 D0 31 D2 F7 F1      mov esi, eax: the line; mov eax, edx; xor edx, edx; div ecx
89 C7                        mov edi, eax: the pixel in it
66 BA CE 01 66 B8 08 00      mov dx, 1CEh; mov ax, 8: the first column
66 EF 42 89 F8 66 EF         out dx, ax; inc edx; mov eax, edi; out dx, ax
4A 66 B8 09 00               dec edx; mov ax, 9: the first row
66 EF 42 89 F0 66 EF         out dx, ax; inc edx; mov eax, esi; out dx, ax
61                           popad
{_DONE}
"""

_PALETTE = f"""
60 0F B7 C9 E3 1B            pushad; movzx ecx, cx; jecxz +27: AX=4F09h, CX colours from number DX on, at ES:EDI
89 D0 66 BA C8 03 EE 42      mov eax, edx; mov dx, 3C8h; out dx, al; inc edx
26 8A 47 02 EE               mov al, es:[edi + 2]; out dx, al: red
26 8A 47 01 EE               mov al, es:[edi + 1]; out dx, al: green
26 8A 07 EE                  mov al, es:[edi]; out dx, al: blue
83 C7 04 E2 ED               add edi, 4; loop -19
61                           popad
{_DONE}
"""


def _bytes(text: str) -> bytes:
    """What stands left of two blanks in each line."""
    return bytes.fromhex("".join(line.split("  ")[0] for line in text.splitlines()))


def _code() -> bytes:
    bodies = [_bytes(text) for text in (_WINDOW, _START, _PALETTE)]
    at, offsets = 8, []
    for body in bodies:
        offsets.append(at)
        at += len(body)
    return struct.pack("<4H", *offsets, 0) + b"".join(bodies)  # the last: no list of ports and memory


CODE = _code()
