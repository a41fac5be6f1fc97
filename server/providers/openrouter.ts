// OpenRouter: chat, cost from the answer; FIM through `chatAsFim`, for its API has no suffix.
import type { ChatCall, ChatModel } from '../model/chat.ts';
import type { Wire } from './exchange.ts';
import { endpointBase } from './http.ts';
import type { KeySource } from './keys.ts';
import { openaiChat } from './openaiCompatible.ts';
import { chatBody } from './openaiWire.ts';
import type { Deadlines } from './watch.ts';

export interface OpenRouterOptions extends Wire {
  /** As OpenRouter names it: `mistralai/codestral-2508`. */
  readonly model: string;
  /** `https://openrouter.ai/api`, with or without `/v1`. */
  readonly endpoint: string;
  readonly key: KeySource;
  /** The setting that chose this model, for messages. */
  readonly modelSetting: 'completion.model' | 'chat.model';
  readonly deadlines?: Deadlines;
}

/** A chat model. Wrap it in `chatAsFim` for completions. */
export function openrouterChat(options: OpenRouterOptions): ChatModel {
  const endpointSetting = 'providers.openrouter.endpoint';
  return openaiChat({
    ...options,
    id: `openrouter/${options.model}`,
    tools: true,
    url: () => `${endpointBase(options.endpoint, endpointSetting)}/v1/chat/completions`,
    body: (call) => openrouterBody(options.model, call),
    // Shown in the user's own list of activity at OpenRouter.
    headers: { 'x-title': 'codestral-lsp' },
    peer: {
      name: 'OpenRouter',
      endpointSetting,
      keySetting: 'providers.openrouter.apiKeyVariable',
      modelSetting: options.modelSetting,
      model: options.model,
    },
  });
}

/** The body of `POST /api/v1/chat/completions`; `usage.include` asks for tokens and cost with the last chunk. */
export function openrouterBody(model: string, call: ChatCall): Readonly<Record<string, unknown>> {
  return {
    ...chatBody(model, call),
    ...(call.prediction === undefined ? {} : { prediction: { type: 'content', content: call.prediction } }),
    usage: { include: true },
  };
}
