; Writes the number of each serial port that is there to that port, and which are there to COM1.
%include "console.inc"
        begin
        mov     si, bases
        mov     cl, '1'
each:   lodsw
        mov     dx, ax
        add     dx, 7                   ; the scratch register remembers, if there is one
        mov     al, 0x5A
        out     dx, al
        in      al, dx
        cmp     al, 0x5A
        jne     next
        sub     dx, 7
        mov     al, cl
        out     dx, al
next:   inc     cl
        cmp     cl, '5'
        jne     each
        say     " PORTS", 13, 10
        idle
bases:  dw      0x3F8, 0x2F8, 0x3E8, 0x2E8
        finish
