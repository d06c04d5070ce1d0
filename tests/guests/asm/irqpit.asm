; The timer (Intel 8254, order number 231164): modes 0, 2 and 3, latches, read-back, gate and OUT of counter 2 at port
; 61h, and interrupts of counter 0. See interrupt.inc.
%include "interrupt.inc"
        program
        call    take_over
        call    test_one_shot
        call    test_periodic
        call    test_status
        call    test_latch
        call    test_halves
        call    test_gate
        call    test_square
        call    test_bcd
        done

; "Mode 0: interrupt on terminal count".
test_one_shot:
        mask    0xFE, 0xFF
        fresh   eoi
        mov     al, 0x30
        out     0x43, al                ; OUT is low from now on
        mov     al, 0xA9
        out     0x40, al
        mov     al, 0x04
        out     0x40, al
        await   1
        call    settle                  ; whatever it did before, it does no more
        mov     al, 0x30
        out     0x43, al
        fresh   eoi                     ; an edge from before
        call    settle
        came    "mode 0: nothing without a count"
        mov     al, 0xA9                ; 1 ms
        out     0x40, al
        call    settle
        came    "mode 0: half a count does not start it"
        mov     al, 0x04
        out     0x40, al
        await   1
        came    "mode 0: comes at the end", 0x50
        call    settle
        came    "mode 0: comes once", 0x50
        mov     al, 0xE2                ; read back the status of counter 0
        out     0x43, al
        in      al, 0x40
        test    al, 0x80
        expect  nz, "mode 0: OUT stays up"
        mov     al, 0xA9
        out     0x40, al
        mov     al, 0x04
        out     0x40, al
        await   2
        came    "mode 0: a new count starts it again", 0x50, 0x50
        ret

test_periodic:
        mov     cl, 0x34                ; mode 2
        call    .three
        expect  ae, "mode 2: comes again and again"
        mov     cl, 0x36                ; mode 3
        call    .three
        expect  ae, "mode 3: comes again and again"
        mask    0xFF, 0xFF
        ret
.three: fresh   eoi
        mask    0xFF, 0xFF
        mov     al, cl
        out     0x43, al
        mov     al, 0xA9
        out     0x40, al
        mov     al, 0x04
        out     0x40, al
        mask    0xFE, 0xFF
        await   8
        cmp     word [event_count], 8
        ret

; "Read-Back Command": status.
test_status:
        mov     al, 0xB0                ; counter 2, mode 0
        out     0x43, al
        mov     al, 0xE8
        out     0x43, al
        in      al, 0x42
        mov     ah, al
        and     al, 0x3F
        cmp     al, 0x30
        expect  e, "status has access and mode"
        test    ah, 0x40
        expect  nz, "status: null count until one is written"
        mov     ax, 0xFFFF
        call    load_2
        mov     al, 0xE8
        out     0x43, al
        in      al, 0x42
        test    al, 0x80
        expect  z, "status: OUT low in mode 0"
        mov     al, 0xB6
        out     0x43, al
        mov     ax, 0xFFFF
        call    load_2
        mov     al, 0xE8
        out     0x43, al
        in      al, 0x42
        mov     ah, al
        and     al, 0x3F
        cmp     al, 0x36
        expect  e, "status of mode 3"
        test    ah, 0x80
        expect  nz, "status: OUT high in mode 3"
        ret

; Counter 2 in mode 0 from AX on; gate open.
start_2:
        push    ax
        in      al, 0x61
        and     al, 0xFC
        or      al, 1
        out     0x61, al
        mov     al, 0xB0
        out     0x43, al
        pop     ax
load_2:
        out     0x42, al
        mov     al, ah
        out     0x42, al
        ret

latch_2:
        mov     al, 0x80
        out     0x43, al
        ret

; AX: counter 2's count, two bytes.
read_2:
        in      al, 0x42
        mov     ah, al
        in      al, 0x42
        xchg    al, ah
        ret

; 600 us or more: 700 clocks.
pass_time:
        pusha
        mov     ecx, 40
        call    refresh_wait
        popa
        ret

