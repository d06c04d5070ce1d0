; A virtio 1.x disk on PCI, by its capabilities (virtio 1.2, 4.1.4), and its interrupts: INTA# through the 8259A and
; through the I/O APIC, how both sides hold them back, and MSI-X. See interrupt.inc and flat.inc.
%include "interrupt.inc"
%include "flat.inc"

DESCRIPTORS equ 0x20000
AVAILABLE equ   0x21000
USED    equ     0x22000
HEADER  equ     0x23000
DATA    equ     0x24000
STATUS  equ     0x25000
MSIX_CONTROL equ 2

        program
        call    take_over
        call    flat
        call    lapic_on
        call    find
        jc      missing
        call    start
        call    test_request
        call    test_level
        call    test_suppressed
        call    test_disabled
        call    test_ioapic
        call    test_msix
missing:
        done

; Configuration space: EAX or what fits of it, at BX of the function.
config_at:
        push    eax
        movzx   eax, bx
        and     al, 0xFC
        or      eax, [function]
        mov     dx, 0xCF8
        out     dx, eax
        pop     eax
        mov     dx, bx
        and     dx, 3
        add     dx, 0xCFC
        ret
config_read:
        call    config_at
        in      eax, dx
        ret
config_read_16:
        call    config_at
        in      ax, dx
        ret
config_read_8:
        call    config_at
        in      al, dx
        ret
config_write_16:
        call    config_at
        out     dx, ax
        ret

; The disk: vendor 1AF4h, device 1042h; where its structures are.
find:   mov     dword [function], 0x80000000
.next:  xor     bx, bx
        call    config_read
        cmp     eax, 0x10421AF4
        je      .found
        add     dword [function], 0x800
        cmp     dword [function], 0x80010000
        jb      .next
        or      sp, sp
        expect  e, "a virtio disk"
        stc
        ret
.found: mov     bx, 4
        mov     ax, 6                   ; memory, bus master, INTA#
        call    config_write_16
        mov     bx, 0x3C
        call    config_read_8
        mov     [irq], al
        mov     bx, 0x34
        call    config_read_8
.capability:
        movzx   bx, al
        test    bl, bl
        jz      .all
        mov     [place], bx
        call    config_read
        push    eax
        cmp     al, 0x11
        jne     .not_msix
        mov     [msix], bx
        add     bx, 4
        call    .base_8                 ; BIR and offset in one
        mov     [table], eax
        mov     bx, [place]
        add     bx, 8
        call    .base_8
        mov     [pending], eax
.not_msix:
        pop     eax
        push    eax
        cmp     al, 0x09
        jne     .skip
        shr     eax, 24
        cmp     al, 3
        ja      .skip
        mov     di, ax
        and     di, 3
        shl     di, 2
        mov     bx, [place]
        add     bx, 4
        call    config_read_8
        call    .bar
        mov     ecx, eax
        mov     bx, [place]
        add     bx, 8
        call    config_read
        add     eax, ecx
        mov     [structures + di], eax
        cmp     di, 8
        jne     .skip
        mov     bx, [place]
        add     bx, 16
        call    config_read
        mov     [multiplier], eax
.skip:  pop     eax
        mov     al, ah
        jmp     .capability
.all:   cmp     dword [structures + 4], 0
        expect  ne, "its common configuration"
        cmp     dword [structures + 8], 0
        expect  ne, "its notifications"
        cmp     dword [structures + 12], 0
        expect  ne, "its interrupt status"
        clc
        ret
; AL: a BAR's number. EAX: its address.
.bar:   movzx   bx, al
        shl     bx, 2
        add     bx, 0x10
        call    config_read
        and     eax, 0xFFFFFFF0
        ret
.base_8:
        call    config_read
        mov     ecx, eax
        and     al, 7
        call    .bar
        and     ecx, 0xFFFFFFF8
        add     eax, ecx
        ret

; 3.1.1: reset, acknowledge, features, queue 0 of 8, go.
start:  mov     esi, [structures + 4]
        mov     byte [fs:esi + 20], 0
