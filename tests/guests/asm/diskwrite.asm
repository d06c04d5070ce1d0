; Writes sectors 64 to 191 of the boot disk with INT 13h AH=43h, eight at a time, reads them back and
; compares. Word i of eight sectors from LBA n on is n * 257 + i. Needs a disk of at least 96 KiB.
%include "console.inc"
FIRST   equ     64
LAST    equ     192
BUFFER  equ     0x8000
WORDS   equ     8 * 256
        begin
        say     "Writing", 13, 10
        mov     word [packet_lba], FIRST
write:
        call    pattern
        mov     di, BUFFER
        mov     cx, WORDS
.fill:
        stosw
        inc     ax
        loop    .fill
        mov     ax, 0x4300
        call    transfer
        jc      failed
        add     word [packet_lba], 8
        cmp     word [packet_lba], LAST
        jb      write

        say     "Reading", 13, 10
        mov     word [packet_lba], FIRST
verify:
        mov     di, BUFFER
        mov     cx, WORDS
        xor     ax, ax
        rep     stosw
        mov     ah, 0x42
        call    transfer
        jc      failed
        call    pattern
        mov     di, BUFFER
        mov     cx, WORDS
.compare:
        scasw
        jne     failed
        inc     ax
        loop    .compare
        add     word [packet_lba], 8
        cmp     word [packet_lba], LAST
        jb      verify
        say     "PASS", 13, 10
        idle
failed:
        say     "FAIL", 13, 10
        idle

pattern:
        mov     ax, [packet_lba]
        mov     ah, al
        ret

; AX: function of INT 13h.
transfer:
        mov     si, packet
        mov     dl, [BOOT_DRIVE]
        int     0x13
        ret

        align   4, db 0
packet: db      16, 0
        dw      8
        dw      BUFFER, 0
packet_lba:
        dq      0
        finish
