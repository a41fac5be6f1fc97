// The spec of a model that fills in the middle.
import type { StreamPart } from './parts.ts';

/** `provider/model`, such as `mistral/codestral-latest`. */
export type ModelId = string;

/** How FIM is asked of a model: fields of the API, a text template with special tokens, llama.cpp's /infill, or a chat prompt. */
export type FimDialect = 'native' | 'template' | 'infill' | 'chat';

/** Related code that goes with a prompt. Structured until rendered, because servers differ in where they want it. */
export interface Snippet {
  /** Workspace-relative path with `/`, or a file name. */
  readonly path: string;
  readonly text: string;
  readonly source: 'edit' | 'similar' | 'definition' | 'sibling';
  /** Higher is more useful; comparable within one source only. */
  readonly score: number;
}

export interface FimCall {
  /** Text before the cursor, trimmed to the budget. */
  readonly prefix: string;
  /** Text behind the cursor, trimmed to the budget. */
  readonly suffix: string;
  /** Uri of the document; never sent anywhere. */
  readonly uri: string;
  /** Path to show the model: relative to the workspace, or the file name. */
  readonly path: string;
  readonly languageId: string;
  readonly snippets: readonly Snippet[];
  /** At most four: vLLM, Mistral and others reject a fifth stop sequence. May be empty. */
  readonly stop: readonly string[];
  readonly maxTokens: number;
  readonly temperature: number;
  /** Random per document and session; lets Mistral find the cached prompt again. */
  readonly cacheKey: string | undefined;
}

export interface FimModel {
  readonly id: ModelId;
  readonly dialect: FimDialect;
  /** True when calls leave the machine: such models are paced, limited and paid for. */
  readonly remote: boolean;
  /**
   * Streams the middle. Throws `ModelError` when the world fails and the signal's abort error when aborted; ends with one
   * `finish` part otherwise. Leaving the loop early closes the connection.
   */
  stream(call: FimCall, signal: AbortSignal): AsyncIterable<StreamPart>;
}
