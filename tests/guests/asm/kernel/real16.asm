; A "Linux kernel" without a 32-bit entry, as boot loaders packed into one have it: says on the screen, through the
; BIOS, what it finds of Linux's 16-bit boot protocol, and gives back to the BIOS (INT 18h).
;
;   16-bit entry: <its command line>
;   1 MiB holds: high
;
; Build: nasm -f bin -o real16 real16.asm

        org     0
        bits    16
        times 0x1F1 db 0
        db      1                       ; setup_sects
        times 0x1FE - ($ - $$) db 0
        dw      0xAA55
start:  jmp     short entry
        db      "HdrS"
        dw      0x0207                  ; protocol 2.07
        times 0x211 - ($ - $$) db 0
        db      1                       ; LOADED_HIGH; code32_start stays 0
        times 0x22C - ($ - $$) db 0
        dd      0xFFFFFFFF              ; initrd_addr_max
        times 0x238 - ($ - $$) db 0
        dd      255                     ; cmdline_size

entry:  mov     si, hello               ; DS is where the first sector lies
        call    print
        mov     eax, [0x228]            ; cmd_line_ptr
        shr     eax, 4
        push    ds
        mov     ds, ax
        xor     si, si
        call    print
        pop     ds
        mov     si, holds
        call    print
        ; INT 15h, AH=87h: copy a word from 1 MiB to "copied".
        xor     ebx, ebx
        mov     bx, ds
        shl     ebx, 4
        add     ebx, copied
        mov     [target + 2], bx
        shr     ebx, 16
        mov     [target + 4], bl
        push    ds
        pop     es
        mov     si, table
        mov     cx, 2
        mov     ah, 0x87
        int     0x15
        mov     si, copied
        call    print
        int     0x18

print:  lodsb
        test    al, al
        jz      .done
        mov     ah, 0x0E
        mov     bx, 7
        int     0x10
        jmp     print
.done:  ret

hello:  db      "16-bit entry: ", 0
holds:  db      13, 10, "1 MiB holds: ", 0
copied: db      "????", 0
table:  times 16 db 0
        dw      0xFFFF, 0
        db      0x10, 0x93, 0, 0
target: dw      0xFFFF, 0
        db      0, 0x93, 0, 0
        times 16 db 0
        times 1024 - ($ - $$) db 0
        db      "high"
        times 512 db 0
