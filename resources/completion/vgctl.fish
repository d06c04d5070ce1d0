# Completion of vgctl for fish. What can come next is known to vgctl itself.
function __vgctl_complete
    set -l words (commandline -opc) (commandline -ct)
    vgctl --complete $words[2..-1] 2>/dev/null
end
complete -c vgctl -f -a '(__vgctl_complete)'
complete -c vgctl -n 'test -z "$(__vgctl_complete)"' -F
