// The one fetch of the process: keep-alive, HTTP/2, proxies, extra certificates. Loaded on first use.
import { ModelError } from '../model/errors.ts';

/** What we say with a request; a part of the standard's RequestInit. */
export interface FetchInit {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Never followed: a redirect could carry key and code to another host. */
  readonly redirect: 'manual';
}

/** How the adapters ask the network; the built-in fetch fits too. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;

export interface NetworkOptions {
  /** Url of the proxy for all requests that leave the machine. */
  readonly proxy?: string | undefined;
  /** Hosts to reach without it: separated by commas, as in NO_PROXY. Loopback never goes through the proxy. */
  readonly noProxy?: string | undefined;
  /** Certificate authorities to trust besides Node's own: PEM texts. */
  readonly extraCertificates?: readonly string[] | undefined;
  /** Trust the operating system's authorities too; Node 22.15 and newer can read them, older ones ignore this. */
  readonly systemCertificates?: boolean | undefined;
}

/**
 * A fetch over its own connection pool. undici comes from npm because the built-in fetch of Node speaks no HTTP/2, and because
 * version 7 works on all Node versions we support. Nothing is loaded and nothing connects before the first request.
 */
export function createFetch(options: NetworkOptions = {}): Fetch {
  let started: Promise<Fetch> | undefined;
  return async (url, init) => {
    started ??= import('./undiciFetch.ts').then((module) => module.undiciFetch(options));
    const run = await started;
    return await run(url, init);
  };
}

/** Loads undici before the first request needs it (some 50 to 100 ms); opens no connection. */
export async function preloadTransport(): Promise<void> {
  await import('./undiciFetch.ts');
}

/**
 * The base of an endpoint setting: no slash and no `/v1` at its end, because people copy it with and without. Throws a
 * `ModelError` that names the setting.
 */
export function endpointBase(endpoint: string, setting: string): string {
  const url = parseUrl(endpoint.trim());
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw invalidEndpoint(setting, 'must be an http or https address, such as https://api.example.com');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalidEndpoint(setting, 'must not contain a user name or password; keys have settings of their own');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}`;
}

/** Host and port of an address, for messages; never its path or query. */
export function hostOf(url: string): string {
  return parseUrl(url)?.host ?? 'an invalid address';
}

function invalidEndpoint(setting: string, what: string): ModelError {
  return new ModelError('refused', { message: `${setting} ${what}`, hint: `The setting \`${setting}\` ${what}.` });
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
