; An ELF kernel with a PVH entry: says on COM1 what it finds in its hvm_start_info, and turns the machine off by ACPI,
; through PM1a's control register.
;
;   PVH entry: <its command line>
;   module: <the first eight bytes of its first module>
;
; Build: nasm -f bin -o pvh pvh.asm

        org     0x100000
        bits    32
elf:    db      0x7F, "ELF", 1, 1, 1
        times 9 db 0
        dw      2, 3                    ; executable, i386
        dd      1, 0, headers - elf, 0, 0
        dw      52, 32, 2, 0, 0, 0
headers:
        dd      1, 0, elf, elf, finish - elf, finish - elf, 7, 4096             ; LOAD
        dd      4, note - elf, note, note, note_end - note, note_end - note, 4, 4       ; NOTE
note:   dd      4, 4, 18                ; XEN_ELFNOTE_PHYS32_ENTRY
        db      "Xen", 0
        dd      entry
note_end:

entry:  mov     esp, 0x110000
        mov     esi, hello
        call    print
        mov     esi, [ebx + 24]         ; cmdline_paddr
        call    print
        mov     esi, module
        call    print
        mov     esi, [ebx + 16]         ; modlist_paddr
        mov     esi, [esi]              ; its first module
        call    print
        mov     esi, end
        call    print
        mov     dx, 0x604               ; PM1a_CNT: SLP_TYP 0, SLP_EN
        mov     ax, 0x2000
        out     dx, ax
        hlt

print:  mov     dx, 0x3F8
.next:  lodsb
        test    al, al
        jz      .done
        out     dx, al
        jmp     .next
.done:  ret

hello:  db      "PVH entry: ", 0
module: db      13, 10, "module: ", 0
end:    db      13, 10, 0
finish:
