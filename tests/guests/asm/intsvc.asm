; Calls the BIOS's services and says on COM1 what they did (see service.inc). Needs a disk of 1 MiB that can be written;
; a sector behind the program is overwritten.
;
; Names are the interrupt, the function, and what is checked.

%include "service.inc"

SPARE   equ     PROGRAM_SECTORS + 8     ; a sector (from 0) that may be written

        program
        call    test_equipment
        call    test_text
        call    test_colour
        call    test_graphics
        call    test_disk
        call    test_extended_disk
        call    test_keyboard
        call    test_system
        call    test_memory
        call    test_clock
        call    test_pci
        call    test_serial
        mov     ax, 3
        int     0x10
        done

; --- INT 11h, 12h, and what all services share

test_equipment:
        int     0x11
        cmp     ax, [0x410]
        expect  e, "11 equipment is 410h"
        and     ax, 0x30
        cmp     ax, 0x20
        expect  e, "11 80x25 colour"
        int     0x12
        cmp     ax, [0x413]
        expect  e, "12 memory is 413h"
        cmp     ax, 512
        expect  ae, "12 at least 512 KiB"
        cmp     ax, 640
        expect  be, "12 at most 640 KiB"
        mov     bx, 0x1234
        mov     cx, 0x5678
        mov     dx, 0x9ABC
        mov     si, 0xDEF0
        mov     di, 0x1357
        mov     bp, 0x2468
        int     0x12
        cmp     bx, 0x1234
        jne     .changed
        cmp     cx, 0x5678
        jne     .changed
        cmp     dx, 0x9ABC
        jne     .changed
        cmp     si, 0xDEF0
        jne     .changed
        cmp     di, 0x1357
        jne     .changed
        cmp     bp, 0x2468
.changed:
        expect  e, "12 keeps registers"
        cli
        int     0x12
        pushf
        pop     ax
        sti
        test    ax, 0x200
        expect  z, "12 keeps interrupts off"
        sti
        int     0x12
        pushf
        pop     ax
        test    ax, 0x200
        expect  nz, "12 keeps interrupts on"
        ret

; --- INT 10h, text

test_text:
        mov     ax, 0x0003
        int     0x10
        mov     ah, 0x0F
        int     0x10
        cmp     ax, 0x5003
        expect  e, "10/0F mode 3, 80 columns"
        cmp     bh, 0
        expect  e, "10/0F page 0"
        cmp     byte [0x484], 24
        expect  e, "10/00 25 rows in 484h"
        mov     ah, 0x02
        mov     bh, 0
        mov     dx, 0x0A14
        int     0x10
        xor     dx, dx
        mov     ah, 0x03
        mov     bh, 0
        int     0x10
        cmp     dx, 0x0A14
        expect  e, "10/02 03 cursor"
        mov     ax, 0x0941
        mov     bx, 0x001E
        mov     cx, 3
        int     0x10
        mov     ah, 0x08
        mov     bh, 0
        int     0x10
        cmp     ax, 0x1E41
        expect  e, "10/09 08 character and attribute"
        push    es
        mov     ax, 0xB800
        mov     es, ax
        cmp     word [es:2 * (10 * 80 + 22)], 0x1E41
        pop     es
        expect  e, "10/09 three of them in B800h"
        mov     ax, 0x0A42
        mov     bx, 0x0070
        mov     cx, 1
        int     0x10
        mov     ah, 0x08
        mov     bh, 0
        int     0x10
        cmp     ax, 0x1E42
        expect  e, "10/0A keeps the attribute"
        mov     ax, 0x0E58
        mov     bx, 7
        int     0x10
        mov     ah, 0x03
        mov     bh, 0
        int     0x10
        cmp     dx, 0x0A15
        expect  e, "10/0E moves the cursor"
        mov     ax, 0x0E0D
        mov     bx, 7
        int     0x10
        mov     ax, 0x0E0A
        int     0x10
        mov     ah, 0x03
        mov     bh, 0
        int     0x10
        cmp     dx, 0x0B00
        expect  e, "10/0E carriage return, line feed"
        mov     ah, 0x02
        mov     bh, 0
        mov     dx, 0x184F
        int     0x10
        mov     ax, 0x0E5A
        mov     bx, 7
        int     0x10
        mov     ah, 0x03
        mov     bh, 0
        int     0x10
        cmp     dx, 0x1800
        expect  e, "10/0E last place scrolls"
        push    es
        mov     ax, 0xB800
        mov     es, ax
        cmp     byte [es:2 * (23 * 80 + 79)], 'Z'
        pop     es
        expect  e, "10/0E scrolled up one row"
        mov     ax, 0x0601
        mov     bh, 0x2F
        mov     cx, 0x0508
        mov     dx, 0x0A3F
        int     0x10
        push    es
        mov     ax, 0xB800
        mov     es, ax
        cmp     word [es:2 * (10 * 80 + 8)], 0x2F20
        jne     .scrolled
        cmp     word [es:2 * (8 * 80 + 21)], 0x1E41
