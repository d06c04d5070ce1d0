; Counts for ever on the boot disk: writes a number to sector 64, then the same to sector 65536, then the next one.
; Each write is done before the next begins. Says "Counting" before, and needs a disk of more than 32 MiB.
%include "console.inc"
FIRST   equ     64
LAST    equ     65536
BUFFER  equ     0x8000
        begin
        say     "Counting", 13, 10
        mov     dword [BUFFER], 0
count:
        inc     dword [BUFFER]
        mov     dword [packet_lba], FIRST
        call    write
        mov     dword [packet_lba], LAST
        call    write
        jmp     count

write:
        mov     ax, 0x4300
        mov     si, packet
        mov     dl, [BOOT_DRIVE]
        int     0x13
        jc      failed
        ret

failed:
        say     "FAIL", 13, 10
        idle

        align   4, db 0
packet: db      16, 0
        dw      1
        dw      BUFFER, 0
packet_lba:
        dq      0
        finish
