; Never halts: counts in the dword at 0600h and shows it, every 65536 counts, in the top left corner.
%include "console.inc"
COUNTER equ     0x600
        begin
        mov     ax, 0x0003
        int     0x10
        say     13, 10, "Spinning", 13, 10
        mov     dword [COUNTER], 0
        mov     ax, 0xB800
        mov     es, ax
count:
        inc     dword [COUNTER]
        cmp     word [COUNTER], 0
        jne     count
        mov     edx, [COUNTER]
        xor     di, di
        mov     cx, 8
digit:
        rol     edx, 4
        mov     al, dl
        and     al, 0x0F
        cmp     al, 10
        sbb     al, 0x69
        das
        mov     ah, 0x0F
        stosw
        loop    digit
        jmp     count
        finish
