; Stores to text memory when told to on COM1, by interrupt, and then returns the byte told: to measure the
; delay from a guest's store to a pixel. Any byte goes to the top left cell. 'F' also fills the rest of the
; screen with the next character of a count; 'C' does that again and again until the next byte comes.
%include "console.inc"
        begin
        mov     ax, 0x0003
        int     0x10
        mov     si, ready
        call    print
        cli
        mov     word [0x0C * 4], handler
        mov     word [0x0C * 4 + 2], 0
        mov     dx, COM1 + 1
        mov     al, 0x01                ; received data
        out     dx, al
        in      al, 0x21
        and     al, 0xEF                ; IRQ 4
        out     0x21, al
        mov     ax, 0xB800
        mov     es, ax
        mov     bx, 0x1F00              ; colour and count
wait_for_byte:
        cli
        xor     al, al
        xchg    al, [command]
        cmp     al, 'F'
        je      .fill
        cmp     byte [last], 'C'
        je      .fill
        sti
        hlt
        jmp     wait_for_byte
.fill:
        sti
        inc     bl
        mov     ax, bx
        mov     di, 2
        mov     cx, 1999
        rep     stosw
        jmp     wait_for_byte

handler:
        push    ax
        push    dx
        mov     dx, COM1 + 2            ; takes back a "transmitter empty" left from before
        in      al, dx
.next:
        mov     dx, COM1 + 5
        in      al, dx
        test    al, 1
        jz      .done
        mov     dx, COM1
        in      al, dx
        mov     [es:0], al
        mov     [cs:command], al
        mov     [cs:last], al
        out     dx, al
        jmp     .next
.done:
        mov     al, 0x20
        out     0x20, al
        pop     dx
        pop     ax
        iret
ready:  db      "fillscreen", 13, 10, 0
command:
        db      0
last:   db      0
        finish
