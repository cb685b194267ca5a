# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Completion for bash. What there is to complete the program says itself, by its help and its lists,
# so that this file knows no option and no workload.

# Every option of a command, "--budget=" where it takes a value.
_parallax_options() {
	"$1" help "$2" 2>/dev/null | sed -n 's/^  ....\(--[a-z-]*=\{0,1\}\).*/\1/p'
}

# The words that an option of a command takes, if its help names them all: --scaling=strong|weak.
_parallax_words() {
	"$1" help "$2" 2>/dev/null | sed -n "s/^  ....$3=\([a-z|]*\)\(|[A-Z]*\)\{0,1\}\( .*\)\{0,1\}\$/\1/p" | tr '|' '\n'
}

# How the help calls what an option of a command takes: FILE, TIME; nothing for a flag.
_parallax_kind() {
	"$1" help "$2" 2>/dev/null | case $3 in
	--*) sed -n "s/^  ....$3=\([^ ]*\).*/\1/p" ;;
	*) sed -n "s/^  $3, --[a-z-]*=\([^ ]*\).*/\1/p" ;;
	esac
}

# What an option's value may be, where that is a word.
_parallax_values() {
	local program=$1 command=$2 option=$3
	case $option in
	-w | --workload) "$program" list 2>/dev/null | awk '/^[a-z]/ && $1 != "class" { print $1; print $2 }' | sort -u ;;
	-m | --mode) "$program" list modes 2>/dev/null | awk '{ print $1 }' ;;
	-n | --workers) printf '1\n2\nmax\n' ;;
	--set) "$program" list params 2>/dev/null | awk 'NR > 1 { print $1 "=" }' ;;
	*) _parallax_words "$program" "$command" "$option" ;;
	esac
}

_parallax() {
	local program=${COMP_WORDS[0]} command=${COMP_WORDS[1]} current=${COMP_WORDS[COMP_CWORD]}
	local option=${COMP_WORDS[COMP_CWORD - 1]} files=-f before='' kind
	COMPREPLY=()

	if ((COMP_CWORD == 1)) || [[ $command == help ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$("$program" help 2>/dev/null |
			sed -n 's/^  \([a-z]*\) .*/\1/p')" -- "$current")
		return
	fi
	# Bash splits at "=": --set=a is three words.
	if [[ $current == = ]]; then
		current=
	elif [[ $option == = ]]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	elif [[ $current == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_parallax_options "$program" "$command")" -- "$current")
		[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
		return
	fi
	[[ $option != -* ]] || kind=$(_parallax_kind "$program" "$command" "$option")
	if [[ -n ${kind:-} ]]; then
		[[ $kind == LIST && $current == *,* ]] && before=${current%,*},
		mapfile -t COMPREPLY < <(compgen -P "$before" -W "$(_parallax_values "$program" "$command" "$option")" \
			-- "${current#"$before"}")
		[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
		((${#COMPREPLY[@]})) && return
		case $kind in
		FILE | REPORT) ;;
		DIR) files=-d ;;
		*) return ;;
		esac
	elif [[ $command == list ]]; then
		mapfile -t COMPREPLY < <(compgen -W 'workloads modes params' -- "$current")
		return
	fi
	mapfile -t COMPREPLY < <(compgen "$files" -- "$current")
	compopt -o filenames
}

complete -F _parallax parallax
