// The embedded engine: completes from what open documents and workspace files repeat. Offline, free, answers in milliseconds.
import { throwIfAborted } from '../../async/abort.ts';
import type { Logger } from '../../log/logger.ts';
import type { FimCall, FimModel } from '../../model/fim.ts';
import type { StreamPart, Usage } from '../../model/parts.ts';
import { pathOfUri } from '../../text/document.ts';
import { indentUnitOf } from '../../text/indent.ts';
import { lineEndingOf } from '../../text/lines.ts';
import type { Clock } from '../../world/clock.ts';
import { Corpus } from './corpus.ts';
import { DocumentTokens, IndentStack, writeBreak } from './documentTokens.ts';
import { Draft, type Layout } from './draft.ts';
import { Guesser, isNewline, type Source } from './guesser.ts';
import { CurrentDocument, type Surroundings } from './place.ts';
import { type Proposal, Proposer } from './propose.ts';
import { Vocabulary } from './vocabulary.ts';
import { LEVELS } from './votes.ts';
import { WorkspaceLevel } from './workspaceLevel.ts';
import { isWorthOffering } from './worth.ts';

/** What the engine may hold. */
export interface NgramMemory {
  /** Tokens of workspace files; each takes 12 bytes. A token is about 3.3 characters of code. */
  readonly workspaceTokens: number;
  /** Different token texts; each takes about 100 bytes. */
  readonly vocabulary: number;
  /** Open documents kept as a level of their own, the latest ones. */
  readonly openDocuments: number;
}

export interface NgramOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly memory?: NgramMemory;
  /** Least probability of an offer, 0 to 1; for measurements. */
  readonly threshold?: number;
  /** The same for offers that finish the line, and for offers of several lines. */
  readonly wholeLineThreshold?: number;
  readonly linesThreshold?: number;
}

export const defaultNgramMemory: NgramMemory = { workspaceTokens: 2_000_000, vocabulary: 250_000, openDocuments: 12 };

/** Chosen with `test/eval/ngram.ts`; the trade is told in docs/ngram.md. */
const THRESHOLD = 0.75;
const WHOLE_LINE_THRESHOLD = 0.65;
const LINES_THRESHOLD = 0.93;
const MOST_LINES = 6;
/** Places where a window of a document is looked for, when its text repeats itself. */
const MOST_TRIES = 8;
const FREE: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, costUsd: 0 };
/** Of an open document that is not the current one. */
const MOST_OPEN_CHARACTERS = 200_000;

interface OpenDocument {
  text: string;
  /** `undefined` until it is needed after a change. */
  corpus: Corpus | undefined;
  readonly tokens: DocumentTokens;
}

/** A nested-cache n-gram model (Hellendoorn and Devanbu, FSE 2017): current document over open documents over workspace files. */
export class NgramModel implements FimModel {
  readonly id = 'ngram/embedded';
  readonly dialect = 'native';
  readonly remote = false;
  readonly #options: NgramOptions;
  readonly #memory: NgramMemory;
  readonly #vocabulary: Vocabulary;
  readonly #current: CurrentDocument;
  readonly #workspace: WorkspaceLevel;
  readonly #guesser: Guesser;
  readonly #proposer: Proposer;
  /** By uri, the one changed last at the end. */
  readonly #open = new Map<string, OpenDocument>();

  constructor(options: NgramOptions) {
    this.#options = options;
    this.#memory = options.memory ?? defaultNgramMemory;
    this.#vocabulary = new Vocabulary(this.#memory.vocabulary);
    this.#current = new CurrentDocument(this.#vocabulary);
    this.#workspace = new WorkspaceLevel(this.#vocabulary, this.#memory.workspaceTokens);
    this.#guesser = new Guesser(this.#vocabulary);
    this.#proposer = new Proposer(this.#vocabulary, this.#guesser);
  }

  /** Remembers the text of an open document. Cheap: it is read when the next completion needs it. */
  learnDocument(uri: string, text: string): void {
    const known = this.#open.get(uri);
    this.#open.delete(uri);
    if (known === undefined) this.#workspace.forget(pathOfUri(uri));
    this.#open.set(uri, { text, corpus: undefined, tokens: known?.tokens ?? new DocumentTokens(this.#vocabulary) });
  }

  /** A document was closed: its last text becomes part of the workspace level. */
  forgetDocument(uri: string): void {
    const known = this.#open.get(uri);
    if (known === undefined) return;
    this.#open.delete(uri);
    this.learnFile(pathOfUri(uri), known.text);
  }

  /** Learns a workspace file at once; does nothing for one that is open, or when the memory is full. */
  learnFile(path: string, text: string): void {
    for (const _ of this.learnFileInSteps(path, text));
  }

