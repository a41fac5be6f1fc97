#!/bin/bash
# Installs the editors that the tests drive (Neovim, Helix, Emacs, Kakoune) into a folder of their own, and with Emacs the
# packages that its mode must get on with (company, lsp-mode) or is checked by (package-lint).
#
#   install.sh [DIR] [--suite forky|trixie|sid] [--force]
#
# DIR is $CODESTRAL_EDITORS or, without it, node_modules/.cache/editors of this repository. Afterwards it holds
#   DIR/bin/{nvim,hx,emacs,emacsclient,kak}   wrappers that run the editors on the host's files
#   DIR/root/                                 the unpacked packages
#   DIR/root/usr/share/emacs/site-lisp/elpa-src/*   Emacs packages, not on its load path
#   DIR/VERSIONS                              which versions these are
#
# The editors come from a newer Debian release than the host's. apt resolves and verifies them in a state folder of
# its own (signed release file, keyring of the host), dpkg-deb unpacks, and patchelf points every editor at the
# libraries beside it. So there is no chroot, no mount and no change to the host, root is not needed, and what the
# editors start (node, git, sh) is the host's own. Only tmux is installed into the host, when it is missing and we are root.
#
# A second run only checks that the editors start (0.2 s). DIR can't be moved: its path is written into the programs.
set -euo pipefail

main() {
  read_arguments "$@"
  check_host
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd -P)
  exec 9>"$dir/.lock"
  flock 9   # several test runs may want to install at once
  install_tmux
  if [ "$force" = no ] && [ "$(cat "$dir/.stamp" 2>/dev/null)" = "$stamp" ] && editors_start; then
    echo "editors in $dir are in place:"
    cat "$dir/VERSIONS"
    return
  fi
  rm -rf "$dir/.stamp" "$dir"/.work.*
  work=$(mktemp -d "$dir/.work.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  download
  unpack
  patch_programs
  write_wrappers
  rm -rf "$dir/root" "$dir/bin"
  mv "$work/root" "$dir/root"
  mv "$work/bin" "$dir/bin"
  write_versions
  editors_start || fail "an editor was installed into $dir but does not start"
  echo "$stamp" >"$dir/.stamp"
  echo "editors installed in $dir ($(du -sh "$dir/root" | cut -f1)):"
  cat "$dir/VERSIONS"
}

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

read_arguments() {
  repository=$(cd "$(dirname "$0")/../.." && pwd -P)
  dir=${CODESTRAL_EDITORS:-$repository/node_modules/.cache/editors}
  suite=forky
  force=no
  while [ $# -gt 0 ]; do
    case $1 in
      --suite) suite=$2; shift 2 ;;
      --force) force=yes; shift ;;
      -*) sed -n '2,6p' "$0" >&2; exit 2 ;;
      *) dir=$1; shift ;;
    esac
  done
  packages='neovim hx emacs-nox kakoune elpa-company elpa-lsp-mode elpa-package-lint'
  stamp="v5 $suite"
}

check_host() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail 'needs a Debian host (apt-get, dpkg-deb); elsewhere put nvim, hx, emacs, emacsclient, kak into $CODESTRAL_EDITORS/bin'
  [ "$(dpkg --print-architecture)" = amd64 ] || fail 'the packages are patched for amd64 only'
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -r "$keyring" ] || fail "no keyring at $keyring (package debian-archive-keyring)"
  case $dir in *[[:space:]:]*) fail "the folder's name must hold no blanks and no colons: $dir" ;; esac
}

install_tmux() {
  command -v tmux >/dev/null && return
  [ "$(id -u)" = 0 ] || fail 'tmux is missing and only root can install it'
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends tmux >/dev/null
}

editors_start() {
  "$dir/bin/nvim" --version >/dev/null &&
    "$dir/bin/hx" --version >/dev/null &&
    "$dir/bin/kak" -version >/dev/null &&
    "$dir/bin/emacs" -Q --batch --eval '(kill-emacs 0)' >/dev/null 2>&1
}

