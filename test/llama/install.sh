#!/bin/bash
# install.sh DIR: unpacks Debian's llama-server into DIR, so that tests can speak with a server we did not write.
#
#   DIR/llama-server   starts it; DIR/VERSION tells which it is
#
# apt resolves and verifies in a private state directory with the host's keyring, dpkg-deb unpacks, and the server is started
# through the unpacked dynamic linker: no root, no chroot, nothing of the host is changed. A second run does nothing.
set -euo pipefail

[ $# = 1 ] || { sed -n '2,4p' "$0" >&2; exit 2; }
suite=${LLAMA_SUITE:-sid}
keyring=${LLAMA_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
mirror=${LLAMA_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/\?$')}
architecture=$(dpkg --print-architecture)
[ -r "$keyring" ] || { echo "no keyring at $keyring (package debian-archive-keyring)" >&2; exit 1; }
mkdir -p "$1"
dir=$(cd "$1" && pwd -P)
exec 9>"$dir/.lock"
flock 9

if [ "$(cat "$dir/.done" 2>/dev/null)" = "$suite" ] && "$dir/llama-server" --version >/dev/null 2>&1; then
  cat "$dir/VERSION"
  exit 0
fi
rm -rf "$dir/.done" "$dir"/.work.* "$dir/root"
work=$(mktemp -d "$dir/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/lists/partial "$work"/cache/archives/partial "$work/root"
: >"$work/status"
echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
cat >"$work/apt.conf" <<CONF
Dir::State "$work"; Dir::State::status "$work/status"; Dir::State::lists "$work/lists"; Dir::Cache "$work/cache";
Dir::Etc::sourcelist "$work/sources.list"; Dir::Etc::sourceparts "/dev/null"; Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null"; APT::Sandbox::User "root"; APT::Install-Recommends "false";
APT::Architecture "$architecture"; Acquire::Languages "none"; Acquire::Retries "3";
CONF
export APT_CONFIG="$work/apt.conf"
apt-get -qq update
# What a server on the processor alone does not need to run.
skip='^(perl.*|libperl.*|debconf|dpkg|tar|install-info|python3.*|libpython3.*|media-types|mailcap)$'
apt-get -qq -y --print-uris install llama.cpp-tools | while read -r _ file _; do
  package=${file%%_*}
  [[ $package =~ $skip ]] || echo "$package"
done | sort -u >"$work/wanted"
# shellcheck disable=SC2046
(cd "$work/cache/archives" && apt-get -qq download $(cat "$work/wanted"))
for package in "$work"/cache/archives/*.deb; do dpkg-deb -x "$package" "$work/root"; done
rm -rf "$work"/root/usr/share/{doc,man,locale,info,lintian}
mv "$work/root" "$dir/root"
version=$(basename "$work"/cache/archives/llama.cpp-tools_*.deb)
version=${version#*_}

linker=$(find "$dir/root/usr" -name 'ld-linux-*.so.*' | head -1)
libraries=$(dirname "$(find "$dir/root/usr" -name 'libc.so.6' | head -1)")
# The plainest build for the processor runs everywhere; the server would look for it beside its own program, which is the linker here.
backend=$(find "$dir/root/usr/lib" \( -name 'libggml-cpu-x64.so' -o -name 'libggml-cpu-armv8.0*.so' -o -name 'libggml-cpu.so' \) | sort | head -1)
cat >"$dir/llama-server" <<RUN
#!/bin/sh
# made by test/llama/install.sh
export GGML_BACKEND_PATH="$backend"
exec "$linker" --library-path "$libraries:$libraries/llama:$libraries/ggml" "$dir/root/usr/bin/llama-server" "\$@"
RUN
chmod 755 "$dir/llama-server"
echo "llama.cpp-tools ${version%_*}" >"$dir/VERSION"
"$dir/llama-server" --version >/dev/null 2>&1 || { echo "llama-server does not start" >&2; exit 1; }
echo "$suite" >"$dir/.done"
cat "$dir/VERSION"
