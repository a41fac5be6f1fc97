// One line per call, in files of the user's state directory; and what today and this month have cost.
import type { ModelId } from '../model/fim.ts';
import type { StreamPart, Usage } from '../model/parts.ts';
import type { Clock } from '../world/clock.ts';
import type { Files } from '../world/files.ts';
import { type BudgetState, type Budgets, budgetState, explainBudget } from './budget.ts';
import { Days } from './days.ts';
import { tokensOf } from './estimate.ts';
import { LedgerFiles } from './ledgerFiles.ts';
import {
  type CallLine,
  formatLine,
  isCall,
  type LedgerLine,
  mergeOutcomes,
  type Outcome,
  stronger,
} from './ledgerLine.ts';
import { splitModel } from './pricing.ts';

export interface LedgerOptions {
  readonly files: Files;
  readonly clock: Clock;
  /** `ledger` in the state directory. */
  readonly directory: string;
  readonly processId: number;
  /** Price of a call in US dollars, `undefined` when not known; see `priceUsd`. */
  readonly price: (model: ModelId, usage: Usage) => number | undefined;
  /** The user's limits, asked anew each time. */
  readonly budgets: () => Budgets;
  /** Hears of each failed write. */
  readonly onError: (error: unknown) => void;
  /** For tests: the time zone, and the size of a full file. */
  readonly timeZone?: string;
  readonly fullAt?: number;
}

/** A call about to be made. */
export interface CallStart {
  readonly model: ModelId;
  readonly use: 'fim' | 'chat';
  /** Estimate, for calls whose provider never tells. */
  readonly inputTokens: number;
}

/** How old the sums of other processes' calls may be. */
const refreshEveryMs = 5000;