test_latch:
        mov     ax, 0xFFFF
        call    start_2
        call    latch_2
        call    pass_time
        call    latch_2                 ; not heard: the first has not been read
        call    read_2
        mov     bx, ax
        call    latch_2
        call    read_2
        mov     dx, bx
        sub     dx, ax
        cmp     dx, 300
        expect  a, "a latch holds, and a second one is not heard"
        call    latch_2
        call    read_2
        mov     bx, ax
        call    read_2                  ; not latched
        cmp     ax, bx
        expect  ne, "read as it counts"
        mov     al, 0xC8                ; both: status first, then the count
        out     0x43, al
        call    pass_time
        in      al, 0x42
        and     al, 0x3F
        cmp     al, 0x30
        expect  e, "read back: status first"
        mov     cx, 3                   ; a slow computer may take as long as the counter takes to go round
.latched:
        call    read_2
        mov     bx, ax
        call    latch_2
        call    read_2
        sub     bx, ax
        cmp     bx, 300
        ja      .later
        mov     al, 0xC8
        out     0x43, al
        push    cx
        call    pass_time
        pop     cx
        in      al, 0x42                ; the status again
        loop    .latched
.later: cmp     bx, 300
        expect  a, "read back: then the latched count"
        ret

test_halves:
        mov     al, 0x94                ; the low byte alone, mode 2
        out     0x43, al
        mov     al, 0x20
        out     0x42, al
        mov     cx, 100
.low:   in      al, 0x42
        cmp     al, 0x20
        ja      .low_end
        loop    .low
        cmp     al, 0x20
.low_end:
        expect  be, "low byte alone"
        mov     al, 0xA4                ; the high byte alone
        out     0x43, al
        mov     al, 0x12
        out     0x42, al
        mov     cx, 100
.high:  in      al, 0x42
        cmp     al, 0x12
        ja      .high_end
        loop    .high
        cmp     al, 0x12
.high_end:
        expect  be, "high byte alone"
        ret

test_gate:
        mov     ax, 0xF000
        call    start_2
        in      al, 0x61
        and     al, 0xFC
        out     0x61, al
        call    latch_2
        call    read_2
        mov     bx, ax
        call    pass_time
        call    latch_2
        call    read_2
        cmp     ax, bx
        expect  e, "a shut gate holds mode 0"
        in      al, 0x61
        or      al, 1
        out     0x61, al
        call    pass_time
        call    latch_2
        call    read_2
        cmp     ax, bx
        expect  ne, "an open gate lets it go on"
        mov     ax, 0xFFFF
        call    start_2
        in      al, 0x61
        test    al, 0x20
        expect  z, "OUT 2 at port 61h is low"
        mov     ax, 200
        call    start_2
        call    pass_time
        in      al, 0x61
        test    al, 0x20
        expect  nz, "OUT 2 at port 61h is high"
        ret

; "Mode 3: square wave mode" counts by two; "Mode 2: rate generator" from the count to 1.
test_square:
        mov     al, 0xB6
        out     0x43, al
        mov     ax, 1000
        call    load_2
        mov     dl, 0
        mov     dh, 0
        mov     cx, 200
.next:  mov     al, 0xC8
        out     0x43, al
        in      al, 0x42
        shl     al, 1
        adc     dh, 0                   ; how often OUT is high
        call    read_2
        or      dl, al
        cmp     ax, 1000
        ja      .bad
        loop    .next
        test    dl, 1
        jmp     .end
.bad:   or      al, 1
.end:   expect  z, "mode 3 counts by two, never more than its count"
        mov     al, dh
        sub     al, 20
        cmp     al, 160
        expect  be, "mode 3: OUT is high half of the time"
        mov     al, 0xB4
        out     0x43, al
        mov     ax, 50
        call    load_2
        mov     cx, 200
.two:   call    latch_2
        call    read_2
        dec     ax
        cmp     ax, 50
        jae     .end2
        loop    .two
.end2:  cmp     ax, 50
        expect  b, "mode 2 counts from its count to 1"
        ret

test_bcd:
        mov     al, 0xB5
        out     0x43, al
        mov     ax, 0x1000
        call    load_2
        mov     cx, 100
.next:  call    latch_2
        call    read_2
        mov     bx, ax
        cmp     ax, 0x1000
        ja      .bad
        add     bx, 0x6666              ; a carry out of a digit above 9
        xor     bx, ax
        xor     bx, 0x6666
        and     bx, 0x1110
        jnz     .bad
        loop    .next
        cmp     ax, ax
        jmp     .end
.bad:   or      sp, sp
.end:   expect  e, "BCD counts in decimal"
        ret

        interrupt_end 8
