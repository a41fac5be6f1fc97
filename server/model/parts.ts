// What a model's stream consists of, whatever provider sends it.

/** Tokens of one call. `cached` counts those of `input` that the provider served from its prompt cache. */
export interface Usage {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Price in US dollars when the provider itself reports one. */
  readonly costUsd?: number;
}

/** `cut` means the stream ended without saying why: a broken connection, or no finish reason seen. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'error' | 'cut';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text as the model wrote it; not validated. */
  readonly input: string;
}

export type StreamPart =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  | ({ readonly type: 'tool-call' } & ToolCall)
  | { readonly type: 'finish'; readonly reason: FinishReason; readonly usage: Usage | undefined };
