; Walks through VGA modes, one more at each key, and prints each one's name: 40x25, 80x25, 80x28, 80x43, 80x50
; text, mode 13h; then from the start. In text modes an 'X' marks the last cell.
%include "console.inc"
        begin
start:
        mov     ax, 0x0001
        int     0x10
        say     "40x25", 13, 10
        call    key
        mov     ax, 0x0003
        int     0x10
        say     "80x25", 13, 10
        call    key
        mov     ax, 0x0003
        int     0x10
        mov     ax, 0x1111              ; 8x14 font
        call    font
        say     "80x28", 13, 10
        call    key
        mov     ax, 0x0003
        int     0x10
        mov     ax, 0x1112              ; 8x8 font
        call    font
        mov     dx, 0x3D4
        mov     ax, 0x5712              ; vertical display end 157h: 344 lines
        out     dx, ax
        mov     byte [0x484], 42        ; the BIOS's last row
        say     "80x43", 13, 10
        call    key
        mov     ax, 0x0003
        int     0x10
        mov     ax, 0x1112
        call    font
        say     "80x50", 13, 10
        call    key
        mov     ax, 0x0013
        int     0x10
        mov     ax, 0xA000
        mov     es, ax
        mov     di, 320 * 100           ; the lower half: each colour in a column
        mov     cx, 320 * 100
.dot:
        mov     ax, di
        stosb
        loop    .dot
        push    ds
        pop     es
        say     "mode 13h", 13, 10
        call    key
        jmp     start

font:
        xor     bx, bx
        int     0x10
        ret

; Marks the last cell by the BIOS's columns and rows, and waits for a key.
key:
        mov     al, [0x484]
        inc     al
        mul     byte [0x44A]
        mov     di, ax
        dec     di
        shl     di, 1
        push    es
        push    word 0xB800
        pop     es
        mov     byte [es:di], 'X'
        pop     es
        xor     ah, ah
        int     0x16
        ret
        finish