export class Ledger {
  readonly #options: LedgerOptions;
  readonly #days: Days;
  readonly #files: LedgerFiles;
  readonly #tag: string;
  readonly #records = new WeakMap<object, CallRecord>();
  /** Dollars by day, of the months seen: our own calls at once, those of other processes at each refresh. */
  readonly #spent = new Map<string, number>();
  readonly #consumed = new Map<string, number>();
  #calls = 0;
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #refreshing: Promise<void> | undefined;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#days = new Days(options.timeZone);
    this.#tag = `${options.processId.toString(36)}.${options.clock.now().toString(36)}.`;
    this.#files = new LedgerFiles({
      files: options.files,
      directory: options.directory,
      month: () => this.#days.monthOf(options.clock.now()),
      onError: options.onError,
      ...(options.fullAt === undefined ? {} : { fullAt: options.fullAt }),
    });
  }

  /** Begins a call's line. `call` is the object given to the model; `note` finds the line again by it. */
  begin(start: CallStart, call?: object): CallRecord {
    this.#refreshSoon();
    const record = new CallRecord(start, {
      id: `${this.#tag}${(this.#calls++).toString(36)}`,
      clock: this.#options.clock,
      price: this.#options.price,
      write: (line) => this.#write(line),
    });
    if (call !== undefined) this.#records.set(call, record);
    return record;
  }

  /** Tells what became of a call: shown, accepted, dropped. A call object without a line is ignored. */
  note(call: object, outcome: Outcome): void {
    this.#records.get(call)?.note(outcome);
  }

  /** US dollars of today, by the machine's calendar, all processes together (others as of the last refresh). */
  todayUsd(): number {
    return this.#spent.get(this.#days.dayOf(this.#options.clock.now())) ?? 0;
  }

  /** US dollars of this month. */
  monthUsd(): number {
    const month = this.#days.monthOf(this.#options.clock.now());
    return [...this.#spent].reduce((sum, [day, usd]) => (day.startsWith(month) ? sum + usd : sum), 0);
  }

  /** `warn` from 80% of the daily or monthly budget, `spent` from 100%. */
  budgetState(): BudgetState {
    this.#refreshSoon();
    return budgetState(this.#options.budgets(), { todayUsd: this.todayUsd(), monthUsd: this.monthUsd() });
  }

  /** The sentence for the user when a budget is short or spent; `undefined` while there is enough. */
  explainBudget(): string | undefined {
    return explainBudget(this.#options.budgets(), { todayUsd: this.todayUsd(), monthUsd: this.monthUsd() });
  }

  /** Reads what other processes have spent. Called by itself every few seconds of use; call it once at the start. */
  refresh(): Promise<void> {
    this.#refreshedAt = this.#options.clock.now();
    this.#refreshing ??= this.#readNew().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** All calls from a time on, with their last known outcome. Our own are written out first. */
  async read(sinceMs?: number): Promise<readonly CallLine[]> {
    await this.flush();
    const lines: LedgerLine[] = [];
    const month = sinceMs === undefined ? undefined : this.#days.monthOf(sinceMs);
    for await (const some of this.#files.read(month)) lines.push(...some);
    return mergeOutcomes(lines).filter((call) => sinceMs === undefined || call.at >= sinceMs);
  }

  /** Resolves when all lines are on disk; call it before the process ends. */
  flush(): Promise<void> {
    return this.#files.flush();
  }

  #write(line: LedgerLine): void {
    this.#files.write(formatLine(line));
    if (isCall(line)) this.#add(line);
  }

  #add(call: CallLine): void {
    const day = this.#days.dayOf(call.at);
    this.#spent.set(day, (this.#spent.get(day) ?? 0) + (call.costUsd ?? 0));
  }

  #refreshSoon(): void {
    if (Math.abs(this.#options.clock.now() - this.#refreshedAt) >= refreshEveryMs) void this.refresh();
  }

  async #readNew(): Promise<void> {
    const month = this.#days.monthOf(this.#options.clock.now());
    for await (const lines of this.#files.readNew(month, this.#consumed)) {
      for (const line of lines) if (isCall(line) && !line.id.startsWith(this.#tag)) this.#add(line);
    }
  }
}

interface RecordOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly price: LedgerOptions['price'];
  readonly write: (line: LedgerLine) => void;
}

/** The line of one call while it grows. It is written once, when the call ends; what is known later goes to a line of its own. */
export class CallRecord {
  readonly id: string;
  readonly #start: CallStart;
  readonly #options: RecordOptions;
  readonly #at: number;
  #firstTokenAt: number | undefined;
  #characters = 0;
  #usage: Usage | undefined;
  #known: Outcome | undefined;
  #ended = false;

  constructor(start: CallStart, options: RecordOptions) {
    this.id = options.id;
    this.#start = start;
    this.#options = options;
    this.#at = options.clock.now();
  }

  received(part: StreamPart): void {
    if (part.type === 'finish') {
      this.#usage = part.usage;
      return;
    }
    this.#firstTokenAt ??= this.#options.clock.now();
    this.#characters += part.type === 'tool-call' ? part.name.length + part.input.length : part.text.length;
  }

  /** The call has ended. Only the first end counts. */
  end(outcome: Outcome): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.write(this.#line(stronger(this.#known, outcome)));
  }

  /** What became of the answer; may come before or after the end. */
  note(outcome: Outcome): void {
    const known = stronger(this.#known, outcome);
    if (known === this.#known) return;
    this.#known = known;
    if (this.#ended) this.#options.write({ at: this.#options.clock.now(), of: this.id, outcome });
  }

  #line(outcome: Outcome): CallLine {
    const usage = this.#usage ?? this.#estimate(outcome);
    return {
      at: this.#at,
      id: this.id,
      provider: splitModel(this.#start.model).provider,
      model: splitModel(this.#start.model).name,
      use: this.#start.use,
      inputTokens: usage.inputTokens,
      cachedTokens: usage.cachedTokens,
      outputTokens: usage.outputTokens,
      costUsd: this.#options.price(this.#start.model, usage) ?? null,
      estimated: this.#usage === undefined,
      firstTokenMs: this.#firstTokenAt === undefined ? null : this.#firstTokenAt - this.#at,
      ms: this.#options.clock.now() - this.#at,
      outcome,
    };
  }

  /** A provider that refused the call did no work for it; one that was cut short, or was too slow, did. */
  #estimate(outcome: Outcome): Usage {
    const refused = outcome.startsWith('failed:') && outcome !== 'failed:timeout' && this.#characters === 0;
    if (refused) return { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
    return { inputTokens: this.#start.inputTokens, cachedTokens: 0, outputTokens: tokensOf(this.#characters) };
  }
}
