// Which files and folders are worth learning, judged by name and by a look at the text.

const FOLDERS: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.jj',
  'dist',
  'build',
  'out',
  'target',
  'vendor',
  'coverage',
  '.venv',
  'venv',
  '__pycache__',
  '.next',
  '.cache',
  '.direnv',
  '.tox',
  'bower_components',
  'third_party',
]);

/** Data, pictures, archives, compiled code, keys: by the end of the name. */
const DATA =
  /\.(?:lock|lockb|map|log|csv|tsv|svg|png|jpe?g|gif|webp|ico|pdf|zip|gz|xz|bz2|zst|7z|tar|jar|class|o|a|so|dll|dylib|exe|wasm|pyc|woff2?|ttf|otf|eot|mp[34]|mov|bin|dat|db|sqlite3?|snap|pem|key|crt|p12|pfx|kdbx|gpg|asc|ipynb|parquet)$/i;
const MINIFIED = /[.-]min\.[a-z]+$/i;
const LOCK =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|.*[.-]lock\.(?:json|ya?ml)|go\.sum|flake\.lock)$/i;
/** Files that hold secrets by custom. */
const SECRET = /^(?:\.env(?:\..*)?|\.netrc|\.npmrc|\.pypirc|id_[a-z0-9]+|.*credentials.*|.*secrets?\..*)$/i;

/** False for folders of dependencies, build products and version control. */
export function isLearnableFolder(name: string): boolean {
  return !FOLDERS.has(name);
}

/** False for what is not written by hand, and for files that hold secrets. */
export function isLearnableFile(name: string): boolean {
  return !(DATA.test(name) || MINIFIED.test(name) || LOCK.test(name) || SECRET.test(name));
}

/** True for text that a program has squeezed: very long lines on average. */
export function looksMinified(text: string): boolean {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return text.length > 2000 && text.length / lines > 200;
}
