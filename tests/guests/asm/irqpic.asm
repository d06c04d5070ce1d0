; The interrupt controllers (Intel 8259A, order number 231468): masks, edges and levels, priorities, rotation, special
; mask, automatic end of interrupt, polling, the cascade. See interrupt.inc.
%include "interrupt.inc"
        program
        call    take_over
        call    input_setup
        call    test_mask
        call    test_edge
        call    test_level
        call    test_priority
        call    test_nesting
        call    test_special_mask
        call    test_rotation
        call    test_end
        call    test_cascade
        call    test_poll
        done

test_mask:
        mask    0x5A, 0xA5
        in      al, 0x21
        mov     ah, al
        in      al, 0xA1
        cmp     ax, 0x5AA5
        expect  e, "masks are read back"
        fresh   eoi
        mask    0xFF, 0xFF
        call    raise_3
        call    let_in
        came    "masked, nothing comes"
        mov     al, 0x0A                ; OCW3: IRR
        out     0x20, al
        in      al, 0x20
        test    al, 0x08
        expect  nz, "masked, it waits in IRR"
        mask    0xF7, 0xFF
        call    let_in
        came    "unmasked, it comes", 0x53
        in      al, 0x20
        test    al, 0x08
        expect  z, "served, it is gone from IRR"
        call    lower_3
        ret

test_edge:
        fresh   eoi
        mask    0xF7, 0xFF
        call    raise_3
        call    let_in
        call    settle
        came    "an edge comes once", 0x53
        call    lower_3
        call    let_in
        came    "not when it falls", 0x53
        call    raise_3
        call    let_in
        came    "the next edge again", 0x53, 0x53
        call    lower_3
        ret

; IRQ 3 as a level, by the register at 4D0h (82371SB, "Edge/Level Control Register").
test_level:
        mask    0xFF, 0xFF
        outdx   0x4D0, 0x08
        in      al, dx
        cmp     al, 0x08
        expect  e, "level register is read back"
        fresh   .third
        call    raise_3
        mask    0xF7, 0xFF
        await   3
        call    let_in
        came    "a level comes until it falls", 0x53, 0x53, 0x53
        fresh   eoi
        mask    0xFF, 0xFF
        call    raise_3
        call    lower_3
        mask    0xF7, 0xFF
        call    let_in
        cmp     word [event_count], 0   ; a real 8259A may give the default, IRQ 7, instead
        expect  e, "a level that is withdrawn does not come"
        outdx   0x4D0, 0
        in      al, dx
        test    al, al
        expect  z, "and can be an edge again"
        ret
.third: cmp     word [event_count], 3
        jb      .go
        call    lower_3
.go:    mov     al, 0x53
        jmp     eoi

test_priority:
        fresh   eoi
        mask    0xFF, 0xFF
        call    raise_3
        call    raise_1
        mask    0xF5, 0xFF
        call    let_in
        came    "IRQ 1 before IRQ 3", 0x51, 0x53
        call    lower_3
        call    lower_input
        ret

; What is served is only interrupted by what is more urgent ("Fully nested mode").
test_nesting:
        fresh   .in_3
        mask    0xF5, 0xFF
        call    raise_3
        call    let_in
        came    "IRQ 1 interrupts IRQ 3", 0x53, 0x51, 0x0E
        call    lower_3
        call    lower_input
        fresh   .in_1
        call    raise_1
        call    let_in
        came    "IRQ 3 does not interrupt IRQ 1", 0x51, 0x0E, 0x53
        call    lower_3
        call    lower_input
        ret
.in_3:  cmp     al, 0x53
        jne     eoi
        call    raise_1
        call    let_in
        jmp     .end
.in_1:  cmp     al, 0x51
        jne     eoi
        call    raise_3
        call    let_in
.end:   mov     al, 0x0E
        call    note
        mov     al, 0x50
        jmp     eoi

; "Special mask mode": what is masked blocks nothing, though it is in service.
test_special_mask:
        fresh   .in_1
        mask    0xF5, 0xFF
        call    raise_1
        call    let_in
        came    "special mask lets IRQ 3 interrupt IRQ 1", 0x51, 0x53, 0x0E
        call    lower_3
        call    lower_input
        ret
.in_1:  cmp     al, 0x51
        jne     .in_3
        mask    0xF7, 0xFF
        mov     al, 0x68                ; OCW3: special mask on
        out     0x20, al
        call    raise_3
        call    let_in
        mov     al, 0x48
        out     0x20, al
        mov     al, 0x0E
        call    note
        mov     al, 0x61                ; specific EOI: 1
        out     0x20, al
        mask    0xF5, 0xFF
        ret
