; The local APIC and its timer (Intel SDM vol. 3A, chapter 10), and the I/O APIC (Intel 82093AA, order number 290566).
; The line that is driven is COM2's, IRQ 3. See interrupt.inc and flat.inc.
%include "interrupt.inc"
%include "flat.inc"
        program
        call    take_over
        call    flat
        call    lapic_on
        call    test_identity
        call    test_one_shot
        call    test_periodic
        call    test_divide
        call    test_priority
        call    test_edge
        call    test_level
        call    test_destination
        done

test_identity:
        mov     eax, [fs:dword LAPIC + 0x30]
        and     eax, 0xF0
        cmp     eax, 0x10
        expect  e, "local APIC: integrated"
        mov     dword [fs:dword IOAPIC], 1
        mov     eax, [fs:dword IOAPIC + 0x10]
        shr     eax, 16
        cmp     al, 23
        expect  e, "I/O APIC: 24 entries"
        mov     dword [fs:dword IOAPIC], 0x10 + 2 * 3
        mov     eax, [fs:dword IOAPIC + 0x10]
        test    eax, 0x10000
        expect  nz, "I/O APIC: masked from the start"
        ret

test_one_shot:
        fresh   apic_eoi
        lapic   0x3E0, 3                ; divide by 16
        lapic   0x320, 0x61             ; one-shot
        lapic   0x380, 50000
        await   1
        came    "timer: one shot comes", 0x61
        call    settle
        came    "timer: once", 0x61
        mov     eax, [fs:dword LAPIC + 0x390]
        test    eax, eax
        expect  z, "timer: and stands at 0"
        fresh   apic_eoi
        lapic   0x320, 0x10061
        lapic   0x380, 10000
        call    settle
        came    "timer: masked, nothing comes"
        fresh   apic_eoi
        lapic   0x380, 0x7FFFFFFF
        lapic   0x320, 0x61
        lapic   0x380, 0
        mov     eax, [fs:dword LAPIC + 0x390]
        test    eax, eax
        expect  z, "timer: a count of 0 stops it"
        ret

test_periodic:
        fresh   apic_eoi
        lapic   0x320, 0x20062
        lapic   0x380, 1250000          ; 20 ms on KVM: a slow host gets no further when they come faster than it
        await   3                       ; takes them; 640 ms on the software CPU, whose bus is slower
        lapic   0x320, 0x10062
        lapic   0x380, 0
        cmp     word [event_count], 3
        expect  ae, "timer: periodic comes again and again"
        call    let_in
        fresh   no_eoi
        lapic   0x320, 0x20062
        lapic   0x380, 100000
        await   1
        call    settle
        lapic   0x320, 0x10062
        lapic   0x380, 0
        came    "timer: not again before its end", 0x62
        call    apic_eoi
        fresh   apic_eoi
        call    let_in                  ; what came meanwhile
        call    let_in
        call    apic_eoi
        ret

; BX: counts of the PIT, EAX: of the timer meanwhile, divided as ECX says.
measure:
        mov     dword [fs:dword LAPIC + 0x3E0], ecx
        lapic   0x380, 0xFFFFFFFF
        in      al, 0x61
        and     al, 0xFC
        or      al, 1
        out     0x61, al
        mov     al, 0xB0
        out     0x43, al
        mov     al, 0xFF
        out     0x42, al
        out     0x42, al
        mov     esi, [fs:dword LAPIC + 0x390]
.wait:  mov     al, 0x80
        out     0x43, al
        in      al, 0x42
        mov     bl, al
        in      al, 0x42
        mov     bh, al
        cmp     bx, 0xC000              ; 14 ms
        ja      .wait
        mov     eax, [fs:dword LAPIC + 0x390]
        sub     esi, eax
        mov     eax, esi
        neg     bx
        lapic   0x380, 0
        ret

; Twice as long at twice the divisor: counts for one of the PIT's.
test_divide:
        lapic   0x320, 0x10061
        mov     cx, 5
.again: push    cx
        mov     ecx, 3                  ; by 16
        call    .rate
        mov     edi, eax
        mov     ecx, 9                  ; by 64
        call    .rate
        pop     cx
        shl     eax, 2
        mov     edx, edi
        shr     edx, 2
        sub     eax, edi                ; within a quarter, or the host was busy
        add     eax, edx
        shl     edx, 1
        cmp     eax, edx
        jbe     .end
        loop    .again
