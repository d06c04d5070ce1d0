; Echoes keys read by INT 16h on the screen and on COM1; Enter starts a new prompt.
%include "console.inc"
        begin
prompt:
        say     13, 10, "keyecho> "
next:
        mov     ah, 0x10                ; F11 and F12 too
        int     0x16
        cmp     al, 13
        je      prompt
        test    al, al                  ; a key without a character, such as F1: its scancode as <3B>
        jz      code
        cmp     al, 0xE0
        je      code
        call    print_char
        jmp     next
code:
        mov     dl, ah
        mov     al, '<'
        call    print_char
        mov     al, dl
        shr     al, 4
        call    digit
        mov     al, dl
        call    digit
        mov     al, '>'
        call    print_char
        jmp     next
digit:
        and     al, 0x0F
        cmp     al, 10
        sbb     al, 0x69
        das
        jmp     print_char
        finish
