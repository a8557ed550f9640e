#!/usr/bin/env bash
# Tests the server with the real OpenSSH client and with ssh-audit, since gainsay's own test client
# could share a mistake with the server.
#
#   tests/openssh.sh [BINARY]     builds the program if no BINARY is given
#
# A check whose tool is missing is skipped, with a line that says how to install the tool. With
# CI=true a missing tool is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

AUDIT_VERSION=3.9.0
target=${CARGO_TARGET_DIR:-target}

missing() { # WHAT HOW
    if [ "${CI:-}" = true ]; then
        echo "openssh.sh: $1 is missing: $2" >&2
        exit 1
    fi
    echo "openssh.sh: skipped, $1 is missing: $2"
}

for tool in ssh ssh-keygen ssh-keyscan ssh-agent sftp scp; do
    command -v "$tool" > /dev/null && continue
    missing "$tool" "install the OpenSSH client (Debian: apt-get install openssh-client)"
    exit 0
done

if [ $# -gt 0 ]; then
    gainsay=$(realpath "$1")
else
    cargo build --locked --quiet
    gainsay=$(realpath "$target/debug/gainsay")
fi

home=$(mktemp -d)
started=()
cleanup() {
    exec 2> /dev/null # hides the shell's messages about killed processes
    for process in "${started[@]}"; do kill -KILL "$process" 2> /dev/null || true; done
    rm -rf "$home"
}
trap cleanup EXIT
export HOME=$home TERM=xterm-256color LC_ALL=C.UTF-8
unset XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME GAINSAY_DATASET SSH_AUTH_SOCK DISPLAY NO_COLOR

passed=0
failed=0
ok() { passed=$((passed + 1)); }
fail() { # NAME WORDS
    failed=$((failed + 1))
    printf 'FAILED %s\n%s\n' "$1" "$2" >&2
}
is() { # NAME WANTED FOUND
    if [ "$2" = "$3" ]; then ok; else fail "$1" "wanted: $2"$'\n'"found:  $3"; fi
}
has() { # NAME PART WHOLE
    if [[ "$3" == *"$2"* ]]; then ok; else fail "$1" "$2 is not in: $3"; fi
}
lacks() { # NAME PART WHOLE
    if [[ "$3" != *"$2"* ]]; then ok; else fail "$1" "$2 is in: $3"; fi
}
# Runs a command and sets $code, $out and $err to its exit code and its output.
run() {
    code=0
    timeout 20 "$@" > "$home/out" 2> "$home/err" < /dev/null || code=$?
    out=$(cat "$home/out")
    err=$(cat "$home/err")
}
until_true() { # SECONDS COMMAND...
    local tries=$(($1 * 20))
    shift
    while ! "$@"; do
        tries=$((tries - 1))
        if [ "$tries" -le 0 ]; then return 1; fi
        sleep 0.05
    done
}

# Starts a server and sets $server, $port and $fingerprint to its process, its port and its host
# key.
serve() { # NAME ARGUMENTS...
    local name=$1
    shift
    [[ " $* " = *" --listen "* ]] || set -- --listen 127.0.0.1:0 "$@"
    "$gainsay" serve "$@" > "$home/$name.out" 2> "$home/$name.log" &
    server=$!
    started+=("$server")
    if ! until_true 20 grep -sq '^ssh -p ' "$home/$name.out"; then
        echo "openssh.sh: the server does not start" >&2
        cat "$home/$name.log" >&2
        exit 1
    fi
    port=$(sed -n 's/^ssh -p \([0-9]*\) .*/\1/p' "$home/$name.out")
    fingerprint=$(sed -n 's/^host key //p' "$home/$name.out")
}

options=(-F /dev/null -o BatchMode=yes -o ConnectTimeout=10 -o StrictHostKeyChecking=yes
    -o "UserKnownHostsFile=$home/known_hosts" -o GlobalKnownHostsFile=/dev/null)
at=reader@127.0.0.1

serve open --rate 1000
open_server=$server
open_port=$port

# The server shows the host key that it printed.
run ssh-keyscan -p "$port" 127.0.0.1
is "one host key" 1 "$(wc -l < "$home/out" | tr -d ' ')"
cp "$home/out" "$home/known_hosts"
cp "$home/out" "$home/known_hosts.first"
is "the printed fingerprint" "$fingerprint" "$(ssh-keygen -lf "$home/known_hosts" | cut -d' ' -f2)"
is "the kind of the key" "(ED25519)" "$(ssh-keygen -lf "$home/known_hosts" | awk '{ print $NF }')"

ssh_run() { run ssh "${options[@]}" -p "$port" "$@"; }

# A command prints over SSH what it prints locally, and has the same exit code.
same() { # NAME REMOTE LOCAL...
    local name=$1 remote=$2 wanted wanted_code=0
    shift 2
    wanted=$("$gainsay" "$@" 2> /dev/null) || wanted_code=$?
    ssh_run "$at" "$remote"
    is "$name" "$wanted" "$out"
    is "$name: exit code" "$wanted_code" "$code"
}
same "show" "show inbox-api" show inbox-api
same "show an item" "show inbox-api#d1" show "inbox-api#d1"
same "show as JSON" "show --format json inbox-api" show --format json inbox-api
same "show nothing" "show no-such-claim" show no-such-claim
same "search" "search --format ids meta" search --format ids --limit 50 meta
same "search for exact words" "search 'inbox !titan" search --limit 50 "'inbox !titan"
same "search without a match" "search 'zzzzzz" search "'zzzzzz"
is "no match: exit code" 1 "$code"
for to in json ndjson jsonld markdown csv csv-items html; do
    same "export $to" "export --to $to denied-by:meta" export --to "$to" denied-by:meta
done
same "export all" "export --to csv" export --to csv
ssh_run "$at" "export --to csv -o /tmp/export.csv inbox"
is "an export names no file" 2 "$code"
has "an export names no file: told" "unexpected argument" "$err"
ssh_run "$at" help
is "help: exit code" 0 "$code"
has "help" "ssh HOST search" "$out"
for line in "rm -rf /" "bash" "/bin/sh -c id" "sh" "../gainsay show inbox-api"; do
    ssh_run "$at" "$line"
    is "$line: exit code" 127 "$code"
    is "$line prints nothing" "" "$out"
    has "$line is told" "unknown command" "$err"
done
ssh_run "$at" "show --dataset /etc/passwd root"
is "no file can be named" 2 "$code"
ssh_run -T "$at"
is "no terminal and no command: exit code" 2 "$code"
has "no terminal and no command" "no terminal was requested" "$err"

# More requests without a reply than the server's queue holds.
variables=""
for number in {1..60}; do variables+=" LC_V$number=v"; done
ssh_run -o "SetEnv=${variables# }" "$at" help
is "60 environment variables: exit code" 0 "$code"

# File transfer.
run sftp "${options[@]}" -P "$port" "$at:/etc/passwd" "$home/stolen"
is "sftp is refused" "255" "$code"
run scp "${options[@]}" -P "$port" "$at:/etc/passwd" "$home/stolen"
is "scp is refused" "255" "$code"
run scp -O "${options[@]}" -P "$port" "$at:/etc/passwd" "$home/stolen"
if [ "$code" != 0 ]; then ok; else fail "old scp is refused" "$out$err"; fi
run scp -O "${options[@]}" -P "$port" "$home/known_hosts" "$at:planted"
if [ "$code" != 0 ]; then ok; else fail "old scp cannot upload" "$out$err"; fi
if [ ! -e "$home/stolen" ] && [ ! -e planted ]; then ok; else fail "no file was copied" ""; fi

# Forwarding of ports and sockets.
ssh_run -W "127.0.0.1:$port" "$at"
is "-W is refused" 255 "$code"
has "-W is refused in words" "administratively prohibited" "$err"
is "-W prints nothing" "" "$out"
for forward in "0:127.0.0.1:$port" "$home/remote.sock:127.0.0.1:$port"; do
    ssh_run -N -o ExitOnForwardFailure=yes -R "$forward" "$at"
    is "-R is refused" 255 "$code"
    has "-R is refused in words" "remote port forwarding failed" "$err"
done
# Starts a client that listens on a free port, and sets $local_port to it.
forwarding() { # OPTION REST
    for _ in 1 2 3 4 5 6 7 8; do
        local_port=$((20000 + RANDOM % 12000))
        ssh "${options[@]}" -p "$port" -N -o ExitOnForwardFailure=yes "$1" "127.0.0.1:$local_port$2" "$at" \
            > /dev/null 2> "$home/forward.err" < /dev/null &
        forwarder=$!
        started+=("$forwarder")
        until_true 5 answers "$local_port" && return
    done
    return 1
}
answers() { (: > "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }
if forwarding -L ":127.0.0.1:$port"; then
    run bash -c "exec 3<> /dev/tcp/127.0.0.1/$local_port && cat <&3"
    is "-L prints nothing" "" "$out"
    has "-L is refused in words" "administratively prohibited" "$(cat "$home/forward.err")"
    kill "$forwarder" 2> /dev/null || true
else
    fail "-L" "no port was free: $(cat "$home/forward.err")"
fi
if forwarding -D ""; then
    # SOCKS 5: no login, then a connection to the server's own port.
    request=$(printf '\\x05\\x01\\x00\\x05\\x01\\x00\\x01\\x7f\\x00\\x00\\x01\\x%02x\\x%02x' $((port / 256)) $((port % 256)))
    run bash -c "exec 3<> /dev/tcp/127.0.0.1/$local_port && printf '$request' >&3 && tr -d '\\0' <&3"
    lacks "-D prints nothing" "SSH-2.0" "$out"
    has "-D is refused in words" "administratively prohibited" "$(cat "$home/forward.err")"
    kill "$forwarder" 2> /dev/null || true
else
    fail "-D" "no port was free: $(cat "$home/forward.err")"
fi

# The server does not use the agent and the X11 display of a user.
ssh-keygen -q -t ed25519 -N "" -C reader -f "$home/key"
eval "$(ssh-agent -s -a "$home/agent.sock")" > /dev/null
started+=("$SSH_AGENT_PID")
ssh-add -q "$home/key"
ssh_run -v -A "$at" help
is "-A: exit code" 0 "$code"
has "-A is asked for" "Requesting authentication agent forwarding" "$err"
lacks "-A: the server does not use the agent" "auth-agent@openssh.com rchan" "$err"
unset SSH_AUTH_SOCK
for option in -X -Y; do
    DISPLAY=127.0.0.1:9 ssh_run -v "$option" -o XAuthLocation=/nonexistent "$at" help
    is "$option: exit code" 0 "$code"
    lacks "$option: the server does not use the display" "client_request_x11" "$err"
done
has "-Y is refused in words" "X11 forwarding request failed" "$err"

# The explorer in a terminal of its own. script of BSD and macOS has other options and no --version.
if script --version > /dev/null 2>&1; then
    mkfifo "$home/keys"
    exec 4<> "$home/keys"
    client="stty cols 100 rows 30; exec ssh -tt ${options[*]} -p $port $at"
    timeout 60 script -qefc "$client" "$home/screen" < "$home/keys" > /dev/null 2>&1 &
    terminal=$!
    started+=("$terminal")
    shows() { grep -asq "$1" "$home/screen"; }
    if until_true 20 shows DENIALS; then ok; else fail "the explorer opens" "$(cat -v "$home/screen")"; fi
    before=$(wc -c < "$home/screen")
    printf '/' >&4
    printf 'titan' >&4
    shown_more() { [ "$(wc -c < "$home/screen")" -gt "$1" ]; }
    if until_true 20 shown_more "$before" && until_true 20 shows titan; then
        ok
    else
        fail "typed text is searched" "$(cat -v "$home/screen")"
    fi
    printf '\003' >&4
    code=0
    wait "$terminal" || code=$?
    is "the explorer quits" 0 "$code"
    has "the terminal is restored" $'\e[?1049l' "$(tr -d '\0' < "$home/screen")"
    exec 4>&-
    if until_true 5 grep -q "keys=.*end=quit" "$home/open.log"; then ok; else fail "the log has the session" "$(tail -3 "$home/open.log")"; fi
else
    missing script "install util-linux, which has it; the explorer in a terminal is not tested"
fi

# The server releases everything after the clients of five sessions are killed.
handles() { find "/proc/$open_server/fd" -mindepth 1 2> /dev/null | wc -l; }
sessions() { cat "/proc/$open_server/task/"*/comm 2> /dev/null | grep -cx session || true; }
are() { [ "$("$1")" = "$2" ]; }
gone() { [ "$(grep -c end=gone "$home/open.log" || true)" -ge "$1" ]; }
linux=$([ -d "/proc/$open_server/fd" ] && echo yes || echo no)
if [ "$linux" = yes ]; then
    until_true 25 are sessions 0 || true
    sleep 0.3
    handles_before=$(handles)
fi
gone_before=$(grep -c end=gone "$home/open.log" || true)
mkfifo "$home/quiet"
exec 5<> "$home/quiet"
clients=()
for number in 1 2 3 4 5; do
    ssh "${options[@]}" -p "$port" -tt "$at" < "$home/quiet" > "$home/client$number" 2> /dev/null &
    clients+=("$!")
    disown
done
started+=("${clients[@]}")
for number in 1 2 3 4 5; do
    if until_true 20 grep -aq DENIALS "$home/client$number"; then ok; else fail "session $number is open" ""; fi
done
if [ "$linux" = yes ]; then is "five sessions" 5 "$(sessions)"; fi
kill -KILL "${clients[@]}"
if until_true 10 gone $((gone_before + 5)); then ok; else fail "the log has the five killed clients" "$(tail -8 "$home/open.log")"; fi
if [ "$linux" = yes ]; then
    if until_true 5 are sessions 0; then ok; else fail "no session is left" "$(sessions)"; fi
    if until_true 5 are handles "$handles_before"; then ok; else fail "no descriptor is left" "$(handles), before $handles_before"; fi
fi
exec 5>&-

run "$gainsay" serve --check --listen "127.0.0.1:$port"
is "--check: exit code" 0 "$code"
has "--check" "is alive: help is answered; $fingerprint" "$out"

# A server that requires a key, on a file that grows.
awk 'BEGIN {
    print "{\"gainsay\":1,\"dataset\":{\"id\":\"many\",\"title\":\"Many\"}}"
    for (i = 0; i < 5000; i++)
        printf "{\"claim\":{\"id\":\"c%d\",\"text\":\"The harbour master knew of crane %d and its brakes, and of what was written about both that year.\"}}\n", i, i
}' > "$home/many.ndjson"
{ echo "# readers"; cat "$home/key.pub"; } > "$home/readers.pub"
serve keys --rate 1000 --authorized-keys "$home/readers.pub" "$home/many.ndjson"
is "the host key is kept" "$fingerprint" "$(sed -n 's/^host key //p' "$home/open.out")"
sed "s/]:$open_port /]:$port /" "$home/known_hosts" >> "$home/known_hosts.more"
cat "$home/known_hosts.more" >> "$home/known_hosts"
ssh_run "$at" help
is "without a key: exit code" 255 "$code"
has "without a key" "Permission denied (publickey)" "$err"
key=(-o IdentitiesOnly=yes -i "$home/key")
ssh_run "${key[@]}" "$at" "search --format ids --limit 1 harbour"
is "with a key" "c0" "$out"
run "$gainsay" serve --check --listen "127.0.0.1:$port"
is "--check where a key is needed: exit code" 0 "$code"
has "--check where a key is needed" "is alive: publickey is required" "$out"

# A client may close the connection before it has read everything.
first=$(timeout 20 ssh "${options[@]}" "${key[@]}" -p "$port" "$at" "search --limit 1000 --format ndjson harbour" 2> /dev/null | head -1 || true)
has "the first line" '"id":"c0"' "$first"
finished() { [ "$(grep -c 'command="search --limit 1000' "$home/keys.log" || true)" = 1 ]; }
if until_true 10 finished; then ok; else fail "the session of a client that closes early ends" "$(cat "$home/keys.log")"; fi

# The session keys are exchanged while output is sent.
ssh_run "${key[@]}" "$at" "search --limit 1000 --format ndjson harbour"
whole=$out
ssh_run -v "${key[@]}" -o RekeyLimit=16K "$at" "search --limit 1000 --format ndjson harbour"
is "a key exchange: exit code" 0 "$code"
is "a key exchange: the same output" "$whole" "$out"
rekeyed=$(grep -c 'SSH2_MSG_NEWKEYS received' "$home/err" || true)
if [ "$rekeyed" -gt 1 ]; then ok; else fail "a key exchange happens" "$rekeyed"; fi

# A reload after a change of the file.
echo '{"claim":{"id":"fresh","text":"The lighthouse was dark."}}' >> "$home/many.ndjson"
kill -HUP "$server"
finds_fresh() {
    ssh "${options[@]}" "${key[@]}" -p "$port" "$at" "search --format ids 'lighthouse" 2> /dev/null < /dev/null | grep -q fresh
}
if until_true 10 finds_fresh; then ok; else fail "a changed file is reloaded" "$(tail -3 "$home/keys.log")"; fi

# A removed key cannot log in any more.
ssh-keygen -q -t ed25519 -N "" -C other -f "$home/other"
# The log may still show the reload by the signal above, so the test waits until the new key works.
cp "$home/other.pub" "$home/readers.pub"
kill -HUP "$server"
other_is_accepted() {
    ssh "${options[@]}" -o IdentitiesOnly=yes -i "$home/other" -p "$port" "$at" help > /dev/null 2>&1 < /dev/null
}
if until_true 10 other_is_accepted; then ok; else fail "the keys are reloaded" "$(tail -3 "$home/keys.log")"; fi
if grep -q "authorized keys reloaded: 1 key" "$home/keys.log"; then ok; else fail "the log has the reload" "$(tail -3 "$home/keys.log")"; fi
ssh_run "${key[@]}" "$at" help
is "a removed key: exit code" 255 "$code"
has "a removed key" "Permission denied (publickey)" "$err"
ssh_run -o IdentitiesOnly=yes -i "$home/other" "$at" help
is "an added key: exit code" 0 "$code"
run "$gainsay" serve --check --listen "127.0.0.1:$port" --identity "$home/other"
is "--check with a key: exit code" 0 "$code"
has "--check with a key" "is alive: help is answered" "$out"

# A client offers several keys: the sixth still succeeds, without delay, and the seventh does not.
offers=(-o IdentitiesOnly=yes)
for number in 1 2 3 4 5; do
    ssh-keygen -q -t ed25519 -N "" -f "$home/wrong$number"
    offers+=(-i "$home/wrong$number")
done
ssh_run "${offers[@]}" -i "$home/other" "$at" help
is "the sixth key: exit code" 0 "$code"
ssh-keygen -q -t ed25519 -N "" -f "$home/wrong6"
ssh_run "${offers[@]}" -i "$home/wrong6" -i "$home/other" "$at" help
is "the seventh key: exit code" 255 "$code"
if until_true 10 grep -q "key=$(ssh-keygen -lf "$home/wrong1.pub" | cut -d' ' -f2),.* end=no-login" "$home/keys.log"; then
    ok
else
    fail "a failed login is logged with its keys" "$(tail -3 "$home/keys.log")"
fi

# RSA needs SHA-2 signatures and keys that are long enough. Checks that need short keys or SHA-1 are
# skipped where the client no longer has them.
ssh-keygen -q -t rsa -b 2048 -N "" -f "$home/rsa"
cat "$home/other.pub" "$home/rsa.pub" > "$home/readers.pub"
if ssh-keygen -q -t rsa -b 1024 -N "" -f "$home/short" 2> /dev/null; then
    cat "$home/short.pub" >> "$home/readers.pub"
fi
kill -HUP "$server"
if until_true 10 grep -q "authorized keys reloaded: 2 keys" "$home/keys.log"; then ok; else fail "RSA keys are read" "$(tail -3 "$home/keys.log")"; fi
rsa=(-o IdentitiesOnly=yes -i "$home/rsa")
ssh_run "${rsa[@]}" "$at" help
is "RSA: exit code" 0 "$code"
for algorithm in rsa-sha2-256 rsa-sha2-512; do
    ssh_run "${rsa[@]}" -o "PubkeyAcceptedAlgorithms=$algorithm" "$at" help
    is "RSA with $algorithm: exit code" 0 "$code"
done
ssh_run -v "${rsa[@]}" -o PubkeyAcceptedAlgorithms=ssh-rsa "$at" help
is "RSA with SHA-1: exit code" 255 "$code"
has "RSA with SHA-1" "Permission denied (publickey)" "$err"
ssh_run -v "${rsa[@]}" "$at" help
offered=$(sed -n 's/.*server-sig-algs=<\(.*\)>.*/\1/p' "$home/err")
has "signatures that are offered" "rsa-sha2-512" ",$offered,"
lacks "SHA-1 is not offered" ",ssh-rsa," ",$offered,"
if [ -e "$home/short" ]; then
    short=$(ssh-keygen -lf "$home/short.pub" | cut -d' ' -f2)
    if until_true 10 grep -q "line 3: refused: ssh-rsa $short: RSA keys need 2,048 bits" "$home/keys.log"; then ok; else fail "a short RSA key is named" "$(tail -3 "$home/keys.log")"; fi
    ssh_run -o IdentitiesOnly=yes -o RequiredRSASize=1024 -i "$home/short" "$at" help
    is "a short RSA key: exit code" 255 "$code"
fi

# SIGUSR2 ends sessions of removed keys, and a keys file without a key admits no login.
ssh "${options[@]}" "${rsa[@]}" -p "$port" -o ControlMaster=yes -o ControlPath="$home/rsa.sock" -N "$at" > /dev/null 2>&1 < /dev/null &
master=$!
started+=("$master")
if until_true 10 test -S "$home/rsa.sock"; then ok; else fail "a connection with RSA" "$(tail -3 "$home/keys.log")"; fi
cp "$home/other.pub" "$home/readers.pub"
kill -USR2 "$server"
if until_true 10 grep -q "1 connection ended: key removed" "$home/keys.log"; then ok; else fail "a session is ended" "$(tail -3 "$home/keys.log")"; fi
code=0
wait "$master" || code=$?
is "a session of a removed key: exit code" 255 "$code"
: > "$home/readers.pub"
kill -HUP "$server"
if until_true 10 grep -q "authorized keys reloaded: 0 keys" "$home/keys.log"; then ok; else fail "an empty file is read" "$(tail -3 "$home/keys.log")"; fi
ssh_run -o IdentitiesOnly=yes -i "$home/other" "$at" help
is "an empty keys file: exit code" 255 "$code"

kill -TERM "$server"
code=0
wait "$server" || code=$?
is "the server stops: exit code" 0 "$code"
run "$gainsay" serve --check --listen "127.0.0.1:$port"
is "--check without a server: exit code" 1 "$code"

# Adds the host key for another port or address of the same server key.
known_at() { # ADDRESS
    sed "s/^[^ ]*/[$1]:$port/" "$home/known_hosts.first" >> "$home/known_hosts"
}

# Compression is offered if the server allows it, and only after the login.
serve packed --compression
known_at 127.0.0.1
ssh_run -C -v "$at" help
is "-C: exit code" 0 "$code"
has "-C: after the login" "compression: zlib@openssh.com" "$err"
lacks "-C: not before it" "compression: zlib " "$err"
has "-C: the output" "ssh HOST search" "$out"
packed=$(sed -n 's/.*compress outgoing: raw data \([0-9]*\).*/\1/p' "$home/err" | head -1)
if [ "${packed:-0}" -gt 0 ]; then ok; else fail "-C: the output is compressed" "$err"; fi
ssh_run -v "$at" help
has "without -C none" "compression: none" "$err"

# IPv6.
if [ -r /proc/net/if_inet6 ] && grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6; then
    serve six --listen "[::1]:0"
    known_at ::1
    ssh_run reader@::1 "search --format ids --limit 1 inbox api"
    is "IPv6: exit code" 0 "$code"
    is "IPv6" inbox-api "$out"
    run "$gainsay" serve --check --listen "[::1]:$port"
    is "IPv6: --check" 0 "$code"
else
    echo "openssh.sh: skipped, this machine has no IPv6: [::1] is not tested"
fi

# Several sessions on one connection.
serve shared --rate 1000
known_at 127.0.0.1
shared=("${options[@]}" -o ControlMaster=auto -o "ControlPath=$home/shared.sock" -o ControlPersist=60 -p "$port")
run ssh "${shared[@]}" "$at" "search --format ids --limit 1 inbox api"
is "a master's first command" inbox-api "$out"
is "a master's first command: exit code" 0 "$code"
run ssh "${shared[@]}" "$at" "show --format json inbox-api"
is "a shared command" "$("$gainsay" show --format json inbox-api)" "$out"
is "a shared command: no message" "" "$err"
explorers=()
share() { # NAME KEYS
    ssh "${shared[@]}" -tt "$at" < "$2" > "$home/$1" 2> /dev/null &
    explorers+=("$!")
    started+=("$!")
}
mkfifo "$home/keys1" "$home/keys2" "$home/silent"
exec 6<> "$home/keys1" 7<> "$home/keys2" 8<> "$home/silent"
share shared1 "$home/keys1"
share shared2 "$home/keys2"
for number in 1 2; do
    if until_true 20 grep -asq DENIALS "$home/shared$number"; then ok; else fail "shared explorer $number opens" ""; fi
done
printf '/titan' >&6
if until_true 20 grep -asq titan "$home/shared1"; then ok; else fail "a shared explorer searches" "$(cat -v "$home/shared1")"; fi
run ssh "${shared[@]}" "$at" "search --format ids --limit 1 inbox api"
is "a command beside explorers" inbox-api "$out"
lacks "an explorer's keys stay in it" titan "$(tr -d '\0' < "$home/shared2")"
for number in 3 4 5 6 7 8; do
    share "shared$number" "$home/silent"
    if until_true 20 grep -asq DENIALS "$home/shared$number"; then ok; else fail "shared explorer $number opens" ""; fi
done
# The client then connects anew by itself.
run ssh "${shared[@]}" "$at" "search --format ids --limit 1 inbox api"
is "a ninth session" inbox-api "$out"
has "a ninth session is refused on the connection" "Session open refused by peer" "$err"
if until_true 10 grep -q "command=\"search --format ids --limit 1 inbox api\"" "$home/shared.log"; then ok; else fail "the ninth session is logged" ""; fi
printf '\003' >&6
code=0
wait "${explorers[0]}" || code=$?
is "a shared explorer quits: exit code" 0 "$code"
if until_true 10 grep -q "end=quit" "$home/shared.log"; then ok; else fail "it is logged while others go on" "$(cat "$home/shared.log")"; fi
kill -USR1 "$server"
if until_true 10 grep -q "counts: connected=1 users=7 " "$home/shared.log"; then ok; else fail "one connection with seven users" "$(tail -2 "$home/shared.log")"; fi
before=$(wc -c < "$home/shared2")
shown_in_second() { [ "$(wc -c < "$home/shared2")" -gt "$before" ]; }
printf 'jj' >&7
if until_true 20 shown_in_second; then ok; else fail "the other explorers go on" "$(cat -v "$home/shared2")"; fi
master=$(ssh "${shared[@]}" -O check "$at" 2>&1 | sed -n 's/.*pid=\([0-9]*\).*/\1/p')
kill -KILL "$master"
for explorer in "${explorers[@]:1}"; do
    code=0
    wait "$explorer" || code=$?
    is "an explorer ends with its master: exit code" 255 "$code"
done
ended_gone() { [ "$(grep -c end=gone "$home/shared.log" || true)" = 7 ]; }
if until_true 10 ended_gone; then ok; else fail "the log has the seven explorers" "$(cat "$home/shared.log")"; fi
run ssh "${shared[@]}" "$at" "search --format ids --limit 1 inbox api"
is "a new master" inbox-api "$out"
run ssh "${shared[@]}" -O exit "$at"
exec 6>&- 7>&- 8>&-

# The server closes a connection that a client keeps open after its command.
serve short --grace 1s
sed "s/]:$open_port /]:$port /" "$home/known_hosts" > "$home/known_hosts.short"
cat "$home/known_hosts.short" >> "$home/known_hosts"
ssh_run -o ControlMaster=yes -o ControlPath="$home/master" -o ControlPersist=60 "$at" help
is "a kept connection: exit code" 0 "$code"
if until_true 10 grep -q "end=not-closed" "$home/short.log"; then ok; else fail "an idle connection is closed" "$(cat "$home/short.log")"; fi

# ssh-audit, either the installed one or one in a virtual environment.
audit=$(command -v ssh-audit || true)
if [ -z "$audit" ]; then
    audit=$(realpath -m "$target/ssh-audit/bin/ssh-audit")
    if [ ! -x "$audit" ]; then
        { python3 -m venv "$target/ssh-audit" && "$target/ssh-audit/bin/pip" install --quiet "ssh-audit==$AUDIT_VERSION"; } > "$home/pip.log" 2>&1 \
            || audit=""
    fi
fi
if [ -n "$audit" ]; then
    run "$audit" --no-colors --skip-rate-test -P tests/ssh-audit.policy -p "$open_port" 127.0.0.1
    is "ssh-audit: our policy" 0 "$code"
    has "ssh-audit: our policy in words" "Passed" "$out"
    # Default limits, which the connection flood of ssh-audit hits.
    serve audit
    code=0
    timeout 120 "$audit" --no-colors -p "$port" 127.0.0.1 > "$home/audit" 2>&1 || code=$?
    is "ssh-audit: failures" 0 "$(grep -c '\[fail\]' "$home/audit" || true)"
    # Exit code 0 is no finding, and 2 are warnings about key exchanges without a post-quantum half.
    if [ "$code" = 0 ] || [ "$code" = 2 ]; then ok; else fail "ssh-audit: exit code $code" "$(cat "$home/audit")"; fi
    others=$(grep '\[warn\]' "$home/audit" | grep -v "does not provide protection against post-quantum attacks" || true)
    is "ssh-audit: other warnings" "" "$others"
else
    missing ssh-audit "pip install ssh-audit, or give python3 its venv (Debian: apt-get install python3-venv)"
fi

echo "openssh.sh: $passed passed, $failed failed"
[ "$failed" = 0 ]