.in_3:  mov     al, 0x63                ; specific: IRQ 1 is the more urgent one in service
        out     0x20, al
        ret

; "Automatic rotation", "Specific rotation".
test_rotation:
        fresh   eoi
        mask    0xFF, 0xFF
        mov     al, 0xC1                ; OCW2: IRQ 1 lowest
        out     0x20, al
        call    raise_1
        call    raise_3
        mask    0xF5, 0xFF
        call    let_in
        came    "set priority: IRQ 3 before IRQ 1", 0x53, 0x51
        call    lower_3
        call    lower_input
        mov     al, 0xC7
        out     0x20, al
        fresh   .rotate
        call    raise_1
        call    let_in                  ; ends with IRQ 1 lowest
        mask    0xFF, 0xFF
        mov     word [hook], eoi
        call    lower_input
        call    raise_1
        call    raise_3
        mask    0xF5, 0xFF
        call    let_in
        came    "rotate on EOI", 0x51, 0x53, 0x51
        mov     al, 0xC7
        out     0x20, al
        call    lower_3
        call    lower_input
        ret
.rotate:
        mov     al, 0xA0
        out     0x20, al
        ret

test_end:
        fresh   no_eoi
        mask    0xF7, 0xFF
        call    raise_3
        call    let_in
        mov     al, 0x0B                ; OCW3: ISR
        out     0x20, al
        in      al, 0x20
        cmp     al, 0x08
        expect  e, "in service until its end"
        mov     al, 0x61
        out     0x20, al
        in      al, 0x20
        cmp     al, 0x08
        expect  e, "the end of another does not end it"
        mov     al, 0x63
        out     0x20, al
        in      al, 0x20
        test    al, al
        expect  z, "specific EOI ends it"
        call    lower_3
        mov     al, 3                   ; ICW4: AEOI
        call    init_pics
        mask    0xF7, 0xFF
        fresh   no_eoi
        call    raise_3
        call    let_in
        call    lower_3
        call    raise_3
        call    let_in
        came    "automatic EOI needs none", 0x53, 0x53
        mov     al, 0x0B
        out     0x20, al
        in      al, 0x20
        test    al, al
        expect  z, "automatic EOI leaves nothing in service"
        call    lower_3
        mov     al, 1
        call    init_pics
        in      al, 0x20
        mov     al, 0x0A
        out     0x20, al
        in      al, 0x20
        test    al, 0x08
        expect  z, "initialization forgets edges"
        ret

test_cascade:
        fresh   no_eoi
        mask    0xFB, 0xEF
        call    raise_12
        call    let_in
        came    "IRQ 12 comes through IRQ 2", 0x5C
        mov     al, 0x0B
        out     0x20, al
        out     0xA0, al
        in      al, 0x20
        mov     ah, al
        in      al, 0xA0
        cmp     ax, 0x0410
        expect  e, "in service in both"
        mov     al, 0x20
        out     0xA0, al
        out     0x20, al
        call    lower_input
        fresh   eoi
        mask    0xFF, 0xEF
        call    raise_12
        call    let_in
        came    "IRQ 2 masked holds the slave"
        call    raise_3
        mask    0xF3, 0xEF
        call    let_in
        came    "IRQ 12 before IRQ 3", 0x5C, 0x53
        call    lower_3
        call    lower_input
        fresh   eoi
        mask    0xFB, 0xFF
        call    raise_12
        call    let_in
        came    "masked in the slave"
        mask    0xFB, 0xEF
        call    let_in
        came    "unmasked in the slave", 0x5C
        call    lower_input
        ret

; "Poll command": the next read is the acknowledgement.
test_poll:
        fresh   eoi
        mask    0xF7, 0xFF
        call    lower_3
        mov     al, 0x0C
        out     0x20, al
        in      al, 0x20
        test    al, 0x80
        expect  z, "poll: nothing waits"
        call    raise_3
        mov     al, 0x0C
        out     0x20, al
        in      al, 0x20
        and     al, 0x87
        cmp     al, 0x83
        expect  e, "poll: IRQ 3"
        call    let_in
        came    "poll acknowledges"
        mov     al, 0x20
        out     0x20, al
        call    lower_3
        mask    0xFF, 0xFF
        ret

        sources
        interrupt_end 8
