; Sounds 1000 Hz on the PC speaker until a key is struck, then is silent.
%include "console.inc"
        begin
        mov     al, 0xB6                ; counter 2, both bytes, square wave
        out     0x43, al
        mov     ax, 1193
        out     0x42, al
        mov     al, ah
        out     0x42, al
        in      al, 0x61
        or      al, 3
        out     0x61, al
        say     "beep", 10
        xor     ah, ah
        int     0x16
        in      al, 0x61
        and     al, 0xFC
        out     0x61, al
        say     "silence", 10
        idle
        finish