.scrolled:
        pop     es
        expect  e, "10/06 window up"
        mov     ax, 0x0702
        mov     bh, 0x3F
        mov     cx, 0x0508
        mov     dx, 0x0A3F
        int     0x10
        push    es
        mov     ax, 0xB800
        mov     es, ax
        cmp     word [es:2 * (6 * 80 + 8)], 0x3F20
        jne     .down
        cmp     word [es:2 * (10 * 80 + 21)], 0x1E41
.down:  pop     es
        expect  e, "10/07 window down"
        mov     ax, 0x1301
        mov     bx, 0x004E
        mov     cx, 5
        mov     dx, 0x0203
        mov     bp, .string
        int     0x10
        mov     ah, 0x03
        mov     bh, 0
        int     0x10
        cmp     dx, 0x0208
        expect  e, "10/13 moves the cursor"
        push    es
        mov     ax, 0xB800
        mov     es, ax
        cmp     word [es:2 * (2 * 80 + 7)], 0x4E67
        pop     es
        expect  e, "10/13 writes the string"
        mov     ax, 0x0501
        int     0x10
        cmp     byte [0x462], 1
        expect  e, "10/05 page in 462h"
        cmp     word [0x44E], 0x1000
        expect  e, "10/05 its start in 44Eh"
        mov     ax, 0x0500
        int     0x10
        mov     ah, 0x01
        mov     cx, 0x0607
        int     0x10
        cmp     word [0x460], 0x0607
        expect  e, "10/01 shape in 460h"
        mov     ax, 0x1112
        mov     bl, 0
        int     0x10
        cmp     byte [0x484], 49
        expect  e, "10/1112 50 rows"
        cmp     word [0x485], 8
        expect  e, "10/1112 8 lines"
        mov     ax, 0x1130
        mov     bh, 6
        push    es
        push    bp
        int     0x10
        mov     al, [es:bp + 16 * 'A' + 7]
        pop     bp
        pop     es
        test    al, al
        expect  nz, "10/1130 8x16 font"
        mov     ax, 3
        int     0x10
        mov     ax, 0x1130
        mov     bh, 1
        push    es
        push    bp
        int     0x10
        pop     bp
        pop     es
        cmp     cx, 16
        expect  e, "10/1130 height of 16"
        cmp     dl, 24
        expect  e, "10/1130 last row 24"
        ret
.string: db     "Testg"

; --- INT 10h, colours and identity