# The packages and what they need at run time, into $work/cache/archives.
download() {
  local mirror
  # The host's own Debian mirror, asked of its apt, so that proxies and caches keep working.
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/\?$') || fail "apt knows no Debian mirror (is /etc/apt/sources.list empty? run apt-get update)"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root"
  : >"$work/status"
  echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
  cat >"$work/apt.conf" <<CONF
Dir::State "$work"; Dir::State::status "$work/status"; Dir::State::lists "$work/lists";
Dir::Cache "$work/cache"; Dir::Etc::sourcelist "$work/sources.list"; Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null"; Dir::Etc::preferencesparts "/dev/null";
APT::Sandbox::User "root"; APT::Install-Recommends "false"; Acquire::Languages "none"; Acquire::Retries "3";
CONF
  export APT_CONFIG=$work/apt.conf
  apt-get -qq update
  # Without what the editors do not need when they run: sources, perl, toolchain, headers.
  local skip='^(emacs-el|perl|perl-base|perl-modules-.*|libperl.*|binutils.*|libbinutils|libgprofng.*|libctf.*|libsframe.*|linux-libc-dev|libc6-dev|libc-dev-bin|libgcc-[0-9]+-dev|libcrypt-dev|rpcsvc-proto|lib(asan|lsan|tsan|ubsan|hwasan|gomp|itm|quadmath|cc1)[-0-9]*|debconf|install-info|dpkg|tar|libdb5.*|libgdbm.*|manpages.*)$'
  # shellcheck disable=SC2086
  apt-get -qq -y --print-uris install $packages patchelf | awk '{ sub(/_.*/, "", $2); print $2 }' | sort -u | grep -Ev "$skip" >"$work/wanted"
  (cd "$work/cache/archives" && xargs apt-get -qq download <"$work/wanted")
  unset APT_CONFIG
}

unpack() {
  local package
  for package in "$work"/cache/archives/*.deb; do dpkg-deb -x "$package" "$work/root"; done
  (cd "$work/root/usr" && rm -rf share/doc share/man share/locale share/info share/lintian share/perl include lib/x86_64-linux-gnu/gconv lib/x86_64-linux-gnu/*.a)
  # There is no compiler beside this Emacs, so it must not try native compilation when a primitive is advised.
  mkdir -p "$work/root/usr/share/emacs/site-lisp"
  echo '(setq native-comp-enable-subr-trampolines nil)' >"$work/root/usr/share/emacs/site-lisp/site-start.el"
}

patch_programs() {
  local here=$work/root/usr/lib/x86_64-linux-gnu there=$dir/root/usr/lib/x86_64-linux-gnu loader=ld-linux-x86-64.so.2 program
  [ -f "$work/root/usr/lib/hx/hx" ] && helix=usr/lib/hx/hx || helix=usr/bin/hx
  for program in usr/bin/nvim $helix usr/bin/kak usr/bin/emacs-nox usr/bin/emacsclient.emacs; do
    # patchelf is of the newer release too, so it runs with that release's loader and libraries.
    "$here/$loader" --library-path "$here" "$work/root/usr/bin/patchelf" --set-interpreter "$there/$loader" --force-rpath --set-rpath "$there" "$work/root/$program"
  done
}

write_wrappers() {
  local version dump runtime
  version=$(basename "$(echo "$work"/root/usr/share/emacs/[0-9]*)")
  dump=$(cd "$work/root" && echo usr/libexec/emacs/"$version"/*/emacs-*.pdmp)
  [ -f "$work/root/$dump" ] || fail 'the Emacs package has no dump file'
  runtime=$(cd "$work/root" && find usr -type d -path '*/runtime' \( -path '*hx*' -o -path '*helix*' \) | head -1)
  mkdir -p "$work/bin"
  wrapper nvim 'export VIMRUNTIME=$R/usr/share/nvim/runtime' 'exec "$R/usr/bin/nvim" "$@"'
  wrapper hx "export HELIX_RUNTIME=\${HELIX_RUNTIME:-\$R/$runtime}" 'exec "$R/usr/bin/hx" "$@"'
  wrapper kak 'export KAKOUNE_RUNTIME=$R/usr/share/kak' 'exec "$R/usr/bin/kak" "$@"'
  wrapper emacsclient '' 'exec "$R/usr/bin/emacsclient.emacs" "$@"'
  wrapper emacs "E=\$R/usr/share/emacs/$version
export EMACSDATA=\$E/etc EMACSDOC=\$E/etc EMACSPATH=\$R/${dump%/*}
export EMACSLOADPATH=\$R/usr/share/emacs/site-lisp:\$E/lisp EMACS_INHIBIT_AUTOMATIC_NATIVE_COMPILATION=1" \
    "exec \"\$R/usr/bin/emacs-nox\" --dump-file=\"\$R/$dump\" --eval '(setq native-comp-enable-subr-trampolines nil)' \"\$@\""
}

# wrapper NAME ENVIRONMENT COMMAND
wrapper() {
  printf '#!/bin/sh\n# Written by install.sh.\nR=%s\n: "${LANG:=C.UTF-8}"; export LANG\n%s\n%s\n' "$dir/root" "$2" "$3" >"$work/bin/$1"
  chmod 755 "$work/bin/$1"
}

write_versions() {
  local package file
  for package in $packages; do
    file=$(basename "$work"/cache/archives/"$package"_*.deb)
    file=${file#*_}
    echo "$package ${file%_*}"
  done | sed 's/%3a/:/' >"$dir/VERSIONS"
}

main "$@"
