#!/usr/bin/env bash
# Wrong use that the types must refuse: every file of tests/must_not_compile fails to compile, except the control, which
# does the same things rightly. Usage: tests/must_not_compile.sh [COMPILER]
set -euo pipefail
cd "$(dirname "$0")/.."
compiler=${1:-${CXX:-g++}}

builds() { "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Werror -Isrc "$1" 2>&1; }

control=tests/must_not_compile/control.cpp
if ! said=$(builds "$control"); then
  printf '%s\n%s must compile; until it does, nothing here means anything.\n' "$said" "$control" >&2
  exit 1
fi
failed=0
for file in tests/must_not_compile/*.cpp; do
  [ "$file" = "$control" ] && continue
  if said=$(builds "$file"); then
    printf '%s compiles, and must not: %s\n' "$file" "$(sed -n '1s|^// ||p' "$file")" >&2
    failed=1
  # A file that fails for another reason, such as a header that moved, would prove nothing.
  elif grep -q 'fatal error' <<<"$said"; then
    printf '%s\n%s fails for the wrong reason.\n' "$said" "$file" >&2
    failed=1
  fi
done
exit "$failed"
