// Relative imports: what a text names, and which files that may be. Pure.

/** How languages name other files of the same project. Each pattern has the specifier as its first group. */
const patterns: readonly { readonly languages: RegExp; readonly pattern: RegExp }[] = [
  {
    languages: /^(?:typescript|javascript)(?:react)?$|^(?:vue|svelte)$/,
    pattern: /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["'](\.{1,2}\/[^"']+)["']/g,
  },
  { languages: /^python$/, pattern: /^\s*from\s+(\.*[\w.]+)\s+import\b/gm },
  { languages: /^(?:c|cpp|objective-c)$/, pattern: /^\s*#\s*include\s+"([^"]+)"/gm },
  { languages: /^rust$/, pattern: /^\s*(?:pub\s+)?(?:mod|use\s+(?:crate|super|self)::)\s*(\w+)/gm },
  { languages: /^ruby$/, pattern: /\brequire_relative\s*\(?\s*["']([^"']+)["']/g },
  { languages: /^lua$/, pattern: /\brequire\s*\(?\s*["']([\w./]+)["']/g },
  { languages: /^php$/, pattern: /\b(?:require|include)(?:_once)?\s*\(?\s*(?:__DIR__\s*\.\s*)?["']([^"']+)["']/g },
  { languages: /^(?:css|scss|less)$/, pattern: /@(?:import|use|forward)\s+["']([^"']+)["']/g },
  { languages: /^(?:shellscript|makefile)$/, pattern: /^\s*(?:source|\.|include)\s+["']?([\w./-]+)/gm },
  { languages: /^zig$/, pattern: /@import\("([^"]+\.zig)"\)/g },
  { languages: /^proto$/, pattern: /^\s*import\s+"([^"]+)"/gm },
];

/** The specifiers of a text, each once, in its order. */
export function importsOf(text: string, languageId: string): readonly string[] {
  const found = new Set<string>();
  for (const { languages, pattern } of patterns) {
    if (!languages.test(languageId)) continue;
    for (const match of text.matchAll(pattern)) if (match[1] !== undefined) found.add(match[1]);
  }
  return [...found];
}

const webExtensions = ['', '.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mjs', '/index.ts', '/index.js'];

/** Absolute paths that a specifier in the file at `path` may mean, the likeliest first. */
export function importCandidates(path: string, specifier: string): readonly string[] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const extension = path.slice(path.lastIndexOf('.'));
  switch (extension) {
    case '.py':
    case '.pyi':
      return pythonCandidates(folder, specifier);
    case '.rs':
      return [`${folder}/${specifier}.rs`, `${folder}/${specifier}/mod.rs`, join(folder, `../${specifier}.rs`)];
    case '.lua':
      return [
        join(folder, `${specifier.replaceAll('.', '/')}.lua`),
        join(folder, `../${specifier.replaceAll('.', '/')}.lua`),
      ];
    case '.rb':
      return [join(folder, `${specifier.replace(/\.rb$/, '')}.rb`)];
    case '.scss':
    case '.less':
      return [
        join(folder, specifier),
        join(folder, `${specifier}${extension}`),
        join(folder, specifier.replace(/([^/]+)$/, `_$1${extension}`)),
      ];
    default:
      return webCandidates(join(folder, specifier));
  }
}

/** TypeScript's ESM spells `./x.js` and means `./x.ts`. */
function webCandidates(base: string): readonly string[] {
  const swapped = base.endsWith('.js') ? [`${base.slice(0, -3)}.ts`, `${base.slice(0, -3)}.tsx`] : [];
  return [...swapped, ...webExtensions.map((extension) => base + extension)];
}

function pythonCandidates(folder: string, specifier: string): readonly string[] {
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
  const name = specifier.slice(dots).replaceAll('.', '/');
  const bases = dots > 0 ? [join(folder, '../'.repeat(dots - 1))] : [folder, join(folder, '..'), join(folder, '../..')];
  return bases.flatMap((base) => [join(base, `${name}.py`), join(base, `${name}/__init__.py`)]);
}

/** Joins and resolves `.` and `..`. */
function join(folder: string, relative: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${relative}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
