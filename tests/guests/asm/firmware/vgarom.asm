; A firmware that does what U-Boot does with the VGA: it gives the card's BARs addresses, copies the expansion ROM to
; C0000h and calls it (PCI Firmware Specification 3.0, 5.2) in real mode with segments of 64 KiB. Says on COM1
; "the ROM has run", or "exception" when the ROM did what the CPU does not allow there.

        cpu     586
        bits    16
        org     0                       ; of segment F000h

COM1    equ     0x3F8
CARD    equ     2 << 3                  ; 00:02.0, as AX tells the ROM
FRAMES  equ     0xE0000000
WINDOW  equ     0xFEBF0000
ROM     equ     0xFEBE0000
COPY    equ     0xC0000
LENGTH  equ     0x10000

; config FUNCTION, REGISTER, VALUE
%macro config 3
        mov     eax, 0x80000000 | %1 << 8 | %2
        mov     dx, 0xCF8
        out     dx, eax
        mov     eax, %3
        mov     dx, 0xCFC
        out     dx, eax
%endmacro

start:  cli
        cld
        xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7000
        mov     es, ax                  ; every vector is `exception`
        xor     di, di
        mov     eax, 0xF0000000
        mov     ax, exception
        mov     cx, 256
        rep     stosd

        config  0, 0x58, 0x33330000     ; C0000h-CFFFFh is RAM (Intel 82441FX, 3.2.12: PAM1 and PAM2)
        config  CARD, 0x10, FRAMES
        config  CARD, 0x18, WINDOW
        config  CARD, 0x30, ROM | 1
        config  CARD, 0x04, 3

        o32 lgdt [cs:gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     0x08:copy

        bits    32
copy:   mov     ax, 0x10
        mov     ds, ax
        mov     es, ax
        mov     esi, ROM
        mov     edi, COPY
        mov     ecx, LENGTH / 4
        rep     movsd
        jmp     0x18:back

        bits    16
back:   mov     ax, 0x20                ; their limits outlive the return (Intel SDM vol. 3A, 10.9.2)
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     eax, cr0
        and     al, 0xFE
        mov     cr0, eax
        jmp     0xF000:real

real:   xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7000
        mov     ax, CARD
        call    COPY >> 4:3
        mov     si, ran
        jmp     say

exception:
        mov     si, fault
say:    mov     dx, COM1
.next:  cs lodsb
        test    al, al
        jz      .halt
        out     dx, al
        jmp     .next
.halt:  cli
        hlt
        jmp     .halt

ran:    db      "the ROM has run", 10, 0
fault:  db      "exception", 10, 0

        align   8
gdt:    dq      0                       ; marked as accessed: nothing can be written here
        dq      0x00409B0F0000FFFF      ; 08h: code of 32 bits at F0000h
        dq      0x00CF93000000FFFF      ; 10h: all 4 GiB
        dq      0x00009B0F0000FFFF      ; 18h: code of 16 bits at F0000h
        dq      0x000093000000FFFF      ; 20h: 64 KiB
gdtr:   dw      $ - gdt - 1
        dd      0xF0000 + gdt

        times   0xFFF0 - ($ - $$) db 0xFF
        jmp     0xF000:start
        times   0x10000 - ($ - $$) db 0xFF
