; What DOS, its programs and small games do beside calling the BIOS: they hook interrupts, read the keyboard's port,
; program the timer and the speaker, write to video memory in every arrangement, move themselves, switch the CPU's
; modes, and look at CMOS and the data area. See service.inc. It prints "key" on COM1 when it wants the key A.

%include "service.inc"

        program
        call    test_tick_chain
        call    test_timer
        call    test_speaker
        call    test_direct_keyboard
        call    test_mode_13
        call    test_mode_x
        call    test_planes
        call    test_unreal
        call    test_moved
        call    test_cmos
        call    test_stack
        call    test_big_read
        call    test_partition
        mov     ax, 3
        int     0x10
        done

; --- INT 08h chained, with the old handler called both ways

test_tick_chain:
        cli
        mov     eax, [0x08 * 4]
        mov     [.old], eax
        mov     word [0x08 * 4], .handler
        mov     [0x08 * 4 + 2], cs
        sti
        mov     cx, 8
.wait:  hlt
        cmp     byte [.count], 4
        jae     .enough
        loop    .wait
.enough:
        cli
        mov     eax, [.old]
        mov     [0x08 * 4], eax
        sti
        cmp     byte [.count], 4
        expect  ae, "08 chained"
        mov     ax, [.last]
        sub     ax, [.first]
        cmp     ax, 2
        expect  ae, "08 the old handler counts on"
        ret
.handler:
        push    ax
        push    ds
        xor     ax, ax
        mov     ds, ax
        inc     byte [.count]
        mov     ax, [0x46C]
        mov     [.last], ax
        cmp     byte [.count], 1
        jne     .not_first
        mov     [.first], ax
.not_first:
        test    byte [.count], 1
        pop     ds
        pop     ax
        jz      .call
        jmp     far [cs:.old]
.call:  pushf
        call    far [cs:.old]
        iret
.old:   dd      0
.count: db      0
.first: dw      0
.last:  dw      0

; --- the timer at 1,000 Hz, with every 55th tick passed on

test_timer:
        cli
        mov     eax, [0x08 * 4]
        mov     [.old], eax
        mov     word [0x08 * 4], .handler
        mov     [0x08 * 4 + 2], cs
        mov     al, 0x36
        out     0x43, al
        mov     ax, 1193
        out     0x40, al
        mov     al, ah
        out     0x40, al
        mov     ax, [0x46C]
        mov     [.begun], ax
        sti
.wait:  hlt
        cmp     word [.count], 300
        jb      .wait
        cli
        mov     al, 0x36
        out     0x43, al
        xor     al, al
        out     0x40, al
        out     0x40, al
        mov     eax, [.old]
        mov     [0x08 * 4], eax
        sti
        mov     ax, [0x46C]
        sub     ax, [.begun]
        cmp     ax, 4
        jb      .told
        cmp     ax, 7
        ja      .told
        xor     ax, ax
        test    ax, ax
.told:  expect  e, "40h 1000 Hz, and the day's ticks passed on"
        mov     al, 0                   ; latch counter 0 twice: it counts
        out     0x43, al
        in      al, 0x40
        mov     bl, al
        in      al, 0x40
        mov     bh, al
        hlt
        mov     al, 0
        out     0x43, al
        in      al, 0x40
        mov     cl, al
        in      al, 0x40
        mov     ch, al
        cmp     bx, cx
        expect  ne, "43h latched counts differ"
        ret
.handler:
        push    ax
        inc     word [cs:.count]
        inc     byte [cs:.part]
        cmp     byte [cs:.part], 55
        jb      .own
        mov     byte [cs:.part], 0
        pop     ax
        jmp     far [cs:.old]
.own:   mov     al, 0x20
        out     0x20, al
        pop     ax
        iret
.old:   dd      0
.count: dw      0
.begun: dw      0
.part:  db      0

; --- the speaker's gate and counter

test_speaker:
        mov     al, 0xB6
        out     0x43, al
        mov     ax, 1193                ; 1 kHz
        out     0x42, al
        mov     al, ah
        out     0x42, al
        in      al, 0x61
        or      al, 3
        out     0x61, al
        in      al, 0x61
        and     al, 3
        cmp     al, 3
        expect  e, "61h speaker on"
        mov     cx, 0xFFFF              ; its output is bit 5
        xor     bx, bx
.watch: in      al, 0x61
        test    al, 0x20
        jz      .low
        or      bl, 1
        jmp     .seen
.low:   or      bl, 2
.seen:  cmp     bl, 3
        je      .both
        loop    .watch