.end:   cmp     eax, edx
        expect  be, "timer: divided by 64 a quarter of by 16"
        lapic   0x3E0, 3
        ret
.rate:  call    measure
        movzx   ebx, bx
        xor     edx, edx
        shl     eax, 6
        div     ebx
        ret

; 10.8.3: by class, the task's priority, and one at a time within a class. Interrupts to oneself: 10.6.1.
test_priority:
        fresh   apic_eoi
        lapic   0x80, 0x60
        lapic   0x300, 0x40061
        call    let_in
        came    "TPR holds its class"
        mov     eax, [fs:dword LAPIC + 0x230]
        test    al, 2
        expect  nz, "it waits in IRR"
        mov     eax, [fs:dword LAPIC + 0xA0]
        and     al, 0xF0
        cmp     al, 0x60
        expect  e, "PPR is TPR's"
        lapic   0x300, 0x40071
        call    let_in
        came    "a higher class passes", 0x71
        lapic   0x80, 0
        call    let_in
        came    "TPR lowered, it comes", 0x71, 0x61
        fresh   apic_eoi
        lapic   0x300, 0x40061
        lapic   0x300, 0x40071
        lapic   0x300, 0x40062
        call    let_in
        came    "highest vector first", 0x71, 0x62, 0x61
        fresh   .nest
        lapic   0x300, 0x40061
        call    let_in
        came    "a higher class interrupts, the same waits", 0x61, 0x71, 0x0E, 0x62
        ret
.nest:  cmp     al, 0x61
        jne     apic_eoi
        mov     eax, [fs:dword LAPIC + 0x130]
        test    al, 2
        jz      apic_eoi                ; not in service
        lapic   0x300, 0x40062
        lapic   0x300, 0x40071
        call    let_in
        mov     al, 0x0E
        call    note
        jmp     apic_eoi

; 290566, 3.2.4.
test_edge:
        call    lower_3
        fresh   apic_eoi
        ioapic  0x17, 0
        ioapic  0x16, 0x10065
        call    raise_3
        call    let_in
        came    "I/O APIC: masked, nothing comes"
        call    lower_3
        ioapic  0x16, 0x65
        call    let_in
        fresh   apic_eoi                ; an edge may have been kept, or not
        call    raise_3
        call    let_in
        call    settle
        came    "I/O APIC: an edge comes once", 0x65
        call    lower_3
        call    raise_3
        call    let_in
        came    "I/O APIC: the next edge again", 0x65, 0x65
        call    lower_3
        ioapic  0x16, 0x10065
        ret

test_level:
        fresh   .third
        call    raise_3
        ioapic  0x16, 0x8066
        await   3
        call    settle
        came    "I/O APIC: a level comes until it falls", 0x66, 0x66, 0x66
        fresh   no_eoi
        call    raise_3
        await   1
        call    settle
        came    "I/O APIC: not before its end", 0x66
        mov     dword [fs:dword IOAPIC], 0x16
        mov     eax, [fs:dword IOAPIC + 0x10]
        test    eax, 0x4000
        expect  nz, "I/O APIC: remote IRR until then"
        mov     eax, [fs:dword LAPIC + 0x1B0]
        test    al, 0x40
        expect  nz, "local APIC: TMR says level"
        call    lower_3
        call    apic_eoi
        mov     dword [fs:dword IOAPIC], 0x16
        mov     eax, [fs:dword IOAPIC + 0x10]
        test    eax, 0x4000
        expect  z, "I/O APIC: and not behind it"
        ioapic  0x16, 0x10066
        ret
.third: cmp     word [event_count], 3
        jb      apic_eoi
        call    lower_3
        jmp     apic_eoi

test_destination:
        fresh   apic_eoi
        ioapic  0x17, 0x05000000        ; nobody
        ioapic  0x16, 0x67
        call    raise_3
        call    let_in
        came    "I/O APIC: to another CPU"
        call    lower_3
        lapic   0xE0, 0xFFFFFFFF        ; flat model
        lapic   0xD0, 0x02000000
        ioapic  0x17, 0x02000000
        ioapic  0x16, 0x0867
        call    raise_3
        call    let_in
        came    "I/O APIC: to a logical destination", 0x67
        call    lower_3
        ioapic  0x16, 0x10067
        ret

        sources
        flat_end
        interrupt_end 16
