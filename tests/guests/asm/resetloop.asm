; Resets the machine by port 92h, by CF9h and by the 8042, counting the boots in CMOS 40h and 41h, which a
; reset leaves alone. The fourth boot prints "all passed". A reset that does not happen prints "FAIL".
%include "console.inc"
MARK    equ     0x40
COUNT   equ     0x41
        begin
        mov     al, MARK
        call    cmos_read
        cmp     al, 0x5A
        mov     al, 0
        jne     first                   ; whatever was there: this is the first boot
        mov     al, COUNT
        call    cmos_read
first:
        mov     bl, al
        inc     al
        mov     ah, al
        mov     al, COUNT
        call    cmos_write
        mov     ax, MARK | 0x5A00
        call    cmos_write
        push    bx
        say     "boot "
        pop     bx
        mov     al, bl
        add     al, '1'
        call    print_char
        cmp     bl, 1
        jb      port_92
        je      port_cf9
        cmp     bl, 2
        je      keyboard
        mov     ax, MARK
        call    cmos_write
        say     ": all passed", 13, 10
        idle

port_92:
        say     ": reset by port 92h", 13, 10
        in      al, 0x92
        and     al, 0xFE
        out     0x92, al
        or      al, 1
        out     0x92, al
        jmp     failed
port_cf9:
        say     ": reset by port CF9h", 13, 10
        mov     dx, 0xCF9
        mov     al, 0x02
        out     dx, al
        mov     al, 0x06
        out     dx, al
        jmp     failed
keyboard:
        say     ": reset by the 8042", 13, 10
        mov     al, 0xFE
        out     0x64, al
failed:
        mov     cx, 20000               ; a reset may take a moment
wait_a_bit:
        in      al, 0x61
        loop    wait_a_bit
        mov     ax, MARK                ; the next boot starts over
        call    cmos_write
        say     "FAIL", 13, 10
        idle

; AL: register -> AL.
cmos_read:
        out     0x70, al
        in      al, 0x71
        ret
; AL: register, AH: value.
cmos_write:
        out     0x70, al
        mov     al, ah
        out     0x71, al
        ret
        finish
