// The transport: connections kept and shared, TLS with our own authorities, proxies, endpoints.
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../server/log/logger.ts';
import { createFetch, endpointBase, type NetworkOptions } from '../../../server/providers/http.ts';
import { mistralFim } from '../../../server/providers/mistral.ts';
import { systemClock } from '../../../server/world/clock.ts';
import { selfSignedCertificate } from '../../support/certificate.ts';
import { settle } from '../../support/fakeClock.ts';
import { FakeMistral } from '../../support/fakeMistral.ts';
import { failureOfStream, fimCall, hear } from '../../support/streams.ts';

const live = new AbortController().signal;
const certificate = selfSignedCertificate();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function startFake(tls?: { readonly http2: boolean }): Promise<FakeMistral> {
  const fake = await FakeMistral.start({ key: 'k', ...(tls === undefined ? {} : { tls: { ...certificate, ...tls } }) });
  stops.push(() => fake.stop());
  return fake;
}

function modelAt(endpoint: string, network: NetworkOptions = {}) {
  const parts = { clock: systemClock, log: silentLogger, key: async () => 'k', model: 'codestral-latest' };
  return mistralFim({ ...parts, endpoint, fetch: createFetch(network) });
}

describe('TLS', () => {
  test('an authority that the user names is trusted', async () => {
    const fake = await startFake({ http2: true });
    const model = modelAt(fake.url, { extraCertificates: [certificate.cert] });
    fake.answer('safe');
    expect((await hear(model.stream(fimCall(), live))).text).toBe('safe');
  });

  test('an unknown authority is refused, and the cure names the setting', async () => {
    const fake = await startFake({ http2: true });
    const error = await failureOfStream(modelAt(fake.url).stream(fimCall(), live));
    expect(error.kind).toBe('network');
    expect(error.hint).toContain('http.extraCertificates');
    expect(fake.requests).toHaveLength(0);
  });

  test('over HTTP/2, cancelled requests cost no new connection', async () => {
    const fake = await startFake({ http2: true });
    const model = modelAt(fake.url, { extraCertificates: [certificate.cert] });
    for (let count = 1; count <= 9; count += 2) {
      fake.answer({ text: 'a b c', perTokenMs: 60_000 });
      for await (const part of model.stream(fimCall(), live)) if (part.type === 'text-delta') break;
      expect((await fake.closed(count)).closedBy).toBe('client');
      expect((await hear(model.stream(fimCall(), live))).finish).toBe('stop');
      await settle();
    }
    expect(fake.connections).toBe(1);
  });

  test('over HTTP/1.1 the second request uses the connection of the first', async () => {
    const fake = await startFake({ http2: false });
    const model = modelAt(fake.url, { extraCertificates: [certificate.cert] });
    for (let count = 0; count < 4; count++) {
      await hear(model.stream(fimCall(), live));
      await settle();
    }
    expect(fake.connections).toBe(1);
  });
});

describe('proxies', () => {
  test('requests go through the proxy, and the name is left to it', async () => {
    const fake = await startFake();
    const proxy = await startProxy(fake.url);
    fake.answer('through');
    const model = modelAt('http://mistral.test', { proxy: proxy.url });
    expect((await hear(model.stream(fimCall(), live))).text).toBe('through');
    expect(proxy.targets).toEqual(['mistral.test:80']);
  });

  test('loopback is never asked through the proxy, nor are hosts of NO_PROXY', async () => {
    const fake = await startFake();
    const proxy = await startProxy(fake.url);
    await hear(modelAt(fake.url, { proxy: proxy.url }).stream(fimCall(), live));
    const direct = modelAt('http://direct.invalid', { proxy: proxy.url, noProxy: 'direct.invalid' });
    await failureOfStream(direct.stream(fimCall(), live));
    expect(proxy.targets).toEqual([]);
  });

  test('a proxy that refuses is a network error that names the setting', async () => {
    const proxy = await startProxy(undefined);
    const error = await failureOfStream(modelAt('http://mistral.test', { proxy: proxy.url }).stream(fimCall(), live));
    expect(error.kind).toBe('network');
    expect(error.hint).toContain('http.proxy');
  });
});

describe('endpoints', () => {
  test.each([
    ['https://api.mistral.ai', 'https://api.mistral.ai'],
    ['https://api.mistral.ai/', 'https://api.mistral.ai'],
    [' https://api.mistral.ai/v1/ ', 'https://api.mistral.ai'],
    ['https://gateway.example/mistral/v1', 'https://gateway.example/mistral'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is %s', (endpoint, base) => {
    expect(endpointBase(endpoint, 's')).toBe(base);
  });

  test.each(['', 'api.mistral.ai', 'file:///etc/passwd', 'https://user:word@example.com'])(
    '%s is refused',
    (endpoint) => {
      expect(() => endpointBase(endpoint, 'providers.x.endpoint')).toThrow('providers.x.endpoint');
    },
  );
});

/** A CONNECT proxy that leads every tunnel to `target`, whatever name was asked for, or refuses all. */
async function startProxy(target: string | undefined): Promise<{ readonly url: string; readonly targets: string[] }> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('connect', (request, socket: Socket) => {
    targets.push(request.url ?? '');
    if (target === undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(Number(new URL(target).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    sockets.add(upstream);
    for (const one of [socket, upstream]) one.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, targets };
}
