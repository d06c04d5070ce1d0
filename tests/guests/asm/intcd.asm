; INT 13h as a boot image of an El Torito CD finds it: without emulation, as a diskette or as a hard disk. The CD's
; file DATA.BIN begins with "CD data"; where it is, the boot information table says (sector 16 is read to find out
; that sectors have 2,048 bytes). See service.inc.

%include "service.inc"

CD_BUFFER equ   0x4000                  ; segment

        program
        call    test_specification
        call    test_sectors
        done

test_specification:
        mov     word [.packet], 0x13
        mov     ax, 0x4B01
        mov     dl, [drive]
        mov     si, .packet
        int     0x13
        expect  nc, "13/4B01 status of the emulation"
        mov     al, [.packet + 2]
        cmp     al, [drive]
        expect  e, "13/4B01 drive as in DL"
        mov     al, [.packet + 1]
        and     al, 0x0F
        mov     [kind], al
        cmp     dword [.packet + 4], 16
        expect  a, "13/4B01 where the image is"
        cmp     byte [kind], 0
        jne     .emulated
        cmp     byte [drive], 0x80
        expect  ae, "boot drive of a CD"
        ret
.emulated:
        cmp     byte [kind], 4
        je      .disk
        cmp     byte [drive], 0
        expect  e, "boot drive of an emulated diskette"
        jmp     .read
.disk:  cmp     byte [drive], 0x80
        expect  e, "boot drive of an emulated disk"
.read:  mov     ax, CD_BUFFER
        mov     es, ax
        mov     ax, 0x0201
        xor     bx, bx
        mov     cx, 1
        mov     dh, 0
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/02 sectors of 512 bytes"
        cmp     word [es:510], 0xAA55
        expect  e, "13/02 the boot sector"
        mov     ax, 0x0301
        xor     bx, bx
        mov     cx, 1
        mov     dh, 0
        mov     dl, [drive]
        int     0x13
        expect  c, "13/03 cannot be written"
        push    cs
        pop     es
        ret
.packet: times  0x14 db 0
kind:   db      0

; Sectors of the CD, by the extensions, where there is no emulation.

test_sectors:
        cmp     byte [kind], 0
        je      .cd
        ret
.cd:    mov     ah, 0x41
        mov     bx, 0x55AA
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/41 extensions"
        mov     word [.table], 0x1A
        mov     ah, 0x48
        mov     dl, [drive]
        mov     si, .table
        int     0x13
        expect  nc, "13/48 parameters"
        cmp     word [.table + 24], 2048
        expect  e, "13/48 2,048 bytes"
        mov     ah, 0x42
        mov     dl, [drive]
        mov     si, .packet
        int     0x13
        expect  nc, "13/42 reads the CD"
        mov     ax, CD_BUFFER
        mov     es, ax
        cmp     dword [es:1], 'CD00'
        expect  e, "13/42 the volume descriptor"
        cmp     byte [es:2048], 0
        expect  e, "13/42 the boot record behind it"
        cmp     dword [es:2048 + 7], 'EL T'
        expect  e, "13/42 two sectors"
        mov     word [.count], 32
        mov     ah, 0x42
        mov     dl, [drive]
        mov     si, .packet
        int     0x13
        expect  nc, "13/42 64 KiB"
        cmp     dword [es:2048 + 7], 'EL T'
        expect  e, "13/42 64 KiB's content"
        mov     ah, 0x43
        mov     al, 0
        mov     dl, [drive]
        mov     si, .packet
        int     0x13
        expect  c, "13/43 cannot be written"
        push    cs
        pop     es
        ret
        align   4
.packet: db     16, 0
.count: dw      2
        dw      0, CD_BUFFER
        dq      16
.table: times   0x1A db 0

        image   8
