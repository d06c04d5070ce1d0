; The disk's interrupt, IRQ 14 (ATA-7 volume 1, "PIO data-in command protocol" and the following; volume 2, INTRQ).
; See interrupt.inc.
%include "interrupt.inc"
        program
        call    take_over
        outdx   0x3F6, 0
        mask    0xFB, 0xBF
        call    test_identify
        call    test_read
        call    test_masked
        call    test_write
        call    test_other
        done

BLOCK   equ     0x4000
FREE    equ     0x700                   ; a sector behind the guest

; What the status says, which ends the interrupt.
status: mov     dx, 0x1F7
        in      al, dx
        call    note
        mov     al, 0x5E
        jmp     eoi

; Command AL on CL sectors from BX on.
issue:  push    ax
        mov     dx, 0x1F2
        mov     al, cl
        out     dx, al
        inc     dx
        mov     al, bl
        out     dx, al
        inc     dx
        mov     al, bh
        out     dx, al
        inc     dx
        mov     al, 0
        out     dx, al
        inc     dx
        mov     al, 0xE0
        out     dx, al
        inc     dx
        pop     ax
        out     dx, al
        ret

take_block:
        mov     dx, 0x1F0
        mov     di, BLOCK
        mov     cx, 256
        rep     insw
        ret

; Until neither busy nor asking, by Alternate Status, which leaves the interrupt alone.
not_busy:
        mov     dx, 0x3F6
.wait:  in      al, dx
        test    al, 0x80
        jnz     .wait
        ret

test_identify:
        fresh   status
        mov     al, 0xEC
        call    issue
        await   2
        came    "IDENTIFY DEVICE: comes with its data", 0x5E, 0x58
        call    take_block
        call    settle
        came    "IDENTIFY DEVICE: not again at its end", 0x5E, 0x58
        test    byte [BLOCK + 99], 2    ; word 49, bit 9: LBA
        expect  nz, "IDENTIFY DEVICE: has LBA"
        ret

test_read:
        fresh   status
        mov     cl, 2
        xor     bx, bx
        mov     al, 0x20
        call    issue
        await   2
        came    "READ SECTORS: comes for the first", 0x5E, 0x58
        call    settle
        came    "READ SECTORS: not before it is taken", 0x5E, 0x58
        call    take_block
        cmp     word [BLOCK + 510], 0xAA55
        expect  e, "READ SECTORS: the data"
        await   4
        came    "READ SECTORS: comes for the second", 0x5E, 0x58, 0x5E, 0x58
        call    take_block
        call    settle
        came    "READ SECTORS: one for each sector", 0x5E, 0x58, 0x5E, 0x58
        ret

; nIEN keeps the wire still; the interrupt waits ("Device Control register").
test_masked:
        fresh   status
        outdx   0x3F6, 2
        mov     cl, 1
        xor     bx, bx
        mov     al, 0x20
        call    issue
        call    not_busy
        call    settle
        came    "nIEN: nothing comes"
        outdx   0x3F6, 0
        await   2
        came    "nIEN taken back: it comes", 0x5E, 0x58
        call    take_block
        fresh   status
        outdx   0x3F6, 2
        mov     cl, 1
        xor     bx, bx
        mov     al, 0x20
        call    issue
        call    not_busy
        mov     dx, 0x1F7
        in      al, dx
        outdx   0x3F6, 0
        call    settle
        came    "Status was read: it does not come any more"
        call    take_block
        ret

test_write:
        fresh   status
        mov     cl, 1
        mov     bx, FREE
        mov     al, 0x30
        call    issue
        call    not_busy
        call    settle
        came    "WRITE SECTORS: not before the data"
        mov     word [BLOCK], 0x1234
        mov     dx, 0x1F0
        mov     si, BLOCK
        mov     cx, 256
        rep     outsw
        await   2
        came    "WRITE SECTORS: comes at the end", 0x5E, 0x50
        ret

test_other:
        fresh   status
        mov     al, 0xE7
        call    issue
        await   2
        came    "FLUSH CACHE: comes", 0x5E, 0x50
        fresh   status
        mov     al, 0xFF                ; no such command
        call    issue
        await   2
        came    "aborted: comes", 0x5E, 0x51
        fresh   status
        outdx   0x1F6, 0xF0             ; the other drive, which is not there
        outdx   0x1F7, 0xEC
        call    settle
        came    "no drive, no interrupt"
        outdx   0x1F6, 0xE0
        ret

        interrupt_end 8
