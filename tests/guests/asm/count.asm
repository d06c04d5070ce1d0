; Says "Begin", executes 200 million instructions (a loop of two, 100 million times), and says "End".
%include "console.inc"
        begin
        say     "Begin", 13, 10
        mov     ecx, 100000000
turn:
        dec     ecx
        jnz     turn
        say     "End", 13, 10
        idle
        finish
