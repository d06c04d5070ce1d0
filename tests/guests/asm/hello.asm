; Says hello and waits for interrupts.
%include "console.inc"
        begin
        say     "Hello from the boot sector", 13, 10
        idle
        finish