test_colour:
        mov     ax, 0x1A00
        int     0x10
        cmp     al, 0x1A
        expect  e, "10/1A is there"
        cmp     bl, 8
        expect  e, "10/1A VGA, colour"
        mov     ah, 0x12
        mov     bx, 0xFF10
        int     0x10
        cmp     bh, 0
        expect  e, "10/12 colour"
        cmp     bl, 3
        expect  e, "10/12 256 KiB"
        mov     ax, 0x1010
        mov     bx, 0x0035
        mov     dh, 11
        mov     cx, 0x1621
        int     0x10
        xor     cx, cx
        mov     dh, 0
        mov     ax, 0x1015
        mov     bx, 0x0035
        int     0x10
        cmp     cx, 0x1621
        expect  e, "10/1010 1015 DAC green and blue"
        cmp     dh, 11
        expect  e, "10/1010 1015 DAC red"
        mov     ax, 0x1000
        mov     bx, 0x2B05
        int     0x10
        mov     ax, 0x1007
        mov     bx, 0x0005
        int     0x10
        cmp     bh, 0x2B
        expect  e, "10/1000 1007 palette"
        mov     ax, 0x1001
        mov     bh, 0x09
        int     0x10
        mov     ax, 0x1008
        mov     bh, 0
        int     0x10
        cmp     bh, 0x09
        expect  e, "10/1001 1008 border"
        mov     ax, 3
        int     0x10
        mov     ax, 0x1007
        mov     bx, 0x0006
        int     0x10
        cmp     bh, 0x14
        expect  e, "10/00 brown is palette 14h"
        mov     ax, 0x1015
        mov     bx, 0x003F
        int     0x10
        cmp     cx, 0x3F3F
        expect  e, "10/00 white in the DAC"
        mov     ah, 0x1B
        xor     bx, bx
        push    es
        mov     di, BUFFER
        mov     es, di
        xor     di, di
        int     0x10
        cmp     byte [es:4], 3
        jne     .state
        cmp     byte [es:0x22], 24
.state: pop     es
        expect  e, "10/1B mode and last row"
        cmp     al, 0x1B
        expect  e, "10/1B is there"
        ret

; --- INT 10h, graphics

test_graphics:
        mov     si, .modes
.next:  lodsb
        cmp     al, 0xFF
        je      .done
        mov     ah, 0
        int     0x10
        mov     ah, 0x0F
        int     0x10
        cmp     al, [si - 1]
        expect  e, "10/00 graphics mode set"
        lodsb                           ; a colour the mode has
        mov     ah, 0x0C
        mov     bh, 0
        mov     cx, 101
        mov     dx, 55
        int     0x10
        mov     ah, 0x0D
        int     0x10
        cmp     al, [si - 1]
        expect  e, "10/0C 0D dot"
        mov     ah, 0x0D
        inc     cx
        int     0x10
        cmp     al, 0
        expect  e, "10/0D its neighbour"
        mov     ah, 0x02
        mov     bh, 0
        mov     dx, 0x0304
        int     0x10
        mov     ah, 0x09
        mov     al, 0xDB                ; a full block
        mov     bh, 0
        mov     bl, [si - 1]
        mov     cx, 1
        int     0x10
        mov     ah, 0x0D
        mov     bh, 0
        mov     cx, 4 * 8 + 3
        mov     al, [0x485]
        mul     byte [.three]
        mov     dx, ax
        add     dx, 2
        mov     ah, 0x0D
        int     0x10
        cmp     al, [si - 1]
        expect  e, "10/09 character in graphics"
        jmp     .next
.done:  mov     ax, 3
        int     0x10
        ret
.three: db      3
.modes: db      0x04, 2, 0x06, 1, 0x0D, 5, 0x0E, 9, 0x10, 12, 0x12, 14, 0x13, 77, 0xFF

; --- INT 13h

