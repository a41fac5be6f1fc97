// The catalogue of actions: what the menu of code actions offers, and what each one asks for. Pure and quick: it runs at every cursor stop.
import { actionTexts } from '../chat/prompts.ts';
import { type DocumentSnapshot, pathOfUri } from '../text/document.ts';
import type { Range } from '../text/position.ts';
import { findTarget } from './target.ts';

/**
 * What becomes of the answer: it replaces the lines (`replace`), files are changed through tools (`files`), it opens in a document of
 * its own (`scratch`), it is a turn of a chat (`chat`), or it is a commit message (`commit`).
 */
export type ActionOutput = 'replace' | 'files' | 'scratch' | 'chat' | 'commit';

export interface Action {
  readonly id: string;
  readonly title: string;
  /** An LSP code action kind. */
  readonly kind: string;
  readonly output: ActionOutput;
  /** What is asked; a template when the user wrote it (see `fillTemplate`). */
  readonly task: string;
  /** True when it makes no sense without the user's words. */
  readonly needsInstruction: boolean;
  readonly applies: (situation: Situation) => boolean;
}

/** An action from the settings. */
export interface UserAction {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  /** May hold `{{selection}}`, `{{file}}`, `{{diagnostics}}` and `{{instruction}}`. */
  readonly prompt: string;
  /** Language identifiers; none means all. */
  readonly languages: readonly string[];
  readonly output: 'replace' | 'chat';
}

/** What is known when the editor asks for code actions. */
export interface Situation {
  readonly languageId: string;
  readonly path: string;
  /** True when the user has selected something; see `Target.isSelection`. */
  readonly selected: boolean;
  /** The lines an action would work on. */
  readonly target: string;
  /** How many diagnostics the editor sent along. */
  readonly diagnostics: number;
  /** What an `AI:` comment says. */
  readonly instruction: string | undefined;
  /** True when the client asks the user for an instruction by itself and passes it as an argument. */
  readonly canAsk: boolean;
}

/** What only the editor's request tells. */
export interface ActionRequest {
  readonly range: Range;
  readonly diagnostics: number;
  readonly canAsk: boolean;
}

/** What the menu shows. */
export interface Offer {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
}

const mostScanned = 20_000;
const prose = new Set([
  'markdown',
  'plaintext',
  'text',
  'restructuredtext',
  'asciidoc',
  'latex',
  'org',
  'json',
  'jsonc',
  'yaml',
  'toml',
  'xml',
  'csv',
]);
const commitBuffers = new Set(['gitcommit', 'git-commit', 'commit']);
/** Emacs writes commit messages in a mode for any text. */
const commitFile = /(?:^|\/)(?:COMMIT_EDITMSG|MERGE_MSG|SQUASH_MSG)$/;

/** Bounded repetitions only: a menu must not wait for a selection without braces. */
const unfinished =
  /\b(?:TODO|FIXME|XXX)\b|\bunimplemented!|\btodo!|\bNotImplemented(?:Error|Exception)?\b|[nN]ot (?:yet )?implemented|^[ \t]*(?:pass|\.\.\.)[ \t]*$|(?:\)[^;{}()\r\n]{0,100}|=>[ \t]*)\{\s{0,100}\}|\bdo\s{1,100}end\b/m;
const declaration =
  /^[ \t]*(?:export |default |public |private |protected |internal |static |abstract |async |pub |unsafe |final |override )*(?:class|interface|struct|enum|trait|impl|function|func|fun|fn|def|type|module|namespace|object|protocol|record|const|let|var)\b|^[ \t]*[\w<>[\]*&:, ]{1,200}\([^;{}\r\n]{0,200}\)[^;{}\r\n]{0,100}\{/m;

const hasCode = (one: Situation) => one.target.trim() !== '' && !isCommit(one);
const isCommit = (one: Situation) => commitBuffers.has(one.languageId) || commitFile.test(one.path);
const isCode = (one: Situation) => hasCode(one) && !prose.has(one.languageId);
const isTest = (one: Situation) => /(?:^|[/._-])(?:tests?|spec)s?(?:[/._-]|$)/i.test(one.path);

/** The actions that come with the server, in the order of the menu. */
export const builtInActions: readonly Action[] = [
  action('fix', 'Fix this problem', 'quickfix', (one) => hasCode(one) && one.diagnostics > 0),
  {
    ...action('rewrite', 'Rewrite with an instruction', 'refactor.rewrite', (one) => !isCommit(one)),
    needsInstruction: true,
  },
  action('refactor', 'Refactor the selection', 'refactor', (one) => one.selected && isCode(one)),
  action('implement', 'Implement what is missing', 'refactor.rewrite', (one) => isCode(one) && scan(unfinished, one)),
  action('document', 'Document', 'refactor.rewrite', (one) => isCode(one) && scan(declaration, one)),
  {
    ...action('tests', 'Write tests', 'source.codestral.tests', (one) => one.selected && isCode(one) && !isTest(one)),
    output: 'files',
  },
  {
    ...action('explain', 'Explain', 'source.codestral.explain', (one) => one.selected && hasCode(one)),
    output: 'chat',
  },
  { ...action('review', 'Review', 'source.codestral.review', (one) => one.selected && hasCode(one)), output: 'chat' },
  {
    ...action(
      'translate',
      'Translate to another language',
      'source.codestral.translate',
      (one) => one.selected && hasCode(one),
    ),
    output: 'scratch',
    needsInstruction: true,
  },
  { ...action('commit', 'Write the commit message', 'source.codestral.commit', isCommit), output: 'commit' },
];

/** What is known about a place in a document. */
export function situationOf(snapshot: DocumentSnapshot, request: ActionRequest): Situation {
  const target = findTarget(snapshot, request.range);
  return {
    languageId: snapshot.languageId,
    path: pathOfUri(snapshot.uri),
    selected: target.isSelection,
    target: target.text,
    diagnostics: request.diagnostics,
    instruction: target.instruction,
    canAsk: request.canAsk,
  };
}

/** An action of the user's, as one of ours. */
export function actionOf(own: UserAction): Action {
  return {
    id: own.id,
    title: own.title,
    kind: own.kind,
    output: own.output,
    task: own.prompt,
    needsInstruction: /\{\{\s*instruction\s*\}\}/.test(own.prompt),
    applies: (one) => hasCode(one) && (own.languages.length === 0 || own.languages.includes(one.languageId)),
  };
}

/**
 * The actions to offer now, in the order of the catalogue. `only`: the kinds the editor asks for (a kind includes its subkinds).
 * An action that needs words is offered when there are some or the client asks for them: nothing is sent disabled.
 */
export function applicable(
  actions: readonly Action[],
  situation: Situation,
  only: readonly string[] | undefined,
): readonly Offer[] {
  const words = situation.instruction;
  return actions
    .filter(
      (one) =>
        only === undefined || only.some((kind) => kind === '' || one.kind === kind || one.kind.startsWith(`${kind}.`)),
    )
    .filter((one) => !one.needsInstruction || words !== undefined || situation.canAsk)
    .filter((one) => one.applies(situation))
    .map((one) => ({ id: one.id, kind: one.kind, title: titleOf(one, words) }));
}

/** The action with this id, the user's own before ours. */
export function findAction(actions: readonly Action[], id: string): Action | undefined {
  return actions.find((one) => one.id === id);
}

function titleOf(one: Action, words: string | undefined): string {
  if (words === undefined) return one.title;
  const line = words.replace(/\s+/g, ' ');
  const short = line.length > 50 ? `${line.slice(0, 49).replace(/[\ud800-\udbff]$/, '')}…` : line;
  return one.id === 'rewrite' ? `Rewrite: ${short}` : `${one.title}: ${short}`;
}

function scan(pattern: RegExp, situation: Situation): boolean {
  return pattern.test(situation.target.slice(0, mostScanned));
}

function action(id: keyof typeof actionTexts, title: string, kind: string, applies: Action['applies']): Action {
  return { id, title, kind, output: 'replace', task: actionTexts[id], needsInstruction: false, applies };
}
