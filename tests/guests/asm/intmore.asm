; The services that intsvc.asm leaves out: the state in which a boot sector is entered, power management, A20, the
; keyboard's finer functions, fonts, palettes, pages and the cursor in every mode, the state of the video BIOS, serial
; and parallel ports, tables, and calls within calls. See service.inc.

%include "service.inc"

        program
        call    test_entry
        call    test_tables
        call    test_pages
        call    test_palettes
        call    test_fonts
        call    test_lines
        call    test_state
        call    test_clear
        call    test_keyboard
        call    test_a20
        call    test_power
        call    test_waits
        call    test_ports
        call    test_nested
        mov     ax, 3
        int     0x10
        done

; --- how a boot sector is entered

test_entry:
        cmp     byte [0x449], 3
        expect  e, "boot video mode 3"
        test    word [boot_flags + 2], 0x200
        expect  nz, "boot interrupts on"
        test    word [boot_flags + 2], 0x400
        expect  z, "boot direction flag clear"
        cmp     word [boot_flags + 4], 0
        expect  e, "boot DS 0"
        cmp     word [boot_flags + 6], 0
        expect  e, "boot ES 0"
        mov     ax, [boot_flags + 8]    ; SS:SP has 256 bytes and is not where the sector is
        shl     ax, 4
        add     ax, [boot_flags]
        cmp     ax, 0x600
        expect  a, "boot a stack"
        cmp     byte [drive], 0x80
        expect  e, "boot drive in DL"
        mov     ah, 1
        int     0x16
        expect  z, "boot no key waits"
        cmp     word [0x413], 639
        expect  be, "boot EBDA below 640 KiB"
        ret

; --- tables and vectors

test_tables:
        les     bx, [0x1D * 4]
        cmp     word [es:bx + 16], 0x5071
        push    cs
        pop     es
        expect  e, "1D 6845 of 80 columns"
        les     bx, [0x1F * 4]
        mov     ax, es
        push    cs
        pop     es
        or      ax, bx
        expect  nz, "1F upper characters"
        push    es
        mov     ax, 0xF000
        mov     es, ax
        mov     al, [es:0xFA6E + 8 * 'A' + 2]
        pop     es
        test    al, al
        expect  nz, "F000:FA6E the 8x8 font"
        push    es
        mov     ax, 0xF000
        mov     es, ax
        cmp     byte [es:0xFFF0], 0xEA
        pop     es
        expect  e, "F000:FFF0 a far jump"
        push    es
        mov     ax, 0xF000
        mov     es, ax
        cmp     byte [es:0xFFF7], '/'
        pop     es
        expect  e, "F000:FFF5 a date"
        mov     ax, 0xC0FF              ; an interrupt nobody serves (an emulated KVM cannot do those from 80h on)
        int     0x6D
        cmp     ax, 0xC0FF
        expect  e, "6D does nothing"
        cmp     word [0x10E], 0
        expect  ne, "43 a font"
        les     bx, [0x4A8]             ; the save pointer table
        les     bx, [es:bx]             ; the parameter table: entry 1Ch is mode 13h
        mov     ax, [es:bx + 0x1C * 64]
        push    cs
        pop     es
        cmp     ax, 0x1828
        expect  e, "4A8 parameters of mode 13h"
        mov     ax, [0x41A]
        cmp     ax, [0x41C]
        expect  e, "41A 41C empty buffer"
        cmp     word [0x480], 0x1E
        expect  e, "480 buffer start"
        cmp     word [0x482], 0x3E
        expect  e, "482 buffer end"
        cmp     word [0x463], 0x3D4
        expect  e, "463 CRTC port"
        ret

; --- pages and the cursor

test_pages:
        mov     ax, 3
        int     0x10
        mov     cx, 7                   ; a character of its own on every page
