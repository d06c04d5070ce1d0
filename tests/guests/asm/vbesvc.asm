; The VESA BIOS Extension's services, also in protected mode. See service.inc.

%include "service.inc"

BLOCK   equ     0x4000                  ; segment of information blocks
COPY    equ     0x50000                 ; where the protected-mode code is copied to

        program
        call    test_controller
        call    test_mode
        call    test_virtual
        call    test_palette
        call    test_save
        call    test_protected
        mov     ax, 3
        int     0x10
        cmp     byte [0x449], 3
        expect  e, "10/00 text again"
        mov     ax, 0x4F03
        int     0x10
        cmp     bx, 3
        expect  e, "10/4F03 mode 3"
        done

test_controller:
        mov     ax, BLOCK
        mov     es, ax
        xor     di, di
        mov     dword [es:0], 'VBE2'
        mov     ax, 0x4F00
        int     0x10
        cmp     ax, 0x004F
        expect  e, "10/4F00 is there"
        cmp     dword [es:0], 'VESA'
        expect  e, "10/4F00 signature"
        cmp     word [es:4], 0x0200
        expect  ae, "10/4F00 version 2"
        cmp     word [es:18], 64
        expect  ae, "10/4F00 4 MiB at least"
        lfs     si, [es:14]
        xor     cx, cx
        mov     bx, 512
.next:  mov     ax, [fs:si]
        add     si, 2
        cmp     ax, 0x0101
        jne     .not_101
        or      cl, 1
.not_101:
        cmp     ax, 0x0115
        jne     .not_115
        or      cl, 2
.not_115:
        cmp     ax, 0xFFFF
        je      .end
        dec     bx
        jnz     .next
.end:   cmp     cl, 3
        expect  e, "10/4F00 modes 101h and 115h"
        cmp     bx, 0
        expect  ne, "10/4F00 the list ends"
        push    cs
        pop     es
        ret

test_mode:
        mov     ax, BLOCK
        mov     es, ax
        xor     di, di
        mov     ax, 0x4F01
        mov     cx, 0x0101
        int     0x10
        cmp     ax, 0x004F
        expect  e, "10/4F01 mode 101h"
        cmp     dword [es:18], 480 << 16 | 640
        expect  e, "10/4F01 640x480"
        cmp     byte [es:25], 8
        expect  e, "10/4F01 8 bits"
        test    byte [es:0], 0x80
        expect  nz, "10/4F01 linear framebuffer"
        cmp     dword [es:40], 0x01000000
        expect  ae, "10/4F01 its address"
        mov     eax, [es:12]
        mov     [.window], eax
        mov     ax, 0x4F01
        mov     cx, 0x01FF
        int     0x10
        cmp     ax, 0x004F
        expect  ne, "10/4F01 no such mode"
        mov     ax, 0x4F02
        mov     bx, 0x0101
        int     0x10
        cmp     ax, 0x004F
        expect  e, "10/4F02 set"
        mov     ax, 0x4F03
        int     0x10
        cmp     bx, 0x0101
        expect  e, "10/4F03 which"
        mov     ax, 0x4F05
        mov     bx, 0
        mov     dx, 2
        int     0x10
        cmp     ax, 0x004F
        expect  e, "10/4F05 window"
        mov     ax, 0xA000
        mov     es, ax
        mov     byte [es:5], 0x77
        xor     bx, bx
        mov     dx, 1
        call    far [.window]           ; the same without INT 10h
        mov     byte [es:5], 0x11
        mov     ax, 0x4F05
        mov     bx, 0x0100
        int     0x10
        cmp     dx, 1
        expect  e, "window function, and 10/4F05 BH=1"
        mov     ax, 0x4F05
        mov     bx, 0
        mov     dx, 2
        int     0x10
        cmp     byte [es:5], 0x77
        expect  e, "10/4F05 memory of its own"
        push    cs
        pop     es
        ret
.window: dd     0

test_virtual:
        mov     ax, 0x4F06
        mov     bx, 0
        mov     cx, 800
        int     0x10
        cmp     ax, 0x004F
        expect  e, "10/4F06 longer lines"
        cmp     bx, 800
        expect  e, "10/4F06 bytes"
        mov     ax, 0x4F07
        mov     bx, 0
        mov     cx, 16
        mov     dx, 20
        int     0x10
        cmp     ax, 0x004F
        expect  e, "10/4F07 start"
        mov     ax, 0x4F07
        mov     bx, 1
        int     0x10
        cmp     cx, 16
        expect  e, "10/4F07 column"
        cmp     dx, 20
        expect  e, "10/4F07 row"
        mov     ax, 0x4F07
        xor     bx, bx
        xor     cx, cx
        xor     dx, dx
        int     0x10
        ret

