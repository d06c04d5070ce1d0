; A Multiboot 2 kernel that wishes for 640x480 in 32 bits: fills the screen with green, says the framebuffer's size on
; COM1 as it is told, "640x480" in hexadecimal, and stands still.
;
; Build: nasm -f bin -o picture picture.asm

MAGIC   equ     0xE85250D6
        org     0x100000
        bits    32
header: dd      MAGIC, 0, header_end - header, -(MAGIC + header_end - header)
        dw      2, 0                    ; where it lies
        dd      24, header, header, 0, finish
        dw      3, 0                    ; where it is entered
        dd      12, entry, 0
        dw      5, 0                    ; what it wishes for
        dd      20, 640, 480, 32, 0
        dd      0, 8
header_end:

; The frame's tag is the first one here: at EBX + 8.
entry:  mov     esp, 0x200000
        mov     edi, [ebx + 16]         ; framebuffer_addr
        mov     ecx, [ebx + 24]         ; pitch, in bytes
        imul    ecx, [ebx + 32]         ; height
        shr     ecx, 2
        mov     eax, 0x0000FF00
        rep stosd
        mov     eax, [ebx + 28]         ; width
        call    number
        mov     al, 'x'
        out     dx, al
        mov     eax, [ebx + 32]
        call    number
        mov     al, 10
        out     dx, al
stand:  hlt
        jmp     stand

number: mov     ecx, 4                  ; AX in hexadecimal
        mov     dx, 0x3F8
.digit: rol     ax, 4
        push    eax
        and     al, 0x0F
        cmp     al, 10
        sbb     al, 0x69
        das
        out     dx, al
        pop     eax
        loop    .digit
        ret
finish:
