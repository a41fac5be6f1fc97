// Rules about what code does, told from its syntax tree.
import {
  lineOf,
  memberName,
  nameOf,
  nodeIn,
  nodesIn,
  type SourceFile,
  type SyntaxNode,
  topLevel,
  walk,
} from './sources.ts';

/** Reads of the clock, timers, the process and its variables. `new Date(ms)` and `Date.UTC` only calculate, so they are free. */
export function worldUses(file: SourceFile): readonly string[] {
  const timers = ['setTimeout', 'setInterval', 'setImmediate', 'performance', 'globalThis', 'global'];
  const names = file.path === 'main.ts' ? timers : [...timers, 'process'];
  return breaches(file, (node, parent) => {
    if (isMember(node, ['Date.now', 'AbortSignal.timeout', 'process.env'])) return memberName(node);
    if (readsClock(node)) return 'Date()';
    return globalName(file, node, parent, names);
  });
}

/** Uses of the global `fetch`; a parameter of that name is somebody else's business. */
export function socketUses(file: SourceFile): readonly string[] {
  return breaches(file, (node, parent) => globalName(file, node, parent, ['fetch', 'WebSocket']));
}

/** Chance in what must give the same output for the same input. */
export function randomUses(file: SourceFile): readonly string[] {
  return breaches(file, (node) =>
    isMember(node, ['Math.random', 'crypto.randomUUID']) ? memberName(node) : undefined,
  );
}

/** Ends of the process, also the one that waits for the last answer (`exitCode`). */
export function processEnds(file: SourceFile): readonly string[] {
  const ends = ['process.exit', 'process.exitCode', 'process.abort', 'process.kill'];
  return breaches(file, (node) => (isMember(node, ends) ? memberName(node) : undefined));
}

/** `a && b || c` without brackets. */
export function mixedOperators(file: SourceFile): readonly string[] {
  return breaches(file, (node, parent) => {
    if (node.type !== 'LogicalExpression' || parent?.type !== 'LogicalExpression') return undefined;
    const extra = node.extra as { readonly parenthesized?: boolean } | undefined;
    return node.operator === parent.operator || extra?.parenthesized === true ? undefined : 'mixed && and ||';
  });
}

/** Variables, objects of our own classes and collections that change, at the top level of a file. */
export function moduleState(file: SourceFile): readonly string[] {
  const own = ownClasses(file);
  return topLevel(file).flatMap((statement) => {
    if (statement.type !== 'VariableDeclaration') return [];
    const kind = statement.kind;
    if (kind !== 'const') return [`${file.path}:${lineOf(statement)} has a ${String(kind)} at the top level`];
    return nodesIn(statement, 'declarations').flatMap((declarator) => stateIn(file, declarator, own));
  });
}

function stateIn(file: SourceFile, declarator: SyntaxNode, own: ReadonlySet<string>): readonly string[] {
  const name = nameOf(nodeIn(declarator, 'id')) ?? '';
  const created = nodeIn(declarator, 'init');
  const creator = created?.type === 'NewExpression' ? nameOf(nodeIn(created, 'callee')) : undefined;
  const place = `${file.path}:${lineOf(declarator)}`;
  if (creator !== undefined && own.has(creator)) return [`${place} creates a ${creator} at the top level`];
  return changes(file, name) ? [`${place} keeps ${name} at the top level and changes it`] : [];
}

/** True when some code of the file assigns to a member of `name` or calls what changes a collection. */
function changes(file: SourceFile, name: string): boolean {
  const changers = [
    'set',
    'add',
    'delete',
    'clear',
    'push',
    'pop',
    'shift',
    'unshift',
    'splice',
    'sort',
    'reverse',
    'fill',
  ];
  return [...walk(file.program)].some(([node]) => {
    if (node.type === 'CallExpression') {
      return changers.some((changer) => memberName(nodeIn(node, 'callee')) === `${name}.${changer}`);
    }
    const target = nodeIn(node, node.type === 'UpdateExpression' ? 'argument' : 'left');
    const assigned = node.type === 'AssignmentExpression' || node.type === 'UpdateExpression';
    return assigned && target?.type === 'MemberExpression' && nameOf(nodeIn(target, 'object')) === name;
  });
}

/** Classes declared in the file or imported from our own files. */
function ownClasses(file: SourceFile): ReadonlySet<string> {
  const names = topLevel(file).flatMap((statement) => {
    if (statement.type === 'ClassDeclaration') return [nameOf(nodeIn(statement, 'id'))];
    if (statement.type !== 'ImportDeclaration') return [];
    const specifier = nodeIn(statement, 'source')?.value;
    if (typeof specifier !== 'string' || !specifier.startsWith('.')) return [];
    return nodesIn(statement, 'specifiers').map((one) => nameOf(nodeIn(one, 'local')));
  });
  return new Set(names.filter((name) => name !== undefined));
}

type Finder = (node: SyntaxNode, parent: SyntaxNode | undefined) => string | undefined;

function breaches(file: SourceFile, find: Finder): readonly string[] {
  const found = [...walk(file.program)].flatMap(([node, parent]) => {
    const what = find(node, parent);
    return what === undefined ? [] : [`${file.path}:${lineOf(node)} has ${what}`];
  });
  return [...new Set(found)];
}

function isMember(node: SyntaxNode, names: readonly string[]): boolean {
  const name = memberName(node);
  return name !== undefined && names.includes(name);
}

/** `Date()`, or `new Date()` without a time. */
function readsClock(node: SyntaxNode): boolean {
  if (nameOf(nodeIn(node, 'callee')) !== 'Date') return false;
  return node.type === 'CallExpression' || (node.type === 'NewExpression' && nodesIn(node, 'arguments').length === 0);
}

/** The name, when the node refers to one of these globals: no property, no key, no type, and nothing that the file itself declares. */
function globalName(
  file: SourceFile,
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  names: readonly string[],
): string | undefined {
  const name = nameOf(node);
  if (name === undefined || !names.includes(name) || parent === undefined) return undefined;
  const isProperty = nodeIn(parent, 'property') === node && parent.computed !== true;
  const isKey = nodeIn(parent, 'key') === node && nodeIn(parent, 'value') !== node && parent.computed !== true;
  const expressions = ['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeQuery'];
  const isType = parent.type.startsWith('TS') && !expressions.includes(parent.type);
  return isProperty || isKey || isType || declares(file, name) ? undefined : name;
}

/** True when a parameter, variable, import or function of the file has this name, in whatever scope. */
function declares(file: SourceFile, name: string): boolean {
  return [...walk(file.program)].some(([node]) => {
    const holders = [nodeIn(node, 'id'), nodeIn(node, 'local'), ...nodesIn(node, 'params')];
    return holders.some((holder) => holder !== undefined && bindsName(holder, name));
  });
}

/** True when a binding, which may be a pattern, has this name among those it binds. */
function bindsName(binding: SyntaxNode, name: string): boolean {
  switch (binding.type) {
    case 'Identifier':
      return nameOf(binding) === name;
    case 'ObjectPattern':
      return nodesIn(binding, 'properties').some((one) => bindsName(nodeIn(one, 'value') ?? one, name));
    case 'ArrayPattern':
      return nodesIn(binding, 'elements').some((one) => bindsName(one, name));
    case 'AssignmentPattern': {
      const left = nodeIn(binding, 'left');
      return left !== undefined && bindsName(left, name);
    }
    case 'RestElement': {
      const argument = nodeIn(binding, 'argument');
      return argument !== undefined && bindsName(argument, name);
    }
    default:
      return false;
  }
}
