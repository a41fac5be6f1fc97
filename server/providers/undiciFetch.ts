// undici behind our Fetch. Only `import('./undiciFetch.ts')` reaches this file, so that undici stays out of the start-up path.
import * as tls from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch } from 'undici';
import type { Fetch, NetworkOptions } from './http.ts';

/** How long an unused connection is kept. Without a word from the server undici keeps it 4 s only, less than a pause in typing. */
const keepAliveMs = 60_000;
const connectTimeoutMs = 10_000;

/** A fetch with a pool of its own. */
export function undiciFetch(options: NetworkOptions): Fetch {
  const dispatcher = dispatcherFor(options);
  return async (url, init) => {
    const response = await fetch(url, {
      method: init.method,
      headers: { ...init.headers },
      ...(init.body === undefined ? {} : { body: init.body }),
      signal: init.signal,
      redirect: 'manual',
      dispatcher,
    });
    // The same class for our purposes; undici's own typings differ in members we do not use.
    return response as unknown as Response;
  };
}

function dispatcherFor(options: NetworkOptions): Dispatcher {
  const authorities = authoritiesFor(options);
  const trust = authorities === undefined ? {} : { ca: authorities };
  const common = {
    allowH2: true,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs * 10,
    // Our own deadlines are stricter and know the request; these only free what they could miss.
    headersTimeout: 600_000,
    bodyTimeout: 600_000,
    connect: { timeout: connectTimeoutMs, ...trust },
  };
  if (options.proxy === undefined || options.proxy === '') return new Agent(common);
  return new EnvHttpProxyAgent({
    ...common,
    httpProxy: options.proxy,
    httpsProxy: options.proxy,
    noProxy: ['localhost', '127.0.0.1', '[::1]', '::1', options.noProxy ?? ''].filter((one) => one !== '').join(','),
    requestTls: trust,
    proxyTls: trust,
  });
}

/** All authorities to trust; `undefined` for Node's default, which alone honours NODE_EXTRA_CA_CERTS on Node 20. */
function authoritiesFor(options: NetworkOptions): string[] | undefined {
  const extra = options.extraCertificates ?? [];
  const known = tls as { readonly getCACertificates?: (type: 'default' | 'system') => string[] };
  const system = options.systemCertificates === true ? (known.getCACertificates?.('system') ?? []) : [];
  if (extra.length === 0 && system.length === 0) return undefined;
  return [...(known.getCACertificates?.('default') ?? tls.rootCertificates), ...system, ...extra];
}
