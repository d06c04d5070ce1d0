; Welcome: the guest that VirtGUI brings along.
;
; A bootable disk in 16-bit real mode. It needs a PC BIOS, a VGA, an 8042 keyboard, a PIT, an RTC and,
; if there is one, a 16550 at COM1. It waits with HLT and only ever works for an interrupt.
;
; Build, in this directory:
;       nasm -f bin -o welcome.img welcome.asm
;
; Memory: the image is loaded as one piece to 0000:7C00 and runs with CS = DS = SS = 0, so a label is an
; address and the interrupt vectors are plain words. The stack grows down from 7C00h; variables start at 0600h.

        cpu     586
        bits    16
        org     0x7C00

IMAGE_SECTORS   equ 32                  ; 16 KiB, the size of welcome.img

%include "welcome/define.inc"           ; colours, characters, macros, variables
%include "welcome/boot.inc"             ; sector 0: loads the rest

start:
        call    clear_variables
        call    machine_collect
        call    interrupts_install      ; from here on no key and no byte is lost
        call    serial_init
        call    rtc_interrupt_on
        mov     word [emit], serial_char
        call    serial_banner
        call    text_mode
        call    page_show

; Everything happens in answer to an interrupt. CLI before the test and STI right before HLT leave no gap
; in which an interrupt could set an event and be slept over.
wait_for_event:
        cli
        xor     ax, ax
        xchg    al, [events]
        test    al, al
        jnz     .work
        sti
        hlt
        jmp     wait_for_event
.work:
        sti
        mov     bl, al
        test    bl, EVENT_CLOCK
        jz      .no_clock
        push    bx
        call    clock_update
        pop     bx
.no_clock:
        test    bl, EVENT_KEY
        jz      .no_key
        push    bx
        call    keyboard_work
        pop     bx
.no_key:
        test    bl, EVENT_SERIAL
        jz      .no_serial
        push    bx
        call    serial_work
        pop     bx
.no_serial:
        test    bl, EVENT_TICK
        jz      wait_for_event
        call    tick_work
        jmp     wait_for_event

%include "welcome/interrupt.inc"
%include "welcome/output.inc"
%include "welcome/screen.inc"
%include "welcome/page.inc"
%include "welcome/clock.inc"
%include "welcome/keyboard.inc"
%include "welcome/serial.inc"
%include "welcome/machine.inc"
%include "welcome/picture.inc"
%include "welcome/chars.inc"
%include "welcome/power.inc"

; The last word tells the boot sector that all of the image arrived.
        times   IMAGE_SECTORS * 512 - 2 - ($ - $$) db 0
image_end:
        dw      IMAGE_MAGIC
