; The keyboard controller (i8042, IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary Device
; Controller"): IRQ 1 and IRQ 12. See interrupt.inc.
%include "interrupt.inc"
        program
        call    take_over
        call    input_setup
        mask    0xF9, 0xEF
        call    test_buffer
        call    test_byte
        call    test_device
        done

; The byte that came, after the interrupt.
take:   push    ax
        in      al, 0x60
        call    note
        pop     ax
        jmp     eoi

; AL to the controller, AH to the port of data.
command:
        push    ax
        call    input_ready
        pop     ax
        out     0x64, al
data:   call    input_ready_keep
        mov     al, ah
        out     0x60, al
        ret
input_ready_keep:
        push    ax
        call    input_ready
        pop     ax
        ret

test_buffer:
        fresh   take
        mov     ax, 0x12D2
        call    command
        call    let_in
        came    "D2h: IRQ 1", 0x51, 0x12
        fresh   take
        mov     ax, 0x34D3
        call    command
        call    let_in
        came    "D3h: IRQ 12", 0x5C, 0x34
        fresh   eoi
        mov     ax, 0x12D2
        call    command
        call    let_in
        call    settle
        came    "IRQ 1 once, unread", 0x51
        in      al, 0x64
        and     al, 0x21
        cmp     al, 0x01
        expect  e, "the buffer is full, for the keyboard"
        in      al, 0x60
        mov     ax, 0x34D3
        call    command
        in      al, 0x64
        and     al, 0x21
        cmp     al, 0x21
        expect  e, "the buffer is full, for the mouse"
        call    lower_input
        in      al, 0x64
        test    al, 0x21
        expect  z, "and empty once it is read"
        call    let_in
        ret

; The command byte has the enables, and commands AAh to answer through the buffer.
test_byte:
        fresh   take
        mov     ax, 0x4460              ; neither interrupt
        call    command
        mov     ax, 0x12D2
        call    command
        call    let_in
        came    "IRQ 1 not enabled"
        call    lower_input
        mov     ax, 0x34D3
        call    command
        call    let_in
        came    "IRQ 12 not enabled"
        call    lower_input
        mov     ax, 0x12D2
        call    command
        mov     ax, 0x4560
        call    command
        call    let_in
        came    "IRQ 1 enabled while the buffer is full", 0x51, 0x12
        mov     ax, 0x4760
        call    command
        fresh   take
        call    input_ready
        mov     al, 0xA9                ; test the mouse's interface
        out     0x64, al
        call    let_in
        came    "the controller answers by IRQ 1", 0x51, 0x00
        ret

test_device:
        fresh   take
        mov     ah, 0xEE
        call    data
        await   2
        came    "keyboard echo: IRQ 1", 0x51, 0xEE
        fresh   take
        mov     ax, 0xF5D4              ; no reports
        call    command
        await   2
        came    "mouse acknowledges: IRQ 12", 0x5C, 0xFA
        fresh   take
        mov     ax, 0xF2D4              ; identity: two bytes
        call    command
        await   4
        came    "mouse identity: IRQ 12 for each byte", 0x5C, 0xFA, 0x5C, 0x00
        fresh   take
        mov     ax, 0x6760              ; the mouse's interface shut
        call    command
        mov     ax, 0x12D2
        call    command
        call    let_in
        came    "the mouse shut off, the keyboard comes", 0x51, 0x12
        mov     ax, 0x4760
        call    command
        ret

        sources
        interrupt_end 8