test_disk:
        mov     ah, 0
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/00 reset"
        mov     ah, 0x08
        mov     dl, [drive]
        push    es
        xor     di, di
        mov     es, di
        int     0x13
        pop     es
        expect  nc, "13/08 parameters"
        mov     [.dx], dx
        mov     [.cx], cx
        mov     al, cl
        and     al, 0x3F
        expect  nz, "13/08 sectors"
        cmp     byte [.dx], 1
        expect  e, "13/08 one disk"
        cmp     byte [0x475], 1
        expect  e, "475h one disk"
        mov     ah, 0x15
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/15 type"
        cmp     ah, 3
        expect  e, "13/15 a hard disk"
        mov     ax, BUFFER
        mov     es, ax
        mov     ax, 0x0201
        xor     bx, bx
        mov     cx, 1
        mov     dh, 0
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/02 read"
        cmp     ax, 1
        expect  e, "13/02 status 0, one sector"
        cmp     word [es:510], 0xAA55
        expect  e, "13/02 signature"
        mov     ax, 0x0201
        mov     cx, 2
        int     0x13
        mov     cx, 256
        mov     si, program_start
        xor     di, di
        repe    cmpsw
        expect  e, "13/02 content"
        mov     ax, 0x0201
        mov     cx, 0                   ; there is no sector 0
        mov     dh, 0
        mov     dl, [drive]
        int     0x13
        expect  c, "13/02 no sector 0"
        mov     ah, 0x01
        mov     dl, [drive]
        int     0x13
        test    ah, ah
        expect  nz, "13/01 last status"
        mov     ah, 0x0D
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/0D reset"
        mov     di, 0
        mov     ax, 0x6B3C
        mov     cx, 256
        rep     stosw
        mov     ax, 0x0301
        xor     bx, bx
        mov     cx, SPARE + 1
        mov     dh, 0
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/03 write"
        mov     word [es:0x40], 0
        mov     ax, 0x0201
        int     0x13
        cmp     word [es:0x40], 0x6B3C
        expect  e, "13/03 read back"
        mov     ax, 0x0401
        mov     cx, 1
        mov     dh, 0
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/04 verify"
        mov     ah, 0x10
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/10 ready"
        mov     ah, 0x66
        mov     dl, [drive]
        int     0x13
        expect  c, "13/66 unknown function"
        cmp     ah, 1
        expect  e, "13/66 status 1"
        mov     ax, 0x0201
        xor     bx, bx
        mov     cx, 1
        mov     dx, 0x008E
        int     0x13
        expect  c, "13/02 no such disk"
        mov     ah, 0x15
        mov     dl, 0x8E
        int     0x13
        cmp     ah, 3
        expect  ne, "13/15 no such disk"
        xor     ax, ax
        mov     es, ax
        les     bx, [0x41 * 4]
        mov     al, [.cx]
        and     al, 0x3F
        cmp     al, [es:bx + 14]
        push    cs
        pop     es
        expect  e, "41 table has the sectors"
        les     bx, [0x1E * 4]
        cmp     byte [es:bx + 3], 2
        push    cs
        pop     es
        expect  e, "1E table has 512 bytes"
        ret
.dx:    dw      0
.cx:    dw      0

test_extended_disk:
        mov     ah, 0x41
        mov     bx, 0x55AA
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/41 extensions"
        cmp     bx, 0xAA55
        expect  e, "13/41 AA55"
        test    cl, 1
        expect  nz, "13/41 packet access"
        mov     si, .packet
        mov     ah, 0x42
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/42 read"
        cmp     ah, 0
        expect  e, "13/42 status 0"
        push    es
        mov     ax, BUFFER
        mov     es, ax
        cmp     word [es:0x200 + 510], 0xAA55
        pop     es
        expect  e, "13/42 content"
        mov     dword [.first], 0x7FFFFFFF
        mov     si, .packet
        mov     ah, 0x42
        mov     dl, [drive]
        int     0x13
        expect  c, "13/42 beyond the end"
        mov     word [.table], 26
        mov     si, .table
        mov     ah, 0x48
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/48 parameters"
        cmp     word [.table + 24], 512
        expect  e, "13/48 512 bytes"
        cmp     dword [.table + 16], 2048
        expect  e, "13/48 1 MiB"
        mov     dword [.first], SPARE
        mov     word [.count], 1
        mov     si, .packet
        mov     ax, 0x4300
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/43 write"
        mov     si, .packet
        mov     ah, 0x44
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/44 verify"
        ret
        align   4
.packet: db     16, 0
.count: dw      1
        dw      0x200, BUFFER
.first: dq      0
.table: times   32 db 0

; --- INT 16h

test_keyboard:
.drain: mov     ah, 0x01
        int     0x16
        jz      .empty
        mov     ah, 0
        int     0x16
        jmp     .drain
.empty: mov     ah, 0x01
        int     0x16
        expect  z, "16/01 nothing waits"
        mov     ah, 0x05
        mov     cx, 0x1E61
        int     0x16
        cmp     al, 0
        expect  e, "16/05 stored"
        mov     ax, 0x0100
        int     0x16
        expect  nz, "16/01 a key waits"
        cmp     ax, 0x1E61
        expect  e, "16/01 which"
        mov     ah, 0
        int     0x16
        cmp     ax, 0x1E61
        expect  e, "16/00 takes it"
        mov     ah, 0x01
        int     0x16
        expect  z, "16/00 it is gone"
        mov     ah, 0x05
        mov     cx, 0x8500              ; F11, which the old functions do not know
        int     0x16
        mov     ah, 0x11
        int     0x16
        expect  nz, "16/11 F11 waits"
        mov     ah, 0x10
        int     0x16
        cmp     ax, 0x8500
        expect  e, "16/10 F11"
        mov     ah, 0x05
        mov     cx, 0x48E0              ; the grey cursor key
        int     0x16
        mov     ah, 0
        int     0x16
        cmp     ax, 0x4800
        expect  e, "16/00 no E0"
        mov     cx, 15
