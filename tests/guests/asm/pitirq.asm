; Counts IRQ 0 with the PIT at 100 Hz during two seconds of the RTC: 200. PASS within 5 %.
%define WITH_DECIMAL
%include "console.inc"
DIVISOR equ     11932                   ; 1193182 / 100
        begin
        cli
        mov     word [0x08 * 4], handler
        mov     word [0x08 * 4 + 2], 0
        mov     al, 0x34                ; channel 0, low and high byte, mode 2
        out     0x43, al
        mov     al, DIVISOR & 0xFF
        out     0x40, al
        mov     al, DIVISOR >> 8
        out     0x40, al
        in      al, 0x21
        and     al, 0xFE
        out     0x21, al
        sti
        call    next_second
        mov     word [count], 0
        call    next_second
        call    next_second
        mov     ax, [count]
        push    ax
        push    ax
        say     "PIT interrupts: "
        pop     ax
        call    print_decimal
        pop     ax
        sub     ax, 190
        cmp     ax, 210 - 190
        ja      .failed
        say     " PASS", 13, 10
        idle
.failed:
        say     " FAIL", 13, 10
        idle

; Waits until the RTC's second changes, looking after each interrupt.
next_second:
        call    second
        mov     bl, al
.wait:
        hlt
        call    second
        cmp     al, bl
        je      .wait
        ret
second:
        mov     al, 0x0A                ; not during an update
        out     0x70, al
        in      al, 0x71
        test    al, 0x80
        jnz     second
        xor     al, al
        out     0x70, al
        in      al, 0x71
        ret

handler:
        push    ax
        inc     word [cs:count]
        mov     al, 0x20
        out     0x20, al
        pop     ax
        iret
count:  dw      0
        finish
