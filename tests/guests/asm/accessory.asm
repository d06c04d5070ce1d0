; Prints "paper" on LPT1 through the BIOS, sets the watchdog card at 00:03.0 to about two seconds and says "armed" on
; COM1. At a key it says by the panic device that it has crashed.
%include "console.inc"
        begin
        mov     si, paper
.print:
        lodsb
        test    al, al
        jz      .printed
        xor     ah, ah
        xor     dx, dx
        int     0x17
        jmp     .print
.printed:
        mov     eax, 0x80001860         ; configuration register: the short prescaler
        mov     bx, 0x0004
        call    configure
        mov     eax, 0x80001868         ; lock register: enabled
        mov     bx, 0x0002
        call    configure
        say     "armed", 10
        xor     ah, ah
        int     0x16
        mov     dx, 0x505
        mov     al, 1
        out     dx, al
        idle

; BX into the register that EAX selects.
configure:
        mov     dx, 0xCF8
        out     dx, eax
        mov     dx, 0xCFC
        mov     ax, bx
        out     dx, ax
        ret

paper:  db      "paper", 10, 0
        finish
