; A "Linux kernel" that is entered in 64 bits: says on COM1 what it finds of Linux's 64-bit boot protocol, and leaves
; through port F4h with 0.
;
;   64-bit entry
;   <its command line>
;   header HdrS, root pointer RSD PTR
;
; Build: nasm -f bin -o linux64 linux64.asm

        org     0x100000 - 1024         ; the protected-mode part is at 1 MiB
        bits    64
        times 0x1F1 db 0
        db      1                       ; setup_sects
        times 0x1FE - ($ - $$) db 0
        dw      0xAA55
        db      0xEB, 0x66              ; jump behind the header
        db      "HdrS"
        dw      0x020F                  ; protocol 2.15
        times 0x211 - ($ - $$) db 0
        db      1                       ; LOADED_HIGH
        times 0x214 - ($ - $$) db 0
        dd      0x100000                ; code32_start
        times 0x22C - ($ - $$) db 0
        dd      0x7FFFFFFF              ; initrd_addr_max
        times 0x236 - ($ - $$) db 0
        dw      1                       ; XLF_KERNEL_64
        dd      2047                    ; cmdline_size
        times 0x260 - ($ - $$) db 0
        dd      0x10000                 ; init_size
        times 1024 - ($ - $$) db 0

        hlt                             ; the 32-bit entry is not for us
        times 1024 + 0x200 - ($ - $$) db 0

        mov     rsp, 0x110000
        mov     rbx, rsi                ; boot_params
        mov     rsi, hello
        call    print
        mov     esi, [rbx + 0x228]      ; cmd_line_ptr
        call    print
        mov     rsi, header
        call    print
        lea     rsi, [rbx + 0x202]
        mov     rcx, 4
        call    print_some
        mov     rsi, pointer
        call    print
        mov     rsi, [rbx + 0x070]      ; acpi_rsdp_addr
        mov     rcx, 8
        call    print_some
        mov     rsi, end
        call    print
        mov     dx, 0xF4
        xor     eax, eax
        out     dx, al
        hlt

print:
        mov     dx, 0x3F8
.next:  mov     al, [rsi]
        inc     rsi
        test    al, al
        jz      .done
        out     dx, al
        jmp     .next
.done:  ret

print_some:
        mov     dx, 0x3F8
.next:  mov     al, [rsi]
        inc     rsi
        out     dx, al
        dec     rcx
        jnz     .next
        ret

hello:  db      "64-bit entry", 13, 10, 0
header: db      13, 10, "header ", 0
pointer: db     ", root pointer ", 0
end:    db      13, 10, 0