test_palette:
        mov     ax, 0x4F09
        mov     bx, 0
        mov     cx, 2
        mov     dx, 50
        mov     di, .colours
        int     0x10
        cmp     ax, 0x004F
        expect  e, "10/4F09 set"
        mov     ax, 0x1015
        mov     bx, 51
        int     0x10
        cmp     dh, 6
        jne     .told
        cmp     cx, 0x0504
.told:  expect  e, "10/4F09 red, green, blue"
        mov     ax, 0x4F08
        mov     bx, 0x0800
        int     0x10
        cmp     bh, 8
        expect  e, "10/4F08 8 bits"
        mov     ax, 0x4F08
        mov     bx, 0x0600
        int     0x10
        cmp     bh, 6
        expect  e, "10/4F08 6 bits"
        ret
.colours: db    1, 2, 3, 0, 4, 5, 6, 0

test_save:
        mov     ax, 0x4F04
        mov     dl, 0
        mov     cx, 0x0F
        int     0x10
        cmp     ax, 0x004F
        expect  e, "10/4F04 size"
        cmp     bx, 64
        expect  b, "10/4F04 below 4 KiB"
        mov     ax, BLOCK
        mov     es, ax
        mov     ax, 0x4F04
        mov     dl, 1
        mov     cx, 0x0F
        xor     bx, bx
        int     0x10
        mov     ax, 0x4F02
        mov     bx, 0x0112
        int     0x10
        mov     ax, 0x4F04
        mov     dl, 2
        mov     cx, 0x0F
        xor     bx, bx
        int     0x10
        cmp     ax, 0x004F
        expect  e, "10/4F04 restore"
        push    cs
        pop     es
        mov     ax, 0x4F03
        int     0x10
        cmp     bx, 0x0101
        expect  e, "10/4F04 mode 101h again"
        mov     ax, 0x4F06
        mov     bx, 1
        int     0x10
        cmp     cx, 800
        expect  e, "10/4F04 lines of 800"
        ret

; The protected-mode interface, copied and called in a 32-bit segment. A BIOS may go without.

test_protected:
        mov     ax, 0x4F0A
        mov     bx, 0
        push    es
        int     0x10
        mov     bp, es
        pop     es
        cmp     ax, 0x004F
        je      .there
        ret
.there: push    ds
        push    es
        mov     ds, bp
        mov     si, di
        mov     ax, COPY >> 4
        mov     es, ax
        xor     di, di
        rep     movsb
        pop     es
        pop     ds
        cli
        lgdt    [.gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     dword 8:.in
        bits    32
.in:    mov     ax, 16
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        movzx   esi, word [COPY]        ; set window: BH, BL 0, DX
        add     esi, COPY
        xor     ebx, ebx
        mov     edx, 3
        call    esi
        movzx   esi, word [COPY + 2]    ; set start: 20 lines and 16 dots, in units of 4 bytes
        add     esi, COPY
        xor     ebx, ebx
        mov     ecx, (20 * 800 + 16) / 4
        xor     edx, edx
        call    esi
        movzx   esi, word [COPY + 4]    ; set palette
        add     esi, COPY
        xor     ebx, ebx
        mov     ecx, 1
        mov     edx, 60
        mov     edi, .colour
        call    esi
        jmp     24:.out16
        bits    16
.out16: mov     ax, 32
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     eax, cr0
        and     al, 0xFE
        mov     cr0, eax
        jmp     0:.out
.out:   xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        sti
        mov     ax, 0x4F05
        mov     bx, 0x0100
        int     0x10
        cmp     dx, 3
        expect  e, "10/4F0A window"
        mov     ax, 0x4F07
        mov     bx, 1
        int     0x10
        cmp     cx, 16
        expect  e, "10/4F0A start column"
        cmp     dx, 20
        expect  e, "10/4F0A start row"
        mov     ax, 0x1015
        mov     bx, 60
        int     0x10
        cmp     dh, 9
        jne     .told
        cmp     cx, 0x0807
.told:  expect  e, "10/4F0A palette"
        ret
.colour: db     7, 8, 9, 0
        align   8
.gdt:   dq      0
        dq      0x00CF9A000000FFFF      ; 8: code, 32 bits
        dq      0x00CF92000000FFFF      ; 16: data
        dq      0x00009A000000FFFF      ; 24: code, 16 bits
        dq      0x000092000000FFFF      ; 32: data, 64 KiB
.gdtr:  dw      39
        dd      .gdt

        image   12
