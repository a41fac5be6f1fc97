// From what went wrong on the wire to a ModelError with a cure. No message and no hint holds a key or a piece of a prompt.
import { redact } from '../log/redact.ts';
import { ModelError } from '../model/errors.ts';
import type { ErrorFacts, Explanation, Peer } from './peer.ts';

/** Texts that no message may quote: the key, the prompt. */
export type Unquotable = readonly string[];

/** The error for an answer that is an error. */
export function failureOf(peer: Peer, facts: ErrorFacts, unquotable: Unquotable): ModelError {
  const explained = peer.explain?.(facts) ?? explain(peer, facts, quotable(facts.message, unquotable));
  const words = [
    facts.status === undefined ? 'an error inside the stream' : String(facts.status),
    facts.type,
    facts.code === '' ? '' : `code ${facts.code}`,
    facts.webPage ? 'a web page' : '',
    quotable(facts.message, unquotable),
  ];
  const said = words.filter((word) => word !== '').map((word) => redact(word.slice(0, 300)));
  return new ModelError(explained.kind, {
    message: `${peer.name} answered ${said.join(', ')}`,
    hint: explained.hint,
    retryAfterMs: explained.retryAfterMs ?? facts.retryAfterMs,
    status: facts.status,
  });
}

/**
 * The server's words when they may be repeated, else an empty text: some servers quote the request or even the key in their
 * errors. Any 16 characters in common with an unquotable text are too many.
 */
export function quotable(message: string, unquotable: Unquotable): string {
  const text = message.replace(/\s+/g, ' ').trim().slice(0, 240);
  const length = 16;
  for (const secret of unquotable) {
    if (secret === '') continue;
    if (secret.length <= length && text.includes(secret)) return '';
    const flat = secret.replace(/\s+/g, ' ');
    for (let at = 0; at + length <= text.length; at += 1) {
      if (flat.includes(text.slice(at, at + length))) return '';
    }
    if (secret.length > 24 && text.includes(secret.slice(0, 8))) return '';
  }
  return redact(text);
}

/** A redirect is not followed: it could carry key and code to another host. */
export function redirected(peer: Peer, from: string, to: string, status: number): ModelError {
  return new ModelError('network', {
    message: `${peer.name} at ${from} answered ${status}, a redirect to ${to}`,
    hint: `${from} sends requests on to ${to}. Redirects are not followed, so that key and code stay where you sent them: if ${to} is right, put its address into \`${peer.endpointSetting}\`.`,
    status,
  });
}

export function timedOut(peer: Peer, deadline: 'firstMs' | 'idleMs' | 'totalMs', ms: number): ModelError {
  const what = {
    firstMs: `gave no answer within ${seconds(ms)}`,
    idleMs: `stopped in the middle of its answer for ${seconds(ms)}`,
    totalMs: `did not finish its answer within ${seconds(ms)}`,
  }[deadline];
  return new ModelError('timeout', {
    message: `${peer.name} ${what}`,
    hint: `${peer.name} ${what}. It may be overloaded or out of reach; \`codestral-lsp doctor --online\` tells which.`,
  });
}

/** No connection, or one that broke. `code` is Node's error code. */
export function disconnected(peer: Peer, host: string, code: string): ModelError {
  return new ModelError('network', {
    message: `no connection to ${peer.name} at ${host}: ${code}`,
    hint: `${host} cannot be reached (${code}). ${cureOfConnection(peer, host, code)}`,
  });
}

/** An answer that cannot be read. `what` completes "answered with ..." and quotes nothing. */
export function unreadable(peer: Peer, host: string, what: string): ModelError {
  return new ModelError('wire', {
    message: `${peer.name} at ${host} answered with ${what}`,
    hint: `${host} answered with ${what}. Check \`${peer.endpointSetting}\`, and whether a proxy or login page answers in its place.`,
  });
}

