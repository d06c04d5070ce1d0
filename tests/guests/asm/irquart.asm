; The serial port (National PC16550D): transmitter empty, received data, time-out, line status, modem status, their
; order and the gate. Says "SEND n" when it waits for n characters on COM1. See interrupt.inc.
%include "interrupt.inc"
LINE_OFF equ    0x03                    ; OUT2 shuts the gate
LINE_ON equ     0x0B
        program
        call    take_over
        call    test_transmitter
        call    test_receiver
        call    test_line
        call    test_modem
        call    test_order
        call    rest
        done

; Nothing is asked for, FIFOs are on and empty, the trigger in AL.
rest_with:
        mov     ah, al
        outdx   COM1 + 1, 0
        outdx   COM1 + 4, LINE_ON
        mov     al, ah
        or      al, 0x07
        mov     dx, COM1 + 2
        out     dx, al
        in      al, dx
        mov     dx, COM1 + 5
        in      al, dx
        inc     dx
        in      al, dx
        ret
rest:   mov     al, 0
        jmp     rest_with

; The interrupt's cause, once each time; what it takes to end it.
serve:  mov     dx, COM1 + 2
        in      al, dx
        test    al, 1
        jz      .cause
        dec     word [event_count]      ; a time-out while the FIFO was emptied: its edge is all that is left
        jmp     .done
.cause:
        push    ax
        call    note
        pop     ax
        and     al, 0x0F
        cmp     al, 0x06
        je      .line
        test    al, al
        jz      .modem
        and     al, 0x07
        cmp     al, 0x04
        jne     .done                   ; transmitter empty: reading was enough
.data:  mov     dx, COM1 + 5
        in      al, dx
        test    al, 1
        jz      .done
        mov     dx, COM1
        in      al, dx
        call    note
        jmp     .data
.line:  mov     dx, COM1 + 5
        in      al, dx
        jmp     .done
.modem: mov     dx, COM1 + 6
        in      al, dx
.done:  mov     al, 0x54
        jmp     eoi

test_transmitter:
        call    rest
        mask    0xEF, 0xFF
        fresh   serve
        outdx   COM1 + 1, 0x02
        await   2
        mov     dx, COM1 + 2
        in      al, dx
        mov     [value], al
        outdx   COM1 + 1, 0
        came    "transmitter empty: comes when it is enabled", 0x54, 0xC2
        cmp     byte [value], 0xC1
        expect  e, "transmitter empty: reading IIR ends it"
        fresh   serve
        outdx   COM1 + 1, 0x02
        call    let_in
        outdx   COM1, ' '
        await   4
        outdx   COM1, 10
        await   6
        outdx   COM1 + 1, 0
        came    "transmitter empty: comes after each character", 0x54, 0xC2, 0x54, 0xC2, 0x54, 0xC2
        call    rest
        fresh   serve
        outdx   COM1 + 4, LINE_OFF
        outdx   COM1 + 1, 0x02
        call    settle
        outdx   COM1 + 1, 0
        came    "OUT2 down: nothing comes"
        outdx   COM1 + 1, 0x02
        outdx   COM1 + 4, LINE_ON
        await   2
        outdx   COM1 + 1, 0
        came    "OUT2 up: it comes", 0x54, 0xC2
        ret

%macro ask 1
        mov     si, %%text
        call    tell_print
        jmp     %%end
%%text: db      "SEND ", %1, 13, 10, 0
%%end:
%endmacro

test_receiver:
        call    rest
        fresh   serve
        outdx   COM1 + 1, 0x01
        ask     "1"
        await   3
        outdx   COM1 + 1, 0
        came    "received data: at a trigger of 1", 0x54, 0xC4, "a"
        mov     al, 0x40                ; a trigger of 4
        call    rest_with
        fresh   serve
        outdx   COM1 + 1, 0x01
        ask     "4"
        await   6
        outdx   COM1 + 1, 0
        came    "received data: at a trigger of 4", 0x54, 0xC4, "a", "b", "c", "d"
        mov     al, 0x40
        call    rest_with
        fresh   serve
        outdx   COM1 + 1, 0x01
        ask     "2"
        await   4
        outdx   COM1 + 1, 0
        came    "received data: below it, after the time-out", 0x54, 0xCC, "a", "b"
        ret

; Loopback: what is sent is received ("Modem Control Register", bit 4); the gate is shut meanwhile.
test_line:
        call    rest
        fresh   serve
        outdx   COM1 + 4, 0x1B
        mov     cx, 17
.next:  outdx   COM1, 'x'
        loop    .next
        outdx   COM1 + 1, 0x04
        call    let_in
        outdx   COM1 + 4, LINE_ON
        await   2
        outdx   COM1 + 1, 0
        came    "line status: an overrun", 0x54, 0xC6
        ret

test_modem:
        call    rest
        fresh   serve
        outdx   COM1 + 4, 0x10          ; all four lines fall
        outdx   COM1 + 1, 0x08
        mov     dx, COM1 + 6
        in      al, dx
        outdx   COM1 + 4, LINE_ON       ; and are the modem's again
        await   2
        outdx   COM1 + 1, 0
        came    "modem status: a line has changed", 0x54, 0xC0
        ret

; All at once, by priority ("Interrupt Identification Register", table IV).
test_order:
        call    rest
        fresh   serve
        outdx   COM1 + 4, 0x10
        mov     cx, 17
.next:  outdx   COM1, 'x'
        loop    .next
        outdx   COM1 + 1, 0x0F
        mov     dx, COM1 + 2
        in      al, dx
        mov     [value], al
        mov     dx, COM1 + 5
        in      al, dx
        mov     dx, COM1 + 2
        in      al, dx
        mov     [value + 1], al
        mov     cx, 16
        mov     dx, COM1
.take:  in      al, dx
        loop    .take
        mov     dx, COM1 + 2
        in      al, dx
        mov     [value + 2], al
        in      al, dx
        mov     [value + 3], al
        mov     dx, COM1 + 6
        in      al, dx
        mov     dx, COM1 + 2
        in      al, dx
        mov     [value + 4], al
        call    rest
        cmp     dword [value], 0xC0C2C4C6
        expect  e, "line status, data, transmitter, modem status"
        cmp     byte [value + 4], 0xC1
        expect  e, "and then nothing"
        ret

value:  times 5 db 0
        interrupt_end 8
