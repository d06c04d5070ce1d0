; A software interrupt in protected mode, with a proper gate. KVM's instruction emulator refuses it
; (KVM_EXIT_INTERNAL_ERROR, bytes CD 20); a CPU that executes it runs the handler, which says so.
%include "console.inc"
        begin
        say     "INT 20h in protected mode", 13, 10
        cli
        lgdt    [table]
        lidt    [gates]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     8:protected

        bits    32
protected:
        mov     ax, 16
        mov     ds, ax
        mov     ss, ax
        mov     esp, 0x7C00
        int     0x20
        jmp     $
handler:
        mov     dword [0xB8000 + 160 * 24], 0x074B074F ; "OK" in the last row
        mov     dx, COM1
        mov     al, 'O'
        out     dx, al
        mov     al, 'K'
        out     dx, al
        hlt
        jmp     $

        bits    16
table:  dw      23
        dd      descriptors
gates:  dw      0x20 * 8 + 7
        dd      gate - 0x20 * 8
        align   8, db 0
descriptors:
        dq      0
        dq      0x00CF9A000000FFFF      ; 8: flat code
        dq      0x00CF92000000FFFF      ; 16: flat data
gate:   dw      handler, 8, 0x8E00, 0   ; interrupt gate
        finish
