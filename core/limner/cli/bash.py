"""Completion in bash: no space after `name=`, and values that need quoting come quoted."""

from __future__ import annotations

import re
from typing import Any

from click.shell_completion import BashComplete, CompletionItem, add_completion_class

SCRIPT = """\
%(complete_func)s() {
    local IFS=$'\\n'
    local type value completion
    COMPREPLY=()
    for completion in $(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \
%(complete_var)s=bash_complete $1); do
        IFS=',' read -r type value <<< "$completion"
        if [[ $value == *[=/] ]]; then
            compopt -o nospace
        fi
        COMPREPLY+=("$value")
    done
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_SAFE = re.compile(r"[^\w@%+=:,./{}-]")


@add_completion_class
class Bash(BashComplete):
    """click's, with a script of ours."""

    source_template = SCRIPT

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """One line: what kind it is, and the text with what bash would misread escaped."""
        return f"{item.type},{_SAFE.sub(_escaped, str(item.value))}"


def _escaped(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}"
