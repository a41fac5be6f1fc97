// Files that nobody wants in a prompt: keys, passwords, and what programs write for programs.

/** The default of `completion.exclude`: globs, matched against the path inside the workspace folder. */
export const neverSent: readonly string[] = [
  '**/.env',
  '**/.env.*',
  '**/*.env',
  '**/.netrc',
  '**/.npmrc',
  '**/.pypirc',
  '**/.pgpass',
  '**/.git-credentials',
  '**/.htpasswd',
  '**/.ssh/**',
  '**/.gnupg/**',
  '**/.aws/**',
  '**/.kube/**',
  '**/id_rsa*',
  '**/id_dsa*',
  '**/id_ecdsa*',
  '**/id_ed25519*',
  '**/*.{pem,key,p8,p12,pfx,jks,keystore,kdbx,asc,gpg,ppk}',
  '**/*{secret,secrets,credentials}.{json,yaml,yml,toml}',
  '**/*.tfstate',
  '**/*.tfvars',
  '**/{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,bun.lockb}',
  '**/{Cargo.lock,poetry.lock,uv.lock,Pipfile.lock,Gemfile.lock,composer.lock,go.sum,flake.lock}',
  '**/*.min.{js,css}',
];
