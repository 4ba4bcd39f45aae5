package completion

import (
	"fmt"
	"strings"

	"wspipe/commands/manual"
)

// bash generates a script that works in bash 3.2, which has no compopt: the script adds a blank to
// finished words itself, and -o nospace keeps the shell from adding one. Since ":" and "=" break
// words there, the part of the word before them is removed from replies.
func bash(commands []manual.Command) string {
	var values, flagLists, arguments strings.Builder
	var all []string
	for _, c := range commands {
		all = append(all, c.Name)
		words := []string{"--help", "-h"}
		for _, flag := range c.Flags {
			words = append(words, names(flag)...)
			if flag.IsAlone() {
				continue
			}
			var patterns []string
			for _, name := range names(flag) {
				patterns = append(patterns, c.Name+":"+name)
			}
			optional := ""
			if !flag.TakesValue() {
				optional = "optional=1 "
			}
			fmt.Fprintf(&values, "\t%s) %s%s ;;\n", strings.Join(patterns, " | "), optional, bashValue(valueOf(flag.Kind, flag.Values)))
		}
		fmt.Fprintf(&flagLists, "\t%s) words=%s ;;\n", c.Name, quote(strings.Join(words, " ")))
		fmt.Fprintf(&arguments, "\t%s) %s ;;\n", c.Name, bashValue(valueOf(c.Takes, c.Values)))
	}
	return strings.NewReplacer("@COMMANDS@", quote(strings.Join(all, " ")), "@FLAGS@", flagLists.String(), "@VALUES@", values.String(), "@ARGUMENTS@", arguments.String()).Replace(bashScript)
}

func bashValue(v value) string {
	switch {
	case v.files:
		return "files=" + quote(strings.Join(v.patterns, " ")+" ")
	case v.folders:
		return "files=/"
	}
	return "words=" + quote(strings.Join(v.words, " "))
}

// quote quotes text for a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

const bashScript = `# bash completion for wspipe, made by: wspipe completion bash
# shellcheck shell=bash

_wspipe_flags() { # COMMAND
	case $1 in
@FLAGS@	*) words= ;;
	esac
}

_wspipe_value() { # COMMAND FLAG; fails where the flag takes none
	case $1:$2 in
@VALUES@	*) return 1 ;;
	esac
}

_wspipe_argument() { # COMMAND
	case $1 in
@ARGUMENTS@	*) ;;
	esac
}

# _wspipe_files replies with files of these patterns, and folders.
_wspipe_files() { # WORD BEFORE PATTERN…
	local word=$1 before=$2 name pattern
	shift 2
	case $word in *[\$\` + "`" + `\'\"]*) return ;; esac
	while IFS= read -r name; do
		if [ -d "$name" ]; then
			_wspipe_file "$name" / "$before"
			continue
		fi
		[ $# -gt 0 ] || _wspipe_file "$name" ' ' "$before"
		for pattern in "$@"; do
			# shellcheck disable=SC2053 # it is a pattern
			if [[ $name == $pattern ]]; then
				_wspipe_file "$name" ' ' "$before"
				break
			fi
		done
	done < <(compgen -f -- "$word")
}

_wspipe_file() { # NAME END BEFORE
	local name
	printf -v name %q "$1"
	[ "$1" != / ] || name=
	COMPREPLY+=("$3$name$2")
}

_wspipe() {
	local line=${COMP_LINE:0:COMP_POINT} typed cur flag='' before='' command='' words='' files='' optional='' skip='' i word cut
	COMPREPLY=()
	read -r -a typed <<<"$line"
	cur=
	case $line in *[![:space:]]) cur=${typed[${#typed[@]} - 1]} && unset "typed[${#typed[@]} - 1]" ;; esac
	for ((i = 1; i < ${#typed[@]}; i++)); do
		word=${typed[i]}
		if [ -z "$command" ]; then
			command=$word
		elif [ "$word" = -- ]; then
			skip=1
			flag=
		elif [ -n "$flag" ]; then
			flag=
		else
			case $word in
			--*=*) ;;
			-*)
				optional=
				! _wspipe_value "$command" "$word" || [ -n "$optional" ] || flag=$word
				;;
			esac
		fi
	done
	words='' files=''
	if [ -z "$command" ]; then
		words=@COMMANDS@
	elif [ -n "$skip" ]; then
		_wspipe_argument "$command"
	elif [ -n "$flag" ]; then
		_wspipe_value "$command" "$flag"
	else
		case $cur in
		--*=*)
			before=${cur%%=*}=
			_wspipe_value "$command" "${before%=}" || return 0
			;;
		-*) _wspipe_flags "$command" ;;
		*) _wspipe_argument "$command" ;;
		esac
	fi
	_wspipe_reply
}

# _wspipe_reply knows the variables of _wspipe.
_wspipe_reply() {
	local IFS=$' \t\n' breaks='' list
	if [ "$files" = / ]; then
		_wspipe_files "${cur#"$before"}" "$before" /
	elif [ -n "$files" ]; then
		read -r -a list <<<"$files"
		_wspipe_files "${cur#"$before"}" "$before" ${list[@]+"${list[@]}"}
	fi
	read -r -a list <<<"$words"
	for word in ${list[@]+"${list[@]}"}; do
		case $before$word in
		"$cur"*)
			case $word in
			*[:=/]) COMPREPLY+=("$before$word") ;;
			*) COMPREPLY+=("$before$word ") ;;
			esac
			;;
		esac
	done
	case $COMP_WORDBREAKS in *:*) breaks=: ;; esac
	case $COMP_WORDBREAKS in *=*) breaks=$breaks= ;; esac
	[ -n "$breaks" ] || return 0
	cut=${cur%"${cur##*["$breaks"]}"}
	for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
		COMPREPLY[i]=${COMPREPLY[i]#"$cut"}
	done
}

complete -o nospace -F _wspipe wspipe
`