.write: mov     ah, 2
        mov     bh, cl
        mov     dx, 0x0102
        int     0x10
        push    cx
        mov     ah, 9
        mov     al, cl
        add     al, '0'
        mov     bl, 7
        mov     cx, 1
        int     0x10
        pop     cx
        dec     cx
        jns     .write
        mov     ah, 8
        mov     bh, 5
        int     0x10
        cmp     al, '5'
        expect  e, "10/08 page 5"
        push    es
        mov     ax, 0xB800
        mov     es, ax
        mov     ax, [es:0x3000 + 2 * 82]
        pop     es
        cmp     al, '3'
        expect  e, "10/09 page 3 in memory"
        mov     ax, 0x0504
        int     0x10
        mov     ax, 0x0E21              ; types where the page shown has its cursor
        xor     bx, bx
        int     0x10
        mov     ah, 3
        mov     bh, 4
        int     0x10
        cmp     dx, 0x0103
        expect  e, "10/0E the page that is shown"
        mov     dx, 0x3D4
        mov     al, 0x0C
        out     dx, al
        inc     dx
        in      al, dx
        cmp     al, 0x20                ; 4 pages of 2,048 words
        expect  e, "10/05 CRTC start"
        mov     ax, 0x0500
        int     0x10
        mov     ah, 1
        mov     cx, 0x2000
        int     0x10
        mov     dx, 0x3D4
        mov     al, 0x0A
        out     dx, al
        inc     dx
        in      al, dx
        test    al, 0x20
        expect  nz, "10/01 cursor off"
        mov     ah, 1
        mov     cx, 0x0607
        int     0x10
        mov     ah, 3
        mov     bh, 0
        int     0x10
        cmp     cx, 0x0607
        expect  e, "10/03 shape"
        mov     ax, 0x0E08              ; backspace stops at the edge
        xor     bx, bx
        mov     ah, 2
        mov     dx, 0
        int     0x10
        mov     ax, 0x0E08
        int     0x10
        mov     ah, 3
        int     0x10
        cmp     dx, 0
        expect  e, "10/0E backspace at the edge"
        mov     ax, 1                   ; 40 columns
        int     0x10
        cmp     word [0x44A], 40
        expect  e, "10/00 40 columns"
        cmp     word [0x44C], 0x800
        expect  e, "10/00 pages of 2 KiB"
        mov     ax, 7
        int     0x10
        cmp     word [0x463], 0x3B4
        expect  e, "10/00 mode 7 at 3B4h"
        mov     ax, 0x0E4D
        xor     bx, bx
        int     0x10
        push    es
        mov     ax, 0xB000
        mov     es, ax
        mov     al, [es:0]
        pop     es
        cmp     al, 'M'
        expect  e, "10/0E mode 7 at B000h"
        mov     ax, 0x83                ; bit 7 keeps the memory
        push    ax
        mov     ax, 3
        int     0x10
        mov     ax, 0x0E4B
        xor     bx, bx
        int     0x10
        pop     ax
        int     0x10
        push    es
        mov     ax, 0xB800
        mov     es, ax
        mov     al, [es:0]
        pop     es
        cmp     al, 'K'
        expect  e, "10/00 bit 7 keeps memory"
        mov     ah, 0x0F
        int     0x10
        cmp     al, 0x83
        expect  e, "10/0F bit 7 is told"
        ret

; --- palettes

test_palettes:
        mov     ax, 0x13
        int     0x10
        mov     ax, 0x1012
        mov     bx, 100
        mov     cx, 2
        mov     dx, .colours
        int     0x10
        mov     ax, 0x1017
        mov     bx, 100
        mov     cx, 2
        mov     dx, .back
        int     0x10
        mov     eax, [.back]
        cmp     eax, [.colours]
        expect  e, "10/1012 1017 a block of colours"
        mov     ax, 0x101B              ; to grey
        mov     bx, 100
        mov     cx, 1
        int     0x10
        mov     ax, 0x1015
        mov     bx, 100
        int     0x10
        cmp     dh, ch
        jne     .grey
        cmp     ch, cl
.grey:  expect  e, "10/101B grey"
        mov     ax, 0x1018
        mov     bx, 0x7F
        int     0x10
        mov     ax, 0x1019
        xor     bx, bx
        int     0x10
        cmp     bl, 0x7F
        expect  e, "10/1018 1019 mask"
        mov     ax, 3
        int     0x10
        mov     ax, 0x1002
        mov     dx, .palette
        int     0x10
        mov     ax, 0x1009
        mov     dx, .back
        int     0x10
        mov     si, .palette
        mov     di, .back
        mov     cx, 17
        repe    cmpsb
        expect  e, "10/1002 1009 all registers"
        mov     ax, 0x1003
        mov     bl, 0
        int     0x10
        mov     dx, 0x3DA
        in      al, dx
        mov     dx, 0x3C0
        mov     al, 0x30
        out     dx, al
        inc     dx
        in      al, dx
        test    al, 8
        expect  z, "10/1003 no blinking"
        mov     ax, 0x1013              ; pages of 16 colours
        mov     bx, 0x0100
        int     0x10
        mov     ax, 0x1013
        mov     bx, 0x0501
        int     0x10
        mov     ax, 0x101A
        int     0x10
        cmp     bx, 0x0501
        expect  e, "10/1013 101A page"
        mov     ax, 4
        int     0x10
        mov     ah, 0x0B
        mov     bx, 0x0100
        int     0x10
        mov     ax, 0x1007
        mov     bl, 1
        int     0x10
        and     bh, 7
        cmp     bh, 2                   ; green
        expect  e, "10/0B the other palette"
        ret