.reset: cmp     byte [fs:esi + 20], 0
        jne     .reset
        mov     byte [fs:esi + 20], 3
        mov     dword [fs:esi + 8], 0
        mov     dword [fs:esi + 12], 0
        mov     dword [fs:esi + 8], 1
        mov     dword [fs:esi + 12], 1  ; VERSION_1
        mov     byte [fs:esi + 20], 11
        mov     al, [fs:esi + 20]
        cmp     al, 11
        expect  e, "features accepted"
        mov     word [fs:esi + 22], 0
        mov     word [fs:esi + 24], 8
        mov     dword [fs:esi + 32], DESCRIPTORS
        mov     dword [fs:esi + 36], 0
        mov     dword [fs:esi + 40], AVAILABLE
        mov     dword [fs:esi + 44], 0
        mov     dword [fs:esi + 48], USED
        mov     dword [fs:esi + 52], 0
        mov     ax, [fs:esi + 30]
        movzx   eax, ax
        mul     dword [multiplier]
        add     eax, [structures + 8]
        mov     [notify], eax
        mov     edi, DESCRIPTORS
        mov     ecx, 0x6000 / 4
.clear: mov     dword [fs:edi], 0
        add     edi, 4
        dec     ecx
        jnz     .clear
        mov     edi, DESCRIPTORS        ; read sector 0: header, data, status
        mov     dword [fs:edi], HEADER
        mov     dword [fs:edi + 8], 16
        mov     dword [fs:edi + 12], 0x10001
        mov     dword [fs:edi + 16], DATA
        mov     dword [fs:edi + 24], 512
        mov     dword [fs:edi + 28], 0x20003
        mov     dword [fs:edi + 32], STATUS
        mov     dword [fs:edi + 40], 1
        mov     dword [fs:edi + 44], 2
        mov     word [fs:esi + 28], 1
        mov     byte [fs:esi + 20], 15
        ret

; One more request.
request:
        mov     byte [fs:dword STATUS], 0xFF
        mov     dword [fs:dword DATA + 508], 0
        inc     word [fs:dword AVAILABLE + 2]
        mov     edi, [notify]
        mov     word [fs:edi], 0
        ret

; Wait by eye until all requests are done. ZF says that they are.
done_all:
        mov     ecx, PATIENCE
.wait:  mov     ax, [fs:dword USED + 2]
        cmp     ax, [fs:dword AVAILABLE + 2]
        je      .end
        push    ecx
        mov     ecx, 1
        call    refresh_wait
        pop     ecx
        dec     ecx
        jnz     .wait
        or      sp, sp
.end:   ret

; The line is shared and a level: both 8259A take it so, and only it is open.
open_line:
        mov     cl, [irq]
        mov     ax, 1
        shl     ax, cl
        mov     bx, ax
        mov     dx, 0x4D0
        out     dx, al
        inc     dx
        mov     al, ah
        out     dx, al
        not     bx
        and     bl, 0xFB                ; IRQ 2
        mov     al, bl
        out     0x21, al
        mov     al, bh
        out     0xA1, al
        ret

isr_read:
        mov     esi, [structures + 12]
        mov     al, [fs:esi]
        ret

; At the interrupt: its vector is told as 11h, whichever IRQ it is; then ISR, which lets the line go (4.1.4.5).
serve:  call    .rename
        push    ax
        call    isr_read
        call    note
        pop     ax
        jmp     eoi
.rename:
        mov     bx, [event_count]
        sub     al, FIRST_VECTOR
        cmp     al, [irq]
        jne     .other
        mov     byte [events + bx - 1], 0x11
.other: add     al, FIRST_VECTOR
        ret
; The same, and the line stays up twice.
serve_third:
        call    serve.rename
        cmp     word [event_count], 3
        jb      eoi
        push    ax
        call    isr_read
        pop     ax
        jmp     eoi

test_request:
        fresh   serve
        call    open_line
        call    request
        await   2
        came    "a request: INTA#, and ISR says queue", 0x11, 1
        mov     ax, [fs:dword USED + 2]
        cmp     ax, 1
        expect  e, "a request: it is in the used ring"
        mov     al, [fs:dword STATUS]
        test    al, al
        expect  z, "a request: status OK"
        cmp     word [fs:dword DATA + 510], 0xAA55
        expect  e, "a request: the data"
        call    settle
        came    "a request: one interrupt", 0x11, 1
        ret

test_level:
        fresh   serve_third
        call    request
        await   3
        call    settle
        came    "INTA# is up until ISR is read", 0x11, 0x11, 0x11
        ret