.fill:  push    cx
        mov     ah, 0x05
        mov     cx, 0x1E61
        int     0x16
        pop     cx
        loop    .fill
        mov     ah, 0x05
        mov     cx, 0x1E61
        int     0x16
        cmp     al, 1
        expect  e, "16/05 the buffer holds 15"
        mov     ax, [0x41A]
        mov     [0x41C], ax
        mov     ah, 0x02
        int     0x16
        cmp     al, [0x417]
        expect  e, "16/02 flags are 417h"
        mov     ah, 0x12
        int     0x16
        cmp     al, [0x417]
        expect  e, "16/12 flags are 417h"
        ret

; --- INT 15h

test_system:
        mov     ah, 0xC0
        push    es
        int     0x15
        mov     al, [es:bx + 2]
        pop     es
        expect  nc, "15/C0 configuration"
        cmp     al, 0xFC
        expect  e, "15/C0 an AT"
        push    es
        mov     ax, 0xF000
        mov     es, ax
        cmp     byte [es:0xFFFE], 0xFC
        pop     es
        expect  e, "F000:FFFE an AT"
        mov     ah, 0xC1
        push    es
        int     0x15
        mov     ax, es
        pop     es
        expect  nc, "15/C1 extended data area"
        cmp     ax, [0x40E]
        expect  e, "15/C1 is 40Eh"
        stc
        mov     ax, 0x4F1E
        int     0x15
        expect  c, "15/4F carry stays"
        cmp     al, 0x1E
        expect  e, "15/4F AL stays"
        mov     ah, 0x99
        int     0x15
        expect  c, "15/99 unknown function"
        cmp     ah, 0x86
        expect  e, "15/99 status 86h"
        mov     ax, 0x2401
        int     0x15
        expect  nc, "15/2401 A20 on"
        mov     ax, 0x2402
        int     0x15
        cmp     al, 1
        expect  e, "15/2402 is on"
        mov     ah, 0x86                ; short, as an emulated KVM loses one in a few hundred RTC interrupts
        xor     cx, cx
        mov     dx, 10000
        int     0x15
        expect  nc, "15/86 wait"
        mov     ax, 0xC205
        mov     bh, 3
        int     0x15
        expect  nc, "15/C205 mouse"
        cmp     ah, 0
        expect  e, "15/C205 status 0"
        mov     ax, 0xC204
        int     0x15
        cmp     bh, 0
        expect  e, "15/C204 a plain mouse"
        mov     ax, 0xC207
        push    es
        mov     bx, .nothing
        int     0x15
        pop     es
        expect  nc, "15/C207 handler"
        mov     ax, 0xC200
        mov     bh, 1
        int     0x15
        expect  nc, "15/C200 enable"
        mov     ax, 0xC200
        mov     bh, 0
        int     0x15
        expect  nc, "15/C200 disable"
        mov     byte [.flag], 0
        mov     ax, 0x8300
        mov     cx, 0
        mov     dx, 5000
        mov     bx, .flag
        int     0x15
        expect  nc, "15/83 event wait"
        mov     cx, [0x46C]
        add     cx, 36                  ; two seconds
.wait:  test    byte [.flag], 0x80
        jnz     .posted
        hlt
        cmp     cx, [0x46C]
        jns     .wait
.posted:
        test    byte [.flag], 0x80
        expect  nz, "15/83 flag is set"
        ret
.nothing: retf
.flag:  db      0

test_memory:
        mov     ah, 0x88
        int     0x15
        cmp     ax, 1024
        expect  a, "15/88 above 1 MiB"
        mov     [.size], ax
        mov     ax, 0xE801
        xor     cx, cx
        xor     dx, dx
        int     0x15
        expect  nc, "15/E801"
        cmp     cx, 1024
        expect  a, "15/E801 below 16 MiB"
        xor     ebx, ebx
        mov     byte [.ranges], 0
        mov     byte [.low], 0
        mov     byte [.high], 0