.colours: db    1, 2, 3, 4, 5, 6
.palette: db    5, 4, 3, 2, 1, 0, 7, 6, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 2
.back:  times 18 db 0

; --- fonts

test_fonts:
        mov     ax, 3
        int     0x10
        mov     ax, 0x1100              ; a character of our own, read back from plane 2
        mov     bx, 0x1000
        mov     cx, 1
        mov     dx, 0x80
        mov     bp, .shape
        int     0x10
        mov     dx, 0x3C4
        mov     ax, 0x0402
        out     dx, ax
        mov     ax, 0x0704
        out     dx, ax
        mov     dx, 0x3CE
        mov     ax, 0x0204
        out     dx, ax
        mov     ax, 0x0005
        out     dx, ax
        mov     ax, 0x0406
        out     dx, ax
        push    ds
        push    es
        push    cs
        pop     es
        mov     ax, 0xA000
        mov     ds, ax
        mov     si, 0x80 * 32
        mov     di, .shape
        mov     cx, 16
        repe    cmpsb
        pop     es
        pop     ds
        expect  e, "10/1100 a character in plane 2"
        mov     ax, 3
        int     0x10
        mov     ax, 0x1111
        mov     bl, 0
        int     0x10
        cmp     byte [0x484], 27
        expect  e, "10/1111 28 rows of 14 lines"
        mov     ax, 0x1114
        mov     bl, 0
        int     0x10
        cmp     byte [0x484], 24
        expect  e, "10/1114 25 rows again"
        mov     ax, 0x13
        int     0x10
        mov     ax, 0x1121              ; graphics characters of our own
        mov     bx, 0
        mov     cx, 16
        mov     dl, 12
        mov     bp, .font
        sub     bp, 16 * 'A'
        int     0x10
        cmp     word [0x485], 16
        expect  e, "10/1121 height"
        cmp     byte [0x484], 11
        expect  e, "10/1121 rows"
        mov     ax, 0x0941
        mov     bx, 0x0021
        mov     cx, 1
        int     0x10
        push    es
        mov     ax, 0xA000
        mov     es, ax
        cmp     word [es:15 * 320], 0x2121
        jne     .drawn
        cmp     word [es:14 * 320], 0
.drawn: pop     es
        expect  e, "10/09 drawn by it"
        ret
.shape: db      1, 2, 4, 8, 16, 32, 64, 128, 255, 129, 66, 36, 24, 60, 126, 90
.font:  times 15 db 0
        db      0xFF

; --- lines of text modes

test_lines:
        mov     ax, 0x1201              ; 350 lines from the next mode on
        mov     bl, 0x30
        int     0x10
        cmp     al, 0x12
        expect  e, "10/12 BL=30 is there"
        mov     ax, 0x1202
        mov     bl, 0x30
        int     0x10
        mov     ax, 3
        int     0x10
        cmp     word [0x485], 16
        expect  e, "10/12 BL=30 400 lines"
        mov     ax, 0x1201              ; a mode that leaves the palette alone
        mov     bl, 0x31
        int     0x10
        mov     ax, 0x1010
        mov     bx, 0x3F
        mov     dh, 11
        mov     cx, 0x0B0B
        int     0x10
        mov     ax, 3
        int     0x10
        mov     ax, 0x1015
        mov     bx, 0x3F
        int     0x10
        cmp     cx, 0x0B0B
        expect  e, "10/12 BL=31 keeps colours"
        mov     ax, 0x1200
        mov     bl, 0x31
        int     0x10
        ret

; --- saving and restoring

