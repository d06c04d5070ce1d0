; At each key reads the first sector of drive A and prints its first letter on COM1, or '-' if it cannot.
%include "console.inc"
        begin
        say     "ready", 10
next:
        xor     ah, ah
        int     0x16
        mov     di, 3                   ; a changed diskette is reported by the first attempt
.again:
        mov     ax, 0x0201
        mov     bx, 0x8000
        mov     cx, 1
        xor     dx, dx
        int     0x13
        jnc     .read
        xor     ax, ax
        xor     dx, dx
        int     0x13
        dec     di
        jnz     .again
        mov     al, '-'
        jmp     .tell
.read:
        mov     al, [0x8000]
.tell:
        call    serial_char
        jmp     next
        finish
