; Triple fault: in 32-bit protected mode an invalid opcode finds no interrupt table.
%include "console.inc"
        begin
        say     "Triple fault", 13, 10
        cli
        lgdt    [table]
        lidt    [no_table]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     8:protected

        bits    32
protected:
        mov     ax, 16
        mov     ds, ax
        mov     ss, ax
        ud2
        jmp     $

        bits    16
table:  dw      23
        dd      descriptors
no_table:
        dw      0
        dd      0
        align   8, db 0
descriptors:
        dq      0
        dq      0x00CF9A000000FFFF      ; 8: flat code
        dq      0x00CF92000000FFFF      ; 16: flat data
        finish