.next:  mov     eax, 0xE820
        mov     edx, 0x534D4150
        mov     ecx, 20
        mov     di, .range
        int     0x15
        jc      .over
        cmp     eax, 0x534D4150
        jne     .over
        inc     byte [.ranges]
        cmp     dword [.range + 16], 1
        jne     .other
        cmp     dword [.range], 0
        jne     .not_low
        mov     byte [.low], 1
.not_low:
        cmp     dword [.range], 0x100000
        jne     .other
        mov     byte [.high], 1
.other: test    ebx, ebx
        jnz     .next
.over:  cmp     byte [.ranges], 3
        expect  ae, "15/E820 ranges"
        cmp     byte [.low], 1
        expect  e, "15/E820 RAM at 0"
        cmp     byte [.high], 1
        expect  e, "15/E820 RAM at 1 MiB"
        push    es
        mov     ax, BUFFER
        mov     es, ax
        mov     dword [es:0], 0x12345678
        mov     dword [es:0x800], 0
        pop     es
        mov     word [.from + 2], BUFFER << 4 & 0xFFFF
        mov     byte [.from + 4], BUFFER >> 12
        mov     word [.to + 2], 0
        mov     byte [.to + 4], 0x11
        mov     ah, 0x87
        mov     cx, 2
        mov     si, .table
        int     0x15
        expect  nc, "15/87 move up"
        mov     word [.from + 2], 0
        mov     byte [.from + 4], 0x11
        mov     word [.to + 2], (BUFFER << 4 & 0xFFFF) + 0x800
        mov     byte [.to + 4], BUFFER >> 12
        mov     ah, 0x87
        mov     cx, 2
        mov     si, .table
        int     0x15
        expect  nc, "15/87 move down"
        push    es
        mov     ax, BUFFER
        mov     es, ax
        cmp     dword [es:0x800], 0x12345678
        pop     es
        expect  e, "15/87 content"
        ret
.size:  dw      0
.ranges: db     0
.low:   db      0
.high:  db      0
        align   4
.range: times   24 db 0
.table: times   16 db 0
.from:  dw      0xFFFF, 0
        db      0, 0x93, 0, 0
.to:    dw      0xFFFF, 0
        db      0, 0x93, 0, 0
        times   16 db 0

; --- INT 1Ah, 08h, 1Ch

test_clock:
        mov     ah, 0
        int     0x1A
        cmp     dx, [0x46C]
        expect  e, "1A/00 ticks are 46Ch"
        mov     word [.count], 0
        cli
        mov     ax, [0x1C * 4]
        mov     [.old], ax
        mov     ax, [0x1C * 4 + 2]
        mov     [.old + 2], ax
        mov     word [0x1C * 4], .tick
        mov     [0x1C * 4 + 2], cs
        sti
        mov     cx, 12
.wait:  hlt
        cmp     word [.count], 3
        jae     .ticked
        loop    .wait
.ticked:
        cli
        mov     ax, [.old]
        mov     [0x1C * 4], ax
        mov     ax, [.old + 2]
        mov     [0x1C * 4 + 2], ax
        sti
        cmp     word [.count], 3
        expect  ae, "1C is called"
        mov     ah, 0x01
        mov     cx, 0x0018              ; midnight is at 1800B0h
        mov     dx, 0x00AF
        int     0x1A
        mov     cx, 40
.midnight:
        hlt
        cmp     word [0x46E], 0
        je      .past
        loop    .midnight