  /** Like `learnFile`, in steps of well under a millisecond: advance it as time allows. */
  *learnFileInSteps(path: string, text: string): Generator<void, void, void> {
    for (const uri of this.#open.keys()) if (pathOfUri(uri) === path) return;
    yield* this.#workspace.learn(path, text);
  }

  /** True when no more workspace files can be learned. */
  get full(): boolean {
    return this.#workspace.full;
  }

  /** What it holds, for a status or log line. */
  get holdings(): { readonly files: number; readonly tokens: number; readonly words: number; readonly bytes: number } {
    return {
      files: this.#workspace.files,
      tokens: this.#workspace.tokens,
      words: this.#vocabulary.size,
      bytes: this.#workspace.bytes,
    };
  }

  /** The middle, or nothing when it is not sure. Never fails; throws the signal's abort error when aborted. */
  async *stream(call: FimCall, signal: AbortSignal): AsyncGenerator<StreamPart, void, void> {
    throwIfAborted(signal);
    const startedAt = this.#options.clock.now();
    const proposal = this.propose(call);
    const ms = this.#options.clock.now() - startedAt;
    this.#options.log.debug(
      proposal === undefined
        ? `none reason=unsure ms=${ms}`
        : `offer length=${proposal.text.length} probability=${proposal.probability.toFixed(2)} ms=${ms}`,
    );
    if (proposal !== undefined) yield { type: 'text-delta', text: proposal.text };
    yield { type: 'finish', reason: 'stop', usage: FREE };
  }

  /** The offer with its probability; `undefined` when it is not sure of anything worth offering. */
  propose(call: FimCall): Proposal | undefined {
    const surroundings = this.#surroundings(call);
    const maxTokens = Math.min(call.maxTokens, 64);
    // First, because it may learn words that the cursor's line is to be read with.
    const sources = this.#sources(call.uri);
    const place = this.#current.read(surroundings, maxTokens);
    const proposal = this.#proposer.propose(place, sources, {
      threshold: this.#options.threshold ?? THRESHOLD,
      wholeLineThreshold: this.#options.wholeLineThreshold ?? WHOLE_LINE_THRESHOLD,
      linesThreshold: this.#options.linesThreshold ?? LINES_THRESHOLD,
      maxLines: MOST_LINES,
      layout: () => layoutOf(surroundings),
    });
    if (proposal === undefined || !isWorthOffering(proposal, surroundings)) return undefined;
    return proposal;
  }

  /** The first token it would write and what speaks for it, sure or not; for `test/eval/ngramFit.ts`. */
  firstGuess(call: FimCall): { readonly rest: string; readonly features: readonly number[] } | undefined {
    const sources = this.#sources(call.uri);
    const place = this.#current.read(this.#surroundings(call), 1);
    const draft = new Draft(place, this.#vocabulary);
    const guess = this.#guesser.next(draft, sources, 'any-newline');
    if (guess === undefined) return undefined;
    if (isNewline(guess.token)) return { rest: '\n', features: guess.features };
    draft.addToken(guess.token);
    return { rest: draft.text, features: guess.features };
  }

  #sources(uri: string): Source[] {
    const sources: Source[] = [
      { corpus: this.#workspace.corpus, level: LEVELS.workspace, limit: 96 },
      { corpus: this.#current.corpus, level: LEVELS.current, limit: 96 },
    ];
    let room = this.#memory.openDocuments;
    for (const [other, document] of [...this.#open].reverse()) {
      if (other === uri) continue;
      if (room-- <= 0) break;
      document.corpus ??= this.#read(document);
      sources.push({ corpus: document.corpus, level: LEVELS.open, limit: 32 });
    }
    return sources;
  }

  #read(document: OpenDocument): Corpus {
    const lines = document.text.slice(0, MOST_OPEN_CHARACTERS).split(/\r\n|\n|\r/);
    const all = { from: 0, to: lines.length };
    document.tokens.beginVersion();
    const corpus = new Corpus([1, 2, 4], document.tokens.count(lines, all) + 1);
    writeBreak(corpus);
    document.tokens.write(lines, all, corpus, new IndentStack());
    return corpus;
  }

  /** The call may hold only a window of the document: the rest is in the text we were told, if that is up to date. */
  #surroundings(call: FimCall): Surroundings {
    const text = this.#open.get(call.uri)?.text;
    if (text === undefined || text.length <= call.prefix.length + call.suffix.length) {
      return { before: call.prefix, behind: call.suffix };
    }
    let start = text.indexOf(call.prefix);
    for (let tries = 0; start >= 0 && tries < MOST_TRIES; tries++) {
      const offset = start + call.prefix.length;
      if (text.startsWith(call.suffix, offset)) return { before: text.slice(0, offset), behind: text.slice(offset) };
      start = text.indexOf(call.prefix, start + 1);
    }
    return { before: call.prefix, behind: call.suffix };
  }
}

function layoutOf({ before, behind }: Surroundings): Layout {
  const nearby = before.slice(-20_000) + behind.slice(0, 20_000);
  return { lineEnding: lineEndingOf(nearby), unit: indentUnitOf(nearby) };
}