test_state:
        mov     ax, 3
        int     0x10
        mov     ax, 0x1C00
        mov     cx, 7
        xor     bx, bx
        int     0x10
        cmp     al, 0x1C
        expect  e, "10/1C is there"
        cmp     bx, 64
        expect  b, "10/1C size"
        mov     ah, 2
        mov     bh, 0
        mov     dx, 0x0707
        int     0x10
        push    es
        mov     ax, BUFFER
        mov     es, ax
        mov     ax, 0x1C01
        mov     cx, 7
        xor     bx, bx
        int     0x10
        pop     es
        mov     ax, 0x13
        int     0x10
        push    es
        mov     ax, BUFFER
        mov     es, ax
        mov     ax, 0x1C02
        mov     cx, 7
        xor     bx, bx
        int     0x10
        pop     es
        cmp     byte [0x449], 3
        expect  e, "10/1C mode is back"
        cmp     word [0x450], 0x0707
        expect  e, "10/1C cursor is back"
        mov     dx, 0x3CE
        mov     al, 6
        out     dx, al
        inc     dx
        in      al, dx
        and     al, 1
        expect  z, "10/1C the VGA shows text"
        ret

; --- scrolling in graphics, and dots that are combined

test_clear:
        mov     ax, 0x12
        int     0x10
        mov     ax, 0x0C0A
        mov     bh, 0
        mov     cx, 10
        mov     dx, 33
        int     0x10
        mov     ax, 0x0601              ; up by a row of 16 lines
        mov     bh, 0
        xor     cx, cx
        mov     dx, 0x1D4F
        int     0x10
        mov     ah, 0x0D
        mov     cx, 10
        mov     dx, 17
        mov     bh, 0
        int     0x10
        cmp     al, 10
        expect  e, "10/06 scrolls dots"
        mov     ax, 0x0C83              ; exclusive or
        mov     bh, 0
        mov     cx, 10
        mov     dx, 17
        int     0x10
        mov     ah, 0x0D
        int     0x10
        cmp     al, 9
        expect  e, "10/0C exclusive or"
        mov     ax, 0x0600
        mov     bh, 5
        xor     cx, cx
        mov     dx, 0x1D4F
        int     0x10
        mov     ah, 0x0D
        mov     cx, 639
        mov     dx, 479
        mov     bh, 0
        int     0x10
        cmp     al, 5
        expect  e, "10/06 fills with a colour"
        ret

; --- the keyboard

test_keyboard:
        mov     ax, 0x0305
        mov     bx, 0x0100
        int     0x16
        mov     ah, 1
        int     0x16
        expect  z, "16/0305 no key of it"
        mov     ah, 0x0A
        int     0x16
        test    bx, bx
        expect  nz, "16/0A a keyboard"
        cli
        mov     bx, [0x41C]             ; into the buffer by hand, as programs do
        mov     word [0x400 + bx], 0x3062
        add     bx, 2
        cmp     bx, [0x482]
        jb      .store
        mov     bx, [0x480]
.store: mov     [0x41C], bx
        sti
        mov     ah, 0x10
        int     0x16
        cmp     ax, 0x3062
        expect  e, "16/10 what is in the buffer"
        pushf
        mov     ah, 0x11
        int     0x16
        expect  z, "16/11 empty"
        popf
        mov     dx, [0x417]             ; Caps Lock by hand
        or      byte [0x417], 0x40
        mov     ah, 1
        int     0x16
        mov     ah, 2
        int     0x16
        test    al, 0x40
        expect  nz, "16/02 Caps Lock by 417h"
        and     byte [0x417], 0xBF
        mov     ah, 1
        int     0x16
        ret

; --- A20

test_a20:
        mov     ax, 0x2403
        int     0x15
        expect  nc, "15/2403 A20 by port 92h"
        test    bx, 2
        expect  nz, "15/2403 says so"
        mov     ax, 0x2401
        int     0x15
        cmp     ah, 0
        expect  e, "15/2401 status 0"
        mov     ax, 0xFFFF              ; 0000:0500 and FFFF:0510 differ now
        mov     fs, ax
        mov     byte [0x500 + 0x50], 1
        mov     byte [fs:0x510 + 0x50], 2
        cmp     byte [0x500 + 0x50], 1
        expect  e, "15/2401 no wraparound"
        ret

; --- power management and the rest of INT 15h