; VIRTQ_AVAIL_F_NO_INTERRUPT (2.7.7).
test_suppressed:
        fresh   serve
        mov     word [fs:dword AVAILABLE], 1
        call    request
        call    done_all
        expect  e, "NO_INTERRUPT: the request is done"
        call    settle
        came    "NO_INTERRUPT: nothing comes"
        mov     word [fs:dword AVAILABLE], 0
        ret

; Interrupt Disable (PCI 3.0, 6.2.2).
test_disabled:
        fresh   serve
        mov     bx, 4
        mov     ax, 0x406
        call    config_write_16
        call    request
        call    done_all
        call    settle
        came    "INTx disabled: nothing comes"
        mov     bx, 6
        call    config_read_16
        test    al, 8
        expect  nz, "INTx disabled: Interrupt Status is set"
        mov     bx, 4
        mov     ax, 6
        call    config_write_16
        await   2
        came    "INTx enabled: it comes", 0x11, 1
        ret

test_ioapic:
        mask    0xFF, 0xFF
        fresh   .serve
        movzx   eax, byte [irq]
        lea     eax, [eax * 2 + 0x11]
        mov     dword [fs:dword IOAPIC], eax
        mov     dword [fs:dword IOAPIC + 0x10], 0
        dec     eax
        mov     dword [fs:dword IOAPIC], eax
        mov     dword [fs:dword IOAPIC + 0x10], 0x8068
        call    request
        await   4
        call    settle
        came    "I/O APIC: a level until ISR is read", 0x68, 0x68, 1
        movzx   eax, byte [irq]
        lea     eax, [eax * 2 + 0x10]
        mov     dword [fs:dword IOAPIC], eax
        mov     dword [fs:dword IOAPIC + 0x10], 0x10068
        ret
.serve: cmp     word [event_count], 2
        jb      apic_eoi
        call    isr_read
        call    note
        jmp     apic_eoi

; PCI 3.0, 6.8.2; virtio 1.2, 4.1.5.1.
test_msix:
        cmp     word [msix], 0
        expect  ne, "MSI-X: there"
        mov     bx, [msix]
        add     bx, MSIX_CONTROL
        mov     ax, 0x8000
        call    config_write_16
        mov     edi, [table]
        mov     dword [fs:edi], LAPIC
        mov     dword [fs:edi + 4], 0
        mov     dword [fs:edi + 8], 0x71
        mov     dword [fs:edi + 12], 0
        mov     esi, [structures + 4]
        mov     word [fs:esi + 22], 0
        mov     word [fs:esi + 26], 0x7FF
        mov     ax, [fs:esi + 26]
        cmp     ax, 0xFFFF
        expect  e, "MSI-X: no such vector"
        mov     word [fs:esi + 26], 0
        mov     ax, [fs:esi + 26]
        test    ax, ax
        expect  z, "MSI-X: vector 0 for the queue"
        fresh   apic_eoi
        call    request
        await   1
        call    settle
        came    "MSI-X: a message for a request", 0x71
        fresh   apic_eoi
        mov     edi, [table]
        mov     dword [fs:edi + 12], 1
        call    request
        call    done_all
        call    settle
        came    "MSI-X: masked, nothing comes"
        mov     edi, [pending]
        mov     al, [fs:edi]
        test    al, 1
        expect  nz, "MSI-X: masked, it is pending"
        mov     edi, [table]
        mov     dword [fs:edi + 12], 0
        await   1
        came    "MSI-X: unmasked, it comes", 0x71
        mov     edi, [pending]
        mov     al, [fs:edi]
        test    al, 1
        expect  z, "MSI-X: and is pending no more"
        fresh   apic_eoi
        mov     bx, [msix]
        add     bx, MSIX_CONTROL
        mov     ax, 0xC000              ; the function's mask
        call    config_write_16
        call    request
        call    done_all
        call    settle
        came    "MSI-X: the function masked, nothing comes"
        mov     bx, [msix]
        add     bx, MSIX_CONTROL
        mov     ax, 0x8000
        call    config_write_16
        await   1
        came    "MSI-X: the function unmasked, it comes", 0x71
        ret

        align   4
function: dd    0
structures: times 4 dd 0                ; by cfg_type: none, common, notify, ISR
multiplier: dd  0
notify: dd      0
table:  dd      0
pending: dd     0
msix:   dw      0
place:  dw      0
irq:    db      0
        flat_end
        interrupt_end 16
