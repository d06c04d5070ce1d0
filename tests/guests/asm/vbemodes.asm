; Sets VBE modes by size and depth, one more at each key: fills the upper half of the linear framebuffer with
; 80h bytes and the lower one with 40h, and says "ok" on COM1; "none" for a mode that the BIOS has not got. Before
; them a mode with banks: 640x480x8, each bank filled with its number plus one. At the end "done", in text again.
%include "console.inc"

INFO    equ     0x8000                  ; mode information
LIST    equ     0x8200                  ; controller information

        begin
        call    unreal
        mov     bp, modes
next:
        cmp     word [bp], 0
        je      done
        mov     ax, 0x4F00
        mov     di, LIST
        mov     dword [di], 'VBE2'
        int     0x10
        lgs     si, [LIST + 14]         ; the list of modes
search:
        gs lodsw
        cmp     ax, -1
        je      none
        mov     cx, ax
        mov     ax, 0x4F01
        mov     di, INFO
        push    cx
        int     0x10
        pop     cx
        mov     ax, [bp]
        cmp     ax, [INFO + 18]
        jne     search
        mov     ax, [bp + 2]
        cmp     ax, [INFO + 20]
        jne     search
        mov     al, [bp + 4]
        cmp     al, [INFO + 25]
        jne     search
        mov     bx, cx
        cmp     byte [bp + 5], 0
        jne     .set
        or      bh, 0x40                ; linear framebuffer
.set:
        mov     ax, 0x4F02
        int     0x10
        cmp     ax, 0x004F
        jne     none
        cmp     byte [bp + 5], 0
        jne     banks
        movzx   eax, word [INFO + 16]   ; bytes per line
        movzx   ecx, word [INFO + 20]
        mul     ecx
        shr     eax, 3                  ; dwords of half the picture
        mov     ecx, eax
        mov     edi, [INFO + 40]
        push    es
        push    word 0
        pop     es                      ; its limit is still 4 GiB
        mov     eax, 0x80808080
        push    ecx
        a32 rep stosd
        pop     ecx
        mov     eax, 0x40404040
        a32 rep stosd
        pop     es
ok:
        mov     si, text_ok
tell:
        lodsb
        test    al, al
        jz      wait_key
        call    serial_char
        jmp     tell
wait_key:
        xor     ah, ah
        int     0x16
        add     bp, 6
        jmp     next
none:
        mov     si, text_none
        jmp     tell

banks:
        xor     dx, dx
.bank:
        push    dx
        mov     ax, 0x4F05
        xor     bx, bx
        int     0x10
        pop     dx
        mov     ax, 0xA000
        mov     es, ax
        xor     di, di
        mov     al, dl
        inc     al
        mov     cx, 0x8000
        mov     ah, al
        rep stosw
        inc     dx
        cmp     dx, 5
        jb      .bank
        xor     ax, ax
        mov     es, ax
        jmp     ok

done:
        mov     ax, 3
        int     0x10
        mov     si, text_done
.tell:
        lodsb
        test    al, al
        jz      .stop
        call    serial_char
        jmp     .tell
.stop:
        idle

; Gives ES a limit of 4 GiB, which loading a selector in real mode leaves alone.
unreal:
        cli
        lgdt    [gdt_pointer]
        mov     eax, cr0
        inc     ax
        mov     cr0, eax
        mov     bx, 8
        mov     es, bx
        dec     ax
        mov     cr0, eax
        xor     bx, bx
        mov     es, bx
        sti
        ret

gdt_pointer:
        dw      15
        dd      gdt
        align   8, db 0
gdt:    dq      0
        dq      0x00CF92000000FFFF

modes:  dw      640, 480
        db      8, 1
        dw      640, 480
        db      8, 0
        dw      800, 600
        db      15, 0
        dw      800, 600
        db      16, 0
        dw      1024, 768
        db      24, 0
        dw      1024, 768
        db      32, 0
        dw      1280, 1024
        db      32, 0
        dw      1920, 1080
        db      32, 0
        dw      0
text_ok: db     "ok", 10, 0
text_none: db   "none", 10, 0
text_done: db   "done", 10, 0
        finish
