; Writes 10h to the debug-exit port F4h: the VM process ends with status (10h << 1) | 1 = 33.
%include "console.inc"
        begin
        say     "Debug exit with 10h", 13, 10
        mov     al, 0x10
        out     0xF4, al
        say     "There is no debug exit", 13, 10
        idle
        finish
