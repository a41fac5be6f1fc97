// Reads error answers: at least four JSON shapes, web pages and nothing at all. Pure.
import type { ErrorFacts } from './peer.ts';

/** What the answer with this status, body text and headers says. `now` is needed for a Retry-After that is a date. */
export function errorFacts(status: number | undefined, body: string, headers: Headers, now: number): ErrorFacts {
  const parsed = parseJson(body);
  const read = readBody(parsed, 0);
  const webPage = parsed === undefined && /^\s*</.test(body);
  const plain = parsed === undefined && !webPage ? body.trim().slice(0, 300) : '';
  return {
    status: status ?? read?.status,
    code: read?.code ?? '',
    type: read?.type ?? '',
    message: read?.message ?? plain,
    fields: read?.fields ?? [],
    noQuota: headers.get('x-ratelimit-limit-req-minute')?.trim() === '0',
    retryAfterMs: retryAfter(headers, now),
    webPage,
  };
}

/** The facts of an error object inside a stream, which has no status and no headers of its own. */
export function errorFactsInside(value: unknown): ErrorFacts {
  return errorFacts(undefined, JSON.stringify(value), new Headers(), 0);
}

/**
 * True for a stream message that is an error instead of a chunk: Mistral's `object: "error"`, OpenAI's `error` (which OpenRouter
 * sends beside an empty choice), FastAPI's `detail`.
 */
export function isErrorMessage(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value)) return false;
  if (value.error !== undefined && value.error !== null) return true;
  if (Array.isArray(value.choices)) return false;
  return value.object === 'error' || value.type === 'error' || (value.detail !== undefined && value.detail !== null);
}

/** `Retry-After` in milliseconds: seconds, or a date; `undefined` when absent or senseless. */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const said = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(said)) return Math.ceil(Number(said) * 1000);
  const at = /[a-z]/i.test(said) ? Date.parse(said) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Read {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly fields: readonly string[];
  readonly status: number | undefined;
}

function readBody(value: unknown, depth: number): Read | undefined {
  if (depth > 3) return undefined;
  if (typeof value === 'string') return { message: value, type: '', code: '', fields: [], status: undefined };
  if (Array.isArray(value)) return isRecord(value[0]) ? readBody(value[0], depth + 1) : undefined;
  if (!isRecord(value)) return undefined;
  const own = {
    type: textOf(value.type),
    code: textOf(value.code),
    status: statusOf(value.raw_status_code) ?? statusOf(value.code),
  };
  const inner = value.error ?? value.detail ?? value.message;
  if (Array.isArray(inner)) {
    const fields = inner.filter(isRecord).map(fieldOf);
    return { ...own, message: fields.join(', '), fields };
  }
  const parsed = typeof inner === 'string' && inner.startsWith('{') ? parseJson(inner) : inner;
  const read = readBody(isRecord(parsed) ? parsed : inner, depth + 1);
  if (read === undefined) return own.type === '' && own.code === '' ? undefined : { ...own, message: '', fields: [] };
  return {
    ...read,
    type: read.type === '' ? own.type : read.type,
    code: read.code === '' ? own.code : read.code,
    status: read.status ?? own.status,
  };
}

/** `x (extra_forbidden)`: where and what, never the input. */
function fieldOf(complaint: Readonly<Record<string, unknown>>): string {
  const where = Array.isArray(complaint.loc) ? complaint.loc.filter((one) => one !== 'body').join('.') : '';
  return `${where.slice(0, 80)} (${textOf(complaint.type).slice(0, 40)})`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function statusOf(value: unknown): number | undefined {
  const number = Number(textOf(value) || Number.NaN);
  return Number.isInteger(number) && number >= 400 && number < 600 ? number : undefined;
}
