/** A shell that there is a script for. */
export type Shell = 'bash' | 'zsh' | 'fish'

/**
 * What makes a shell complete calls of the program. The script knows no command and no option: it asks the program that
 * is being called, which answers with what `completionAnswer` makes, so that it suits every version.
 */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case 'bash':
      return bash
    case 'zsh':
      return zsh
    case 'fish':
      return fish
  }
}

// Bash 3.2, which macOS has, knows neither mapfile nor compopt. `=` ends a word for readline: --status=failed is three
// words, and what is completed is the last of them. No word of the line is ever evaluated.
const bash = `# Completion of lightfield-import for bash. In ~/.bashrc: source <(lightfield-import completion bash)
_lightfield_import() {
  local IFS=$'\\n' current words=() answer line kind='' index joins=''
  for ((index = 1; index <= COMP_CWORD; index++)); do
    current=\${COMP_WORDS[index]}
    if [[ $current == '=' && \${#words[@]} -gt 0 && \${words[\${#words[@]} - 1]} == --* ]]; then
      words[\${#words[@]} - 1]+='='
      joins=1
    elif [[ -n $joins ]]; then
      words[\${#words[@]} - 1]+=$current
      joins=''
    else
      words+=("$current")
    fi
  done
  current=\${COMP_WORDS[COMP_CWORD]}
  [[ $current == '=' ]] && current=''
  answer=$("\${COMP_WORDS[0]/#\\~/$HOME}" __complete -- "\${words[@]}" 2>/dev/null) || return 0
  COMPREPLY=()
  local prefix=''
  if [[ $COMP_WORDBREAKS != *'='* && $current == --*=* ]]; then prefix="\${current%%=*}=" current=\${current#*=}; fi
  while IFS= read -r line; do
    case $line in
      :*) kind=\${line#:} ;;
      *) COMPREPLY+=("$prefix\${line%%$'\\t'*}") ;;
    esac
  done <<<"$answer"
  case $kind in
    list) compopt -o nospace 2>/dev/null ;;
    files*)
      local ending endings=\${kind#files}
      compopt -o filenames 2>/dev/null
      IFS=' '
      for ending in $endings; do
        IFS=$'\\n'
        COMPREPLY+=($(compgen -P "$prefix" -f -X "!*.$ending" -- "$current"))
      done
      IFS=$'\\n'
      if [[ \${#COMPREPLY[@]} -eq 0 ]]; then COMPREPLY=($(compgen -P "$prefix" -f -- "$current"))
      else COMPREPLY+=($(compgen -P "$prefix" -d -- "$current")); fi
      ;;
  esac
}
complete -F _lightfield_import lightfield-import
`

const zsh = `#compdef lightfield-import
# Completion of lightfield-import for zsh. As _lightfield-import in a folder of $fpath, or in ~/.zshrc, behind compinit:
# source <(lightfield-import completion zsh)
_lightfield_import() {
  local -a answer candidates endings
  local line kind
  answer=("\${(@f)$("\${(Q)\${~words[1]}}" __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $answer; do
    case $line in
      :*) kind=\${line#:} ;;
      *) line=\${line//:/\\\\:}; line=\${line/$'\\t'/:}; candidates+=("\${line%:}") ;;
    esac
  done
  # What stands before the sign is there to stay: the candidates are values.
  [[ $PREFIX == --*=* ]] && compset -P '--*='
  case $kind in
    files)
      _files ;;
    files*)
      endings=(\${(s: :)kind#files})
      _files -g "*.(\${(j:|:)endings})" ;;
    list)
      _describe -t values value candidates -S '' ;;
    *)
      _describe -t values value candidates ;;
  esac
}
if [[ \${funcstack[1]} == _lightfield-import ]]; then _lightfield_import "$@"
else compdef _lightfield_import lightfield-import; fi
`

const fish = `# Completion of lightfield-import for fish. As lightfield-import.fish in ~/.config/fish/completions
function __lightfield_import_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l value $current
    set -l prefix ''
    if string match -qr -- '^--[^=]+=' $current
        set prefix (string replace -r -- '^(--[^=]+=).*$' '$1' $current)
        set value (string replace -r -- '^--[^=]+=' '' $current)
    end
    set -l program (string replace -r -- '^~/' "$HOME/" $words[1])
    for line in (command $program __complete -- $words[2..-1] $current 2>/dev/null)
        switch $line
            case ':files*'
                set -l files (__fish_complete_path "$value")
                set -l endings (string join '|' -- (string split ' ' -- $line)[2..-1])
                set -l fitting (string match -r -- "^.*(?:/|\\\\.(?:$endings))(?:\\\\t.*)?\\$" $files)
                if test -n "$endings" -a (count $fitting) -gt 0
                    set files $fitting
                end
                for file in $files
                    echo -- $prefix$file
                end
            case ':*'
            case '*'
                echo -- $prefix$line
        end
    end
end
complete -c lightfield-import -f -a '(__lightfield_import_complete)'
`
