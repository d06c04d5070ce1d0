# Completion of vgctl for bash. What can come next is known to vgctl itself.
_vgctl() {
    local word
    COMPREPLY=()
    while IFS= read -r word; do
        COMPREPLY+=("${word// /\\ }")
    done < <(vgctl --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _vgctl vgctl
