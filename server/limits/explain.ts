// The sentences users read when a provider account is not asked for a while.
import { ModelError, type ModelErrorKind } from '../model/errors.ts';
import type { Trouble } from './breaker.ts';

/** Why a call has to wait or cannot be made: a trouble of the provider, or the account's own limit. */
export type Obstacle = Trouble | 'own-limit' | 'no-quota';

const kinds: Readonly<Record<Obstacle, ModelErrorKind>> = {
  'rate-limit': 'rate-limit',
  capacity: 'rate-limit',
  'own-limit': 'rate-limit',
  credit: 'quota',
  'no-quota': 'quota',
  network: 'network',
  key: 'key',
};

/** What the user reads while a chat waits. `provider` is its name for people: `Mistral`, `the OpenAI-compatible server`. */
export function explainWait(provider: string, obstacle: Obstacle, ms: number): string {
  const time = spokenTime(ms);
  const first = `${provider.slice(0, 1).toUpperCase()}${provider.slice(1)}`;
  switch (obstacle) {
    case 'rate-limit':
      return `${first} asks us to wait ${time}.`;
    case 'capacity':
      return `${first} is busy; the next try is in ${time}.`;
    case 'own-limit':
      return `The request limit of this account at ${provider} is used up for ${time}.`;
    case 'credit':
      return `${first} says that this account has no credit left; the next try is in ${time}.`;
    case 'no-quota':
      return `This key has no quota for this model at ${provider}; waiting does not help. Choose another model or plan.`;
    case 'network':
      return `${first} could not be reached; the next try is in ${time}.`;
    case 'key':
      return `${first} refused the key; it is not asked again until the settings change. \`codestral-lsp doctor\` tells more.`;
  }
}

/** The error for a call that is not made at all. `hint` replaces our sentence where the provider's own error had a better one. */
export function notAsked(provider: string, obstacle: Obstacle, ms: number, hint?: string): ModelError {
  return new ModelError(kinds[obstacle], {
    message: `${provider} was not asked: ${obstacle}${Number.isFinite(ms) ? ` for ${Math.ceil(ms)} ms` : ''}`,
    hint: hint ?? explainWait(provider, obstacle, ms),
    retryAfterMs: Number.isFinite(ms) ? ms : undefined,
  });
}

/** `12 s`, `3 min`, `2 h`; rounded up, so that nobody is told a time that is too short. */
export function spokenTime(ms: number): string {
  if (!Number.isFinite(ms)) return 'an unknown time';
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