.both:  cmp     bl, 3
        expect  e, "61h counter 2's output toggles"
        in      al, 0x61
        and     al, 0xFC
        out     0x61, al
        ret

; --- INT 09h of our own, with port 60h and the end of interrupt done by hand

test_direct_keyboard:
        cli
        mov     eax, [0x09 * 4]
        mov     [.old], eax
        mov     word [0x09 * 4], .handler
        mov     [0x09 * 4 + 2], cs
        sti
        mov     si, .want
        call    tell_print
        mov     cx, 18 * 30
.wait:  hlt
        cmp     byte [.released], 0
        jne     .got
        loop    .wait
.got:   cmp     byte [.pressed], 0x1E
        expect  e, "60h a key's press"
        cmp     byte [.released], 0x9E
        expect  e, "60h its release"
        cli
        mov     eax, [.old]
        mov     [0x09 * 4], eax
        sti
        mov     ah, 1
        int     0x16
        expect  z, "09 the BIOS has seen nothing of it"
        ret
.handler:
        push    ax
        in      al, 0x60
        test    al, 0x80
        jnz     .up
        mov     [cs:.pressed], al
        jmp     .seen
.up:    mov     [cs:.released], al
.seen:  in      al, 0x61                ; as on an XT
        mov     ah, al
        or      al, 0x80
        out     0x61, al
        mov     al, ah
        out     0x61, al
        mov     al, 0x20
        out     0x20, al
        pop     ax
        iret
.old:   dd      0
.want:  db      "key", 13, 10, 0
.pressed: db    0
.released: db   0

; --- video memory

test_mode_13:
        mov     ax, 0x13
        int     0x10
        push    es
        mov     ax, 0xA000
        mov     es, ax
        xor     di, di
        mov     ax, 0x0504
        mov     cx, 32000
        rep     stosw
        mov     al, [es:63999]
        cmp     al, 5
        pop     es
        expect  e, "A000h mode 13h is 64,000 bytes"
        mov     ah, 0x0D
        mov     bh, 0
        mov     cx, 319
        mov     dx, 199
        int     0x10
        cmp     al, 5
        expect  e, "10/0D sees them"
        mov     dx, 0x3DA               ; the vertical retrace comes and goes
        mov     cx, 0xFFFF
        xor     bx, bx
.watch: in      al, dx
        test    al, 8
        jz      .not
        or      bl, 1
        jmp     .seen
.not:   or      bl, 2
.seen:  cmp     bl, 3
        je      .both
        loop    .watch
.both:  cmp     bl, 3
        expect  e, "3DAh retrace"
        mov     dx, 0x3C8
        mov     al, 200
        out     dx, al
        inc     dx
        mov     al, 63
        out     dx, al
        out     dx, al
        xor     al, al
        out     dx, al
        mov     dx, 0x3C7
        mov     al, 200
        out     dx, al
        mov     dx, 0x3C9
        in      al, dx
        mov     bl, al
        in      al, dx
        in      al, dx
        mov     bh, al
        cmp     bx, 0x003F
        expect  e, "3C7h 3C9h the DAC by hand"
        ret

test_mode_x:
        mov     ax, 0x13
        int     0x10
        mov     dx, 0x3C4
        mov     ax, 0x0604              ; chain-4 off
        out     dx, ax
        mov     dx, 0x3D4
        mov     ax, 0x0014              ; no double words
        out     dx, ax
        mov     ax, 0xE317
        out     dx, ax
        push    es
        mov     ax, 0xA000
        mov     es, ax
        mov     cx, 4
        mov     bl, 1
.plane: mov     dx, 0x3C4
        mov     ah, bl
        mov     al, 2
        out     dx, ax
        mov     [es:100], bl
        shl     bl, 1
        loop    .plane
        mov     dx, 0x3CE
        xor     bx, bx
        mov     cx, 4
.read:  mov     ax, 4
        sub     al, cl
        mov     ah, al
        mov     al, 4
        out     dx, ax
        add     bl, [es:100]
        loop    .read
        pop     es
        cmp     bl, 15
        expect  e, "A000h each plane of mode X"
        ret

test_planes:
        mov     ax, 0x0D
        int     0x10
        push    es
        mov     ax, 0xA000
        mov     es, ax
        mov     dx, 0x3CE
        mov     ax, 0x0205              ; write mode 2
        out     dx, ax
        mov     ax, 0xF008              ; the left four dots
        out     dx, ax
        mov     al, [es:40]
        mov     byte [es:40], 0x0B
        mov     ax, 0xFF08
        out     dx, ax
        mov     ax, 0x0105              ; write mode 1: the latches
        out     dx, ax
        mov     al, [es:40]
        mov     [es:41], al
        mov     ax, 0x0005
        out     dx, ax
        pop     es
        mov     ah, 0x0D
        mov     bh, 0
        mov     cx, 9
        mov     dx, 1
        int     0x10
        cmp     al, 0x0B
        expect  e, "A000h write modes 1 and 2"
        mov     ah, 0x0D
        mov     cx, 12
        int     0x10
        cmp     al, 0
        expect  e, "A000h the bit mask"
        ret

