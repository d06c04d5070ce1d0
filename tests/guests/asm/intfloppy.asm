; INT 13h with a diskette of any kind in drive A. Tracks 30 to 34 are overwritten. See service.inc.

%include "service.inc"

        program
        call    test_parameters
        call    test_transfers
        call    test_format
        call    test_edges
        done

test_parameters:
        cmp     byte [drive], 0
        expect  e, "boot drive in DL"
        mov     ah, 0x08
        mov     dl, 0
        push    es
        xor     di, di
        mov     es, di
        int     0x13
        mov     [.types], bx
        mov     al, [es:di + 3]
        pop     es
        expect  nc, "13/08 parameters"
        mov     [per_track], cl
        mov     [heads], dh
        mov     [tracks], ch
        cmp     al, 2
        expect  e, "13/08 a table at ES:DI"
        cmp     dl, 1
        expect  e, "13/08 one drive"
        cmp     dh, 1
        expect  be, "13/08 one or two heads"
        cmp     byte [.types], 1
        expect  ae, "13/08 a type"
        mov     ah, 0x15
        mov     dl, 0
        int     0x13
        cmp     ah, 2
        expect  be, "13/15 a diskette"
        cmp     ah, 0
        expect  ne, "13/15 it is there"
        int     0x11
        and     al, 0xC1
        cmp     al, 1
        expect  e, "11 one diskette drive"
        mov     ah, 0
        mov     dl, 0
        int     0x13
        expect  nc, "13/00 reset"
        les     bx, [0x1E * 4]
        mov     al, [es:bx + 3]
        push    cs
        pop     es
        cmp     al, 2
        expect  e, "1E table of 512 bytes"
        ret
.types: dw      0

per_track: db   0
heads:  db      0                       ; the highest
tracks: db      0                       ; likewise

; CX, DH, DL: the last sector of track 30 on the last head

place:  mov     ch, 30
        mov     cl, [per_track]
        mov     dh, [heads]
        mov     dl, 0
        ret

test_transfers:
        mov     ax, BUFFER
        mov     es, ax
        xor     di, di
        mov     ax, 0xA55A
        mov     cx, 256
        rep     stosw
        call    place
        mov     ax, 0x0301
        xor     bx, bx
        int     0x13
        expect  nc, "13/03 write"
        cmp     al, 1
        expect  e, "13/03 one sector"
        mov     word [es:510], 0
        call    place
        mov     ax, 0x0201
        xor     bx, bx
        int     0x13
        expect  nc, "13/02 read"
        cmp     word [es:510], 0xA55A
        expect  e, "13/02 content"
        call    place
        mov     ax, 0x0401
        xor     bx, bx
        int     0x13
        expect  nc, "13/04 verify"
        mov     cl, 1                   ; a whole track at once
        mov     ch, 30
        mov     dh, 0
        mov     dl, 0
        mov     ah, 0x02
        mov     al, [per_track]
        xor     bx, bx
        int     0x13
        expect  nc, "13/02 a whole track"
        cmp     al, [per_track]
        expect  e, "13/02 all of it"
        mov     ah, 0x16
        mov     dl, 0
        int     0x13
        push    cs
        pop     es
        ret

; A track gets another content, sector by sector as the table says.

test_format:
        mov     ah, 0x18
        mov     ch, [tracks]
        mov     cl, [per_track]
        mov     dl, 0
        push    es
        int     0x13
        pop     es
        expect  nc, "13/18 a kind that can be formatted"
        mov     di, .table
        mov     cl, 1
.next:  mov     al, 32                  ; cylinder, head, sector, 512 bytes
        stosb
        mov     al, 0
        stosb
        mov     al, cl
        stosb
        mov     al, 2
        stosb
        inc     cl
        cmp     cl, [per_track]
        jbe     .next
        mov     ah, 0x05
        mov     al, [per_track]
        mov     bx, .table
        mov     cx, 0x2001
        mov     dx, 0
        int     0x13
        expect  nc, "13/05 format"
        mov     ax, BUFFER
        mov     es, ax
        mov     ax, 0x0201
        xor     bx, bx
        mov     cx, 0x2003
        mov     dx, 0
        int     0x13
        mov     ax, [es:100]
        push    cs
        pop     es
        expect  nc, "13/02 a formatted sector"
        cmp     ax, 0xF6F6
        expect  e, "13/05 filled with F6h"
        ret
.table: times   4 * 36 db 0

test_edges:
        mov     ax, BUFFER
        mov     es, ax
        mov     ax, 0x0201
        xor     bx, bx
        mov     ch, 0
        mov     cl, [per_track]
        inc     cl
        mov     dx, 0
        int     0x13
        expect  c, "13/02 no sector behind the last: boot sectors probe so"
        mov     ah, 0x01
        mov     dl, 0
        int     0x13
        test    ah, ah
        expect  nz, "13/01 the last status"
        mov     ah, 0
        mov     dl, 0
        int     0x13
        mov     ax, 0x0201
        xor     bx, bx
        mov     cx, 1
        mov     dx, 1                   ; drive B
        int     0x13
        expect  c, "13/02 no drive B"
        mov     ah, 0x41
        mov     bx, 0x55AA
        mov     dx, 0
        int     0x13
        expect  c, "13/41 no extensions"
        push    cs
        pop     es
        ret

        image   16
