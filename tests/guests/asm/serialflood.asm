; Sends 1 MiB on COM1 as fast as the UART takes it: "BEGIN", CR, LF; 512 KiB by REP OUTSB, 16 bytes (a FIFO)
; each time THRE is set; 512 KiB by single OUTs, also 16 each time; "END", CR, LF. What is sent are rows of 64
; bytes: 62 characters, '0' to 'm', CR, LF.
%include "console.inc"
ROWS    equ     8192                    ; 512 KiB
        begin
        say     "BEGIN", 13, 10
        mov     bp, ROWS
by_string:
        mov     si, row
        mov     bx, 4
.block:
        call    wait_empty
        mov     cx, 16
        rep     outsb
        dec     bx
        jnz     .block
        dec     bp
        jnz     by_string

        mov     bp, ROWS
by_byte:
        mov     si, row
        mov     bx, 4
.block:
        call    wait_empty
        mov     cx, 16
.byte:
        lodsb
        out     dx, al
        loop    .byte
        dec     bx
        jnz     .block
        dec     bp
        jnz     by_byte
        say     "END", 13, 10
        idle

; Leaves COM1's data port in DX.
wait_empty:
        mov     dx, COM1 + 5
.again:
        in      al, dx
        test    al, 0x20
        jz      .again
        mov     dx, COM1
        ret

row:
%assign code '0'
%rep 62
        db      code
  %assign code code + 1
%endrep
        db      13, 10
        finish
