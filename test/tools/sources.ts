// The source files of server/ as the architecture test sees them: text, syntax tree, imports.
import { readdir, readFile } from 'node:fs/promises';
import { parse } from '@babel/parser';

/** A node of the syntax tree; fields are read with the helpers below, which check what they find. */
export interface SyntaxNode {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number } };
  readonly [field: string]: unknown;
}

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** Path inside server/ for our own files, such as `text/lines.ts`; `undefined` for packages and Node's modules. */
  readonly own: string | undefined;
  /** `type`: erased by the compiler. `static`: loaded with the file. `dynamic`: loaded when reached. */
  readonly kind: 'type' | 'static' | 'dynamic';
  readonly line: number;
}

export interface SourceFile {
  /** Path inside server/, such as `fim/gate.ts`. */
  readonly path: string;
  /** First folder of the path; the file's name for files directly in server/. */
  readonly room: string;
  readonly text: string;
  readonly program: SyntaxNode;
  readonly imports: readonly Import[];
  readonly comments: readonly { readonly value: string; readonly line: number }[];
}

/** All TypeScript files below `root`, parsed. */
export async function readSources(root: string): Promise<readonly SourceFile[]> {
  const paths = (await readdir(root, { recursive: true })).map((path) => path.replaceAll('\\', '/'));
  const files = paths.filter((path) => path.endsWith('.ts')).sort();
  return Promise.all(files.map(async (path) => parseSource(path, await readFile(`${root}/${path}`, 'utf8'))));
}

/** One file from its path inside server/ and its text. */
export function parseSource(path: string, text: string): SourceFile {
  const parsed = parse(text, { sourceType: 'module', plugins: ['typescript'] });
  const program = parsed.program as unknown as SyntaxNode;
  const comments = (parsed.comments ?? []).map(({ value, loc }) => ({ value, line: loc?.start.line ?? 0 }));
  return { path, room: path.split('/', 1)[0] ?? path, text, program, imports: importsOf(path, program), comments };
}

/** Every node below `node` and itself, outermost first, with its parent. */
export function* walk(node: SyntaxNode, parent?: SyntaxNode): Generator<readonly [SyntaxNode, SyntaxNode | undefined]> {
  yield [node, parent];
  for (const child of childrenOf(node)) yield* walk(child, node);
}

/** The node in a field, if there is one. */
export function nodeIn(node: SyntaxNode | undefined, field: string): SyntaxNode | undefined {
  const value = node?.[field];
  return isNode(value) ? value : undefined;
}

/** The nodes of a list field. */
export function nodesIn(node: SyntaxNode | undefined, field: string): readonly SyntaxNode[] {
  const value = node?.[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The name of an identifier node. */
export function nameOf(node: SyntaxNode | undefined): string | undefined {
  return node?.type === 'Identifier' && typeof node.name === 'string' ? node.name : undefined;
}

/** `object.property` in words, such as `Date.now`; `undefined` for anything else. */
export function memberName(node: SyntaxNode | undefined): string | undefined {
  if (node?.type !== 'MemberExpression' && node?.type !== 'OptionalMemberExpression') return undefined;
  const object = nameOf(nodeIn(node, 'object'));
  const property = node.computed === true ? undefined : nameOf(nodeIn(node, 'property'));
  return object === undefined || property === undefined ? undefined : `${object}.${property}`;
}

export function lineOf(node: SyntaxNode): number {
  return node.loc?.start.line ?? 0;
}

/** Statements of the file itself, exports unwrapped. */
export function topLevel(file: SourceFile): readonly SyntaxNode[] {
  return nodesIn(file.program, 'body').map((node) => nodeIn(node, 'declaration') ?? node);
}

function importsOf(path: string, program: SyntaxNode): readonly Import[] {
  return [...walk(program)].flatMap(([node]) => {
    const found = importIn(node);
    return found === undefined ? [] : [{ ...found, own: ownPath(path, found.specifier), line: lineOf(node) }];
  });
}

function importIn(node: SyntaxNode): Pick<Import, 'specifier' | 'kind'> | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return found(nodeIn(node, 'source'), isTypeOnly(node, 'importKind') ? 'type' : 'static');
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return found(nodeIn(node, 'source'), isTypeOnly(node, 'exportKind') ? 'type' : 'static');
    case 'TSImportType':
      return found(nodeIn(node, 'argument'), 'type');
    case 'ImportExpression':
      return found(nodeIn(node, 'source'), 'dynamic');
    case 'CallExpression':
      if (nodeIn(node, 'callee')?.type !== 'Import' && nameOf(nodeIn(node, 'callee')) !== 'require') return undefined;
      return found(nodesIn(node, 'arguments')[0], 'dynamic');
    default:
      return undefined;
  }
}

function found(source: SyntaxNode | undefined, kind: Import['kind']): Pick<Import, 'specifier' | 'kind'> | undefined {
  if (source === undefined) return undefined;
  const literal = nodeIn(source, 'literal') ?? source;
  // A computed specifier could load anything, so it counts as a file of ours in no room.
  return { specifier: typeof literal.value === 'string' ? literal.value : computed, kind };
}

/** `import type`. Single names marked `type` do not count: with `verbatimModuleSyntax` the file is still loaded. */
function isTypeOnly(node: SyntaxNode, field: string): boolean {
  return node[field] === 'type';
}

/** Stands for a specifier that is only known at run time. */
const computed = '(computed)';

function ownPath(from: string, specifier: string): string | undefined {
  if (specifier === computed) return computed;
  if (!specifier.startsWith('.')) return undefined;
  const parts = [...from.split('/').slice(0, -1)];
  for (const part of specifier.split('/')) {
    if (part === '..') parts.splice(-1, 1, ...(parts.length === 0 ? ['..'] : []));
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  return Object.entries(node)
    .filter(([field]) => field !== 'loc' && !field.endsWith('Comments'))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