function explain(peer: Peer, facts: ErrorFacts, said: string): Explanation {
  const { status, code, type } = facts;
  // Behind the cure: an editor with one line for messages cuts the end off.
  const quote = said === '' ? '' : ` It says: "${said}".`;
  if (facts.webPage && status !== undefined && status < 500) {
    const hint = `Something between here and ${peer.name} answered ${status} with a web page: a proxy, a firewall or a login page. Check your network, and \`${peer.endpointSetting}\`.`;
    return { kind: status === 401 ? 'key' : 'network', hint };
  }
  if (status === 402 || code === 'insufficient_quota' || type === 'insufficient_quota') {
    return {
      kind: 'quota',
      hint: `Your account at ${peer.name} has no credit left. Add credit there, or choose another model in \`${peer.modelSetting}\`.${quote}`,
    };
  }
  if (facts.noQuota) {
    return {
      kind: 'quota',
      hint: `Your key has no quota for the model ${peer.model} at ${peer.name} (0 requests per minute). Waiting does not help: choose another plan there, or another model in \`${peer.modelSetting}\`.`,
    };
  }
  switch (status) {
    case 401:
      return {
        kind: 'key',
        hint: `${peer.name} refused the API key. Check the key that \`${peer.keySetting}\` names, and \`${peer.endpointSetting}\`; \`codestral-lsp doctor --online\` shows which key is used.`,
      };
    case 403:
      return {
        kind: 'key',
        hint: `${peer.name} does not let this key use the model ${peer.model}. Use another key (\`${peer.keySetting}\`) or another model (\`${peer.modelSetting}\`).${quote}`,
      };
    case 404:
      return {
        kind: 'refused',
        hint: `${peer.name} does not know the address or the model ${peer.model}. Check \`${peer.endpointSetting}\` and \`${peer.modelSetting}\`.${quote}`,
      };
    case 408:
      return { kind: 'timeout', hint: `${peer.name} gave up waiting. Try again later.` };
    case 413:
      return {
        kind: 'refused',
        hint: `The request is too long for ${peer.model}. Lower \`completion.contextTokens\`, or choose another model in \`${peer.modelSetting}\`.`,
      };
    case 422:
      return { kind: 'refused', hint: unprocessable(peer, facts) };
    case 429:
      return {
        kind: 'rate-limit',
        hint: `${peer.name} says: too many requests. Completions pause ${facts.retryAfterMs === undefined ? 'for a while' : `for ${seconds(facts.retryAfterMs)}`}.${quote}`,
      };
  }
  if (status === undefined || status >= 500) return { kind: 'server', hint: serverHint(peer, status, quote) };
  return {
    kind: 'refused',
    hint: `${peer.name} refused the request (${status}). Check \`${peer.modelSetting}\` and \`${peer.endpointSetting}\`.${quote}`,
  };
}

function unprocessable(peer: Peer, facts: ErrorFacts): string {
  const fields = facts.fields.length === 0 ? '' : `: ${facts.fields.slice(0, 3).join(', ')}`;
  return `${peer.name} does not accept our request for ${peer.model}${fields}. If \`${peer.endpointSetting}\` is not ${peer.name} itself but a server like it, choose another provider in \`${peer.modelSetting}\`; otherwise please report this.`;
}

function serverHint(peer: Peer, status: number | undefined, quote: string): string {
  const number = status === undefined ? '' : ` (${status})`;
  return `${peer.name} has a problem of its own${number}. Try again later; completions come back by themselves.${quote}`;
}

function cureOfConnection(peer: Peer, host: string, code: string): string {
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return `Its certificate is not trusted here: if a company proxy opens TLS connections, name its certificate in \`http.extraCertificates\`.`;
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `The name ${host} is not known: check the network connection, \`http.proxy\` and \`${peer.endpointSetting}\`.`;
  }
  if (code === 'ECONNREFUSED')
    return `Nothing listens there: start the server, or correct \`${peer.endpointSetting}\`.`;
  return `Check the network connection, \`http.proxy\` and \`${peer.endpointSetting}\`.`;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}
