; The real-time clock (Motorola MC146818A): update-ended, alarm and periodic interrupts. See interrupt.inc.
%include "interrupt.inc"
        program
        call    take_over
        call    test_update
        call    test_alarm
        call    test_periodic
        done

; AL: register, AH: value.
set_rtc:
        out     0x70, al
        mov     al, ah
        out     0x71, al
        ret

; AL: register, then its value.
get_rtc:
        out     0x70, al
        in      al, 0x71
        ret

quiet:  cli
        mov     ax, 0x020B              ; 24 hours, BCD, no interrupt
        call    set_rtc
        mov     al, 0x0C
        call    get_rtc
        ret

; IRQ 8: what register C says is what came, too.
tell_c: mov     al, 0x0C
        call    get_rtc
        mov     [flags], al
        mov     al, 0x58
        jmp     eoi

test_update:
        call    quiet
        mask    0xFB, 0xFE
        fresh   tell_c
        mov     ax, 0x120B              ; UIE
        call    set_rtc
        await   1
        came    "update ended: comes", 0x58
        mov     al, [flags]
        and     al, 0x90
        cmp     al, 0x90
        expect  e, "update ended: UF and IRQF"
        mov     al, 0x0A
        call    get_rtc
        test    al, 0x80
        expect  z, "update ended: no update is going on"
        mov     al, 0x0C
        call    get_rtc
        test    al, 0x90
        expect  z, "reading register C clears it"
        await   2
        came    "update ended: comes each second", 0x58, 0x58
        fresh   no_c
        await   1
        call    pass_second
        came    "none before register C is read", 0x58
        call    quiet
        call    pass_second
        mov     al, 0x0C
        call    get_rtc
        mov     [flags], al
        test    al, 0x10
        expect  nz, "not enabled: UF is set all the same"
        test    byte [flags], 0x80
        expect  z, "not enabled: IRQF is not"
        ret
no_c:   mov     al, 0x58
        jmp     eoi

; More than a second, however slow the host: two of them begin.
pass_second:
        sti
        mov     ecx, 2
.next:  mov     al, 0
        call    get_rtc
        mov     bl, al
.same:  mov     al, 0
        call    get_rtc
        cmp     al, bl
        je      .same
        dec     ecx
        jnz     .next
        cli
        ret

test_alarm:
        call    quiet
        fresh   tell_c
        mov     ax, 0x120B
        call    set_rtc
        await   1                       ; from here there is a second
        call    quiet
        fresh   tell_c
        mov     al, 0
        call    get_rtc
        add     al, 2
        daa
        cmp     al, 0x60
        jb      .fits
        sub     al, 0x60
.fits:  mov     [second], al
        mov     ah, al
        mov     al, 1
        call    set_rtc
        mov     ax, 0xFF03              ; any minute, any hour
        call    set_rtc
        mov     ax, 0xFF05
        call    set_rtc
        mov     ax, 0x220B              ; AIE
        call    set_rtc
        await   1
        mov     al, 0
        call    get_rtc
        mov     [now], al
        came    "alarm: comes", 0x58
        mov     al, [flags]
        and     al, 0xA0
        cmp     al, 0xA0
        expect  e, "alarm: AF and IRQF"
        mov     al, [now]
        cmp     al, [second]
        expect  e, "alarm: at its second"
        fresh   tell_c
        mov     ax, 0xFF01              ; any second
        call    set_rtc
        await   1
        came    "alarm: each second", 0x58
        call    quiet
        ret

test_periodic:
        call    quiet
        fresh   tell_c
        mov     ax, 0x2A0A              ; 64 Hz
        call    set_rtc
        mov     al, 0x0C
        call    get_rtc
        mov     ax, 0x420B              ; PIE
        call    set_rtc
        await   10
        mov     al, [flags]
        and     al, 0xC0
        cmp     al, 0xC0
        expect  e, "periodic: PF and IRQF"
        cmp     word [event_count], 10
        expect  ae, "periodic: comes again and again"
        mov     ax, 0x200A              ; rate 0: none
        call    set_rtc
        call    let_in
        mov     al, 0x0C
        call    get_rtc
        fresh   tell_c
        call    settle
        call    settle
        came    "periodic: rate 0 has none"
        call    quiet
        mov     ax, 0x260A
        call    set_rtc
        ret

flags:  db      0
second: db      0
now:    db      0
        interrupt_end 8