.past:  mov     ah, 0
        int     0x1A
        cmp     al, 0
        expect  ne, "1A/00 midnight has passed"
        cmp     cx, 0
        expect  e, "1A/00 ticks start anew"
        mov     ah, 0
        int     0x1A
        cmp     al, 0
        expect  e, "1A/00 told once"
        mov     ah, 0x02
        int     0x1A
        expect  nc, "1A/02 time"
        cmp     ch, 0x23
        expect  be, "1A/02 hours"
        cmp     cl, 0x59
        expect  be, "1A/02 minutes"
        mov     ah, 0x04
        int     0x1A
        expect  nc, "1A/04 date"
        cmp     ch, 0x20
        expect  e, "1A/04 century"
        cmp     dh, 0x12
        expect  be, "1A/04 month"
        mov     ah, 0x05
        mov     cx, 0x2031
        mov     dx, 0x0704
        int     0x1A
        mov     ah, 0x04
        int     0x1A
        cmp     cx, 0x2031
        expect  e, "1A/05 year"
        cmp     dx, 0x0704
        expect  e, "1A/05 month and day"
        mov     ah, 0x03
        mov     cx, 0x1234
        xor     dx, dx
        int     0x1A
        mov     ah, 0x02
        int     0x1A
        cmp     cx, 0x1234
        expect  e, "1A/03 time"
        mov     byte [.alarm], 0
        mov     word [0x4A * 4], .ring
        mov     [0x4A * 4 + 2], cs
        mov     ah, 0x02
        int     0x1A
        mov     dh, 0x02                ; the time was set to second 0 just now
        mov     ah, 0x06
        int     0x1A
        expect  nc, "1A/06 alarm"
        mov     ah, 0x06
        int     0x1A
        expect  c, "1A/06 one at a time"
        mov     cx, 90
.until: cmp     byte [.alarm], 0
        jne     .rung
        hlt
        loop    .until
.rung:  cmp     byte [.alarm], 0
        expect  ne, "4A is called"
        mov     ah, 0x07
        int     0x1A
        expect  nc, "1A/07 alarm off"
        ret
.tick:  inc     word [cs:.count]
        iret
.ring:  inc     byte [cs:.alarm]
        iret
.count: dw      0
.old:   dd      0
.alarm: db      0

; --- INT 1Ah AH=B1h

test_pci:
        mov     ax, 0xB101
        int     0x1A
        expect  nc, "1A/B101 PCI"
        cmp     edx, 0x20494350
        expect  e, "1A/B101 its name"
        mov     ax, 0xB103
        mov     ecx, 0x060000           ; a host bridge
        xor     si, si
        int     0x1A
        expect  nc, "1A/B103 host bridge"
        cmp     bx, 0
        expect  e, "1A/B103 00:00.0"
        mov     ax, 0xB109
        xor     bx, bx
        mov     di, 0
        int     0x1A
        cmp     cx, 0x8086
        expect  e, "1A/B109 vendor"
        mov     ax, 0xB10A
        xor     bx, bx
        mov     di, 8
        int     0x1A
        shr     ecx, 16
        cmp     cx, 0x0600
        expect  e, "1A/B10A class"
        mov     ax, 0xB102
        mov     cx, 0x7000
        mov     dx, 0x8086
        xor     si, si
        int     0x1A
        expect  nc, "1A/B102 PIIX3"
        mov     ax, 0xB102
        mov     cx, 0x7000
        mov     dx, 0x8086
        mov     si, 1
        int     0x1A
        expect  c, "1A/B102 no second"
        cmp     ah, 0x86
        expect  e, "1A/B102 status 86h"
        ret

; --- INT 14h

test_serial:
        cmp     word [0x400], COM1
        expect  e, "400h COM1"
        mov     ax, 0x00E3              ; 9600 8N1, and back to 115200
        xor     dx, dx
        int     0x14
        test    ah, 0x60
        push    ax
        mov     dx, COM1 + 3
        mov     al, 0x83
        out     dx, al
        mov     dx, COM1
        mov     ax, 1
        out     dx, ax
        mov     dx, COM1 + 3
        mov     al, 0x03
        out     dx, al
        pop     ax
        test    ah, 0x60
        expect  nz, "14/00 transmitter is empty"
        mov     ah, 0x03
        xor     dx, dx
        int     0x14
        test    ah, 0x20
        expect  nz, "14/03 status"
        mov     ax, 0x0123              ; '#'
        xor     dx, dx
        int     0x14
        test    ah, 0x80
        expect  z, "14/01 sent"
        mov     ah, 0x02
        mov     byte [0x47C], 1
        xor     dx, dx
        int     0x14
        test    ah, 0x80
        expect  nz, "14/02 times out"
        ret
        image   40