test_power:
        mov     ax, 0x5300
        xor     bx, bx
        int     0x15
        expect  nc, "15/5300 APM"
        cmp     bx, 'MP'
        expect  e, "15/5300 its name"
        cmp     ax, 0x0102
        expect  e, "15/5300 version 1.2"
        mov     ax, 0x5304
        xor     bx, bx
        int     0x15
        mov     ax, 0x5301
        xor     bx, bx
        int     0x15
        expect  nc, "15/5301 connect"
        mov     ax, 0x530E
        xor     bx, bx
        mov     cx, 0x0102
        int     0x15
        expect  nc, "15/530E driver version"
        mov     ax, 0x5305
        int     0x15
        expect  nc, "15/5305 idle"
        mov     ax, 0x530A
        mov     bx, 1
        int     0x15
        expect  nc, "15/530A status"
        cmp     bh, 1
        expect  e, "15/530A on the mains"
        mov     ax, 0x5304
        xor     bx, bx
        int     0x15
        expect  nc, "15/5304 disconnect"
        clc
        mov     ah, 0x90
        int     0x15
        expect  nc, "15/90 device busy"
        clc
        mov     ah, 0x91
        int     0x15
        expect  nc, "15/91 interrupt complete"
        ret

; --- waiting

test_waits:
        mov     cx, [0x46C]
        mov     ah, 0x86
        push    cx
        mov     cx, 3                   ; 200 ms
        mov     dx, 0x0D40
        int     0x15
        pop     cx
        mov     ax, [0x46C]
        sub     ax, cx
        cmp     ax, 2
        expect  ae, "15/86 ticks pass meanwhile"
        mov     ax, 0x8300              ; an event that is called off
        mov     cx, 0x00FF
        mov     bx, .flag
        int     0x15
        expect  nc, "15/8300 begun"
        mov     ax, 0x8300
        mov     bx, .flag
        int     0x15
        expect  c, "15/8300 one at a time"
        mov     ax, 0x8301
        int     0x15
        expect  nc, "15/8301 called off"
        ret
.flag:  db      0

; --- serial and parallel ports

test_ports:
        int     0x11
        mov     bx, ax
        shr     ax, 9
        and     ax, 7
        xor     cx, cx
        mov     si, 0x400
.count: cmp     word [si], 0
        je      .counted
        inc     cx
        add     si, 2
        cmp     si, 0x408
        jb      .count
.counted:
        cmp     ax, cx
        expect  e, "11 serial ports as in 400h"
        mov     ax, 0x0300              ; a port that is not there
        mov     dx, 3
        cmp     word [0x406], 0
        jne     .four
        int     0x14
        test    ah, ah
.four:  mov     dx, 2
        mov     ah, 2
        int     0x17
        cmp     word [0x40C], 0
        jne     .printer
        test    ah, 1
        expect  nz, "17/02 no printer times out"
.printer:
        ret

; --- calls within calls: a tick's handler prints while INT 16h waits for a key

test_nested:
        mov     ax, 3
        int     0x10
        cli
        mov     eax, [0x1C * 4]
        mov     [.old], eax
        mov     word [0x1C * 4], .tick
        mov     [0x1C * 4 + 2], cs
        sti
        mov     ah, 0
        int     0x16                    ; the handler stores the key after some ticks
        push    ax
        cli
        mov     eax, [.old]
        mov     [0x1C * 4], eax
        sti
        pop     ax
        cmp     ax, 0x2C7A
        expect  e, "16/00 waits while ticks call services"
        cmp     byte [.count], 4
        expect  e, "1C was called four times"
        mov     ah, 3
        mov     bh, 0
        int     0x10
        cmp     dx, 4
        expect  e, "10/0E from within"
        cmp     word [.ds], 0x40
        expect  e, "1C has DS 40h"
        ret
.tick:  pusha
        mov     [cs:.ds], ds
        push    ds
        push    cs
        pop     ds
        cmp     byte [.count], 4        ; one more may come before the wait ends
        je      .more
        mov     ax, 0x0E2E
        mov     bx, 7
        int     0x10
        inc     byte [.count]
        cmp     byte [.count], 4
        jne     .more
        mov     ah, 5
        mov     cx, 0x2C7A
        int     0x16
.more:  pop     ds
        popa
        iret
.old:   dd      0
.count: db      0
.ds:    dw      0

        image   24