; --- protected mode and back, keeping a limit of 4 GiB

test_unreal:
        mov     ax, 0x2401
        int     0x15
        cli
        push    ds
        lgdt    [.gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     .in
.in:    mov     bx, 8
        mov     fs, bx
        and     al, 0xFE
        mov     cr0, eax
        jmp     0:.out
.out:   xor     ax, ax
        mov     fs, ax
        pop     ds
        sti
        mov     edi, 0x00180000
        mov     dword [fs:edi], 0x600DF00D
        mov     ah, 0x0F                ; services leave the limit as it is
        int     0x10
        hlt
        cmp     dword [fs:edi], 0x600DF00D
        expect  e, "unreal mode reaches 1.5 MiB"
        ret
        align   8
.gdt:   dq      0
        dq      0x00CF92000000FFFF
.gdtr:  dw      15
        dd      .gdt

; --- code that moves itself and changes itself

test_moved:
        push    es
        mov     ax, 0x5000
        mov     es, ax
        mov     si, .code
        mov     di, 0x100
        mov     cx, .code_end - .code
        rep     movsb
        mov     byte [es:0x101], 0x42   ; its constant
        call    0x5000:0x100
        pop     es
        cmp     al, 0x42
        expect  e, "moved and patched code"
        ret
.code:  mov     al, 0
        retf
.code_end:

; --- CMOS

test_cmos:
        mov     al, 0x14
        out     0x70, al
        in      al, 0x71
        and     al, 0x30
        mov     bl, al
        int     0x11
        test    al, 0x01
        mov     al, 0x17                ; KiB above 1 MiB, low byte
        out     0x70, al
        in      al, 0x71
        mov     bl, al
        mov     al, 0x18
        out     0x70, al
        in      al, 0x71
        mov     bh, al
        cmp     bx, 1024
        expect  ae, "70h memory above 1 MiB"
        mov     al, 0x0B
        out     0x70, al
        in      al, 0x71
        test    al, 0x06
        expect  nz, "70h 24 hours or BCD"
        mov     al, 0x0E
        out     0x70, al
        in      al, 0x71
        and     al, 0xC0
        expect  z, "70h no trouble with the CMOS"
        ret

; --- services need little stack, and can be called with any

test_stack:
        cli
        mov     [.sp], sp
        mov     sp, .little
        sti
        mov     ah, 0x0F
        int     0x10
        cli
        mov     sp, [.sp]
        sti
        cmp     al, 0x0D
        expect  e, "10/0F on a stack of 128 bytes"
        push    ss
        mov     ax, 0x4000
        cli
        mov     ss, ax
        mov     [.sp], sp
        mov     sp, 0
        sti
        mov     ah, 2
        int     0x16
        cli
        xor     bx, bx
        mov     ss, bx
        mov     sp, [.sp]
        sti
        pop     ss
        cmp     al, [0x417]
        expect  e, "16/02 on a stack that wraps"
        ret
.sp:    dw      0
        times   128 db 0
.little:

; --- reads that cross 64 KiB, and many sectors

test_big_read:
        push    es
        mov     ax, 0x2FF0              ; 2FF00h: the third sector crosses 30000h
        mov     es, ax
        xor     bx, bx
        mov     ax, 0x0204
        mov     cx, 1
        mov     dh, 0
        mov     dl, [drive]
        int     0x13
        jc      .done
        cmp     word [es:510], 0xAA55
.done:  pop     es
        expect  e, "13/02 across 64 KiB"
        mov     si, .packet
        mov     ah, 0x42
        mov     dl, [drive]
        int     0x13
        expect  nc, "13/42 127 sectors"
        push    es
        mov     ax, 0x2000
        mov     es, ax
        cmp     word [es:510], 0xAA55
        pop     es
        expect  e, "13/42 content"
        ret
        align   4
.packet: db     16, 0
        dw      127, 0, 0x2000
        dq      0

; --- the boot sector's partition table is where a boot manager looks for it

test_partition:
        cmp     word [0x7C00 + 510], 0xAA55
        expect  e, "7DFEh signature"
        mov     ax, [0x472]
        cmp     ax, 0x1234
        expect  ne, "472h not a warm start"
        ret

        image   16
