# What ./run and ./test share: the Python environment from the lock, and the Debian packages from one list.

say() { printf '%s\n' "$*"; }

# The interpreter: 3.11 where there is one, else any newer python3.
find_python() {
    for name in python3.11 python3; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$name"; return
        fi
    done
    say "需要 Python 3.11 或更新的版本，这台机器上没有找到。" >&2; exit 2
}

# packages GROUP...: installs what is missing where it may (never with NO_APT=1), otherwise names it and what will not work.
packages() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    missing=""
    while IFS='|' read -r name who _; do
        name=$(printf %s "$name" | tr -d ' '); who=$(printf %s "$who" | tr -d ' ')
        case "$name" in ''|'#'*) continue ;; esac
        case " $* " in *" $who "*) ;; *) continue ;; esac
        if [ "$name" = python3-venv ] && "$python" -c 'import ensurepip' 2>/dev/null; then continue; fi
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing="$missing $name"
    done < packages.txt
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ] && [ -z "${NO_APT:-}" ]; then
        say "正在安装系统软件包：$missing"
        # shellcheck disable=SC2086
        if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
            >"$state/apt.log" 2>&1; then return 0; fi
        say "系统软件包没有装好，详见 $state/apt.log"
    fi
    say "这台机器缺少下列系统软件包，装上之前以下功能不可用（安装：apt-get install$missing）："
    for name in $missing; do say "  $name：$(grep "^$name " packages.txt | cut -d'|' -f3 | sed 's/^ //')"; done
}

# quietly COMMAND...: keeps what it prints for the case that it fails.
quietly() {
    "$@" >"$state/install.log" 2>&1 && return 0
    tail -n 20 "$state/install.log" >&2
    say "没有装好，全部输出在 $state/install.log" >&2
    return 1
}

# environment LOCK [WHEELS]: makes .venv, or brings it up to the lock; a stamp says whether anything changed.
environment() {
    lock=$1; wheels=${2:-}
    stamp=$(cat "$lock" pyproject.toml | sha256sum | cut -d' ' -f1)
    if [ -x .venv/bin/casecall ] && grep -qxF "$lock $stamp" .venv/stamps 2>/dev/null; then return 0; fi
    [ -x .venv/bin/python ] || { say "正在建立 Python 环境（只在第一次）"; "$python" -m venv .venv; }
    pip="quietly .venv/bin/python -m pip install --disable-pip-version-check"
    if [ -n "$wheels" ]; then $pip --no-index --find-links "$wheels" --require-hashes -r "$lock"
    else $pip --require-hashes -r "$lock"; fi
    $pip --no-deps --no-index --no-build-isolation -e .
    { grep -v "^$lock " .venv/stamps 2>/dev/null || true; printf '%s %s\n' "$lock" "$stamp"; } > .venv/stamps.new
    mv .venv/stamps.new .venv/stamps
}
