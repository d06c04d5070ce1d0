; COM1 by interrupts only: sends a text byte by byte on "transmitter empty", says PASS when the last has gone,
; and then returns each byte received.
%include "console.inc"
        begin
        say     "uartirq", 13, 10
        cli
        mov     word [0x0C * 4], handler
        mov     word [0x0C * 4 + 2], 0
        mov     dx, COM1 + 1
        mov     al, 0x03                ; received data, transmitter empty
        out     dx, al
        in      al, 0x21
        and     al, 0xEF                ; IRQ 4
        out     0x21, al
.sending:
        sti
        hlt
        cli
        mov     bx, [next]
        cmp     byte [bx], 0
        jne     .sending
        mov     dx, COM1 + 1
        mov     al, 0x01                ; received data
        out     dx, al
        sti
        say     "PASS", 13, 10
        idle

handler:
        pusha
.more:
        mov     dx, COM1 + 2
        in      al, dx
        and     al, 0x0F
        cmp     al, 0x04                ; received data
        je      .receive
        cmp     al, 0x0C                ; received data, timed out
        je      .receive
        cmp     al, 0x02                ; transmitter empty
        jne     .done
        mov     bx, [cs:next]
        mov     al, [cs:bx]
        test    al, al
        jz      .more
        inc     word [cs:next]
        mov     dx, COM1
        out     dx, al
        jmp     .more
.receive:
        mov     dx, COM1
        in      al, dx
        out     dx, al
        jmp     .more
.done:
        mov     al, 0x20
        out     0x20, al
        popa
        iret

next:   dw      text
text:   db      "Sent by interrupts, one for each byte.", 13, 10, 0
        finish
