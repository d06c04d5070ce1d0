; Halts with interrupts off: nothing but an NMI or a reset can wake it.
%include "console.inc"
        begin
        say     "Halting for ever", 13, 10
        cli
stop:
        hlt
        jmp     stop
        finish
