// Mistral's API on loopback, byte for byte as the captures show it: FIM, chat, models; strict about requests, scripted in its answers.
import {
  type Answer,
  type AnswerFrame,
  chunksOf,
  countTokens,
  errorBody,
  type FakeModel,
  fakeModels,
  modelList,
  validationError,
  wholeAnswer,
} from './fakeMistral/answers.ts';
import { complaintsAboutChat, refusalOfMessages } from './fakeMistral/chatContract.ts';
import { chatFields, complaintsAbout, fimFields, isRecord } from './fakeMistral/contract.ts';
import { type Failure, playFailure } from './fakeMistral/failures.ts';
import { type Exchange, epochNow, Loopback, type LoopbackOptions, type RecordedRequest } from './loopback.ts';

export type { Answer } from './fakeMistral/answers.ts';
export { type Failure, wireFailures } from './fakeMistral/failures.ts';
export type { RecordedRequest } from './loopback.ts';

export interface FakeMistralOptions extends LoopbackOptions {
  /** The one key it takes; any non-empty key when left out. */
  readonly key?: string;
  readonly models?: readonly FakeModel[];
  /** Shape of the 401 body. */
  readonly unauthorized?: 'detail' | 'gateway';
  /** What the rate-limit headers say; remaining numbers count down. */
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  /** Latency of answers that do not set their own, in milliseconds. */
  readonly firstTokenMs?: number;
  readonly perTokenMs?: number;
}

/** What one request gets: an answer of the model, or a failure. */
export type Behaviour = { readonly answer: Answer } | { readonly failure: Failure };

export class FakeMistral {
  readonly #options: FakeMistralOptions;
  readonly #queue: Behaviour[] = [];
  #otherwise: (request: RecordedRequest) => Behaviour = () => ({ answer: { text: '' } });
  #loopback: Loopback | undefined;
  #tokensSpent = 0;

  private constructor(options: FakeMistralOptions) {
    this.#options = options;
  }

  static async start(options: FakeMistralOptions = {}): Promise<FakeMistral> {
    const fake = new FakeMistral(options);
    fake.#loopback = await Loopback.start((exchange) => fake.#reply(exchange), options);
    return fake;
  }

  /** The endpoint to put into the settings: `http://127.0.0.1:PORT`. */
  get url(): string {
    return this.#server.url;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#server.requests;
  }

  /** TCP connections accepted so far. */
  get connections(): number {
    return this.#server.connections;
  }

  /** Queues the answer to one coming FIM or chat request. */
  answer(answer: string | Answer): void {
    this.#queue.push({ answer: typeof answer === 'string' ? { text: answer } : answer });
  }

  /** Queues a failure for one coming FIM or chat request. Refusals of the contract and of the key come before it. */
  fail(failure: Failure): void {
    this.#queue.push({ failure });
  }

  /** Answers all requests that find the queue empty. At the start that is an empty text. */
  answerWith(answer: (request: RecordedRequest) => string | Answer | Behaviour): void {
    this.#otherwise = (request) => {
      const said = answer(request);
      if (typeof said === 'string') return { answer: { text: said } };
      return 'answer' in said || 'failure' in said ? said : { answer: said };
    };
  }

  /** Forgets what is queued. */
  forget(): void {
    this.#queue.length = 0;
  }

  /** Resolves with request number `count` (1 is the first) once it has arrived. */
  received(count: number): Promise<RecordedRequest> {
    return this.#server.received(count);
  }

  /** Resolves with request number `count` once its exchange is over; `closedBy` tells who ended it. */
  closed(count: number): Promise<RecordedRequest> {
    return this.#server.closed(count);
  }

  async stop(): Promise<void> {
    await this.#loopback?.stop();
  }

  get #server(): Loopback {
    if (this.#loopback === undefined) throw new Error('FakeMistral was not started');
    return this.#loopback;
  }

  async #reply(exchange: Exchange): Promise<void> {
    const refusal = this.#refusalOf(exchange.request);
    if (refusal !== undefined) return await playFailure(exchange, refusal);
    const { path, body } = exchange.request;
    if (path === '/v1/models') {
      const models = modelList(this.#options.models ?? fakeModels);
      return await playFailure(exchange, { status: 200, body: models, headers: this.#headers(0) });
    }
    const behaviour = this.#queue.shift() ?? this.#otherwise(exchange.request);
    if ('failure' in behaviour) return await playFailure(exchange, behaviour.failure);
    await this.#speak(exchange, body as Record<string, unknown>, behaviour.answer);
  }

  /** What the API refuses before any model runs: path, key, fields, model, length. */
  #refusalOf(request: RecordedRequest): Failure | undefined {
    const isFim = request.path === '/v1/fim/completions';
    const isChat = request.path === '/v1/chat/completions';
    const isModels = request.path === '/v1/models';
    if (!isFim && !isChat && !isModels) return { status: 404, body: { detail: 'Not Found' } };
    if (!this.#takesKey(request.headers.authorization)) {
      const gateway = { message: 'Unauthorized', request_id: '0123456789abcdef0123456789abcdef' };
      return { status: 401, body: this.#options.unauthorized === 'gateway' ? gateway : { detail: 'Unauthorized' } };
    }
    if (request.method !== (isModels ? 'GET' : 'POST')) return { status: 405, body: { detail: 'Method Not Allowed' } };
    if (isModels) return undefined;
    const { body } = request;
    const complaints = complaintsAbout(isFim ? fimFields : chatFields, body);
    const all = isChat && isRecord(body) ? [...complaints, ...complaintsAboutChat(body)] : complaints;
    if (all.length > 0 || !isRecord(body)) return { status: 422, body: validationError(all) };
    return this.#refusalOfModel(body, isFim) ?? (isChat ? refusalOfOrder(body) : undefined);
  }

  #refusalOfModel(body: Readonly<Record<string, unknown>>, isFim: boolean): Failure | undefined {
    const name = String(body.model);
    const model = (this.#options.models ?? fakeModels).find((one) => one.id === name || one.aliases.includes(name));
    if (model === undefined) {
      return { status: 400, body: errorBody(`Invalid model: ${name}`, 'invalid_model', '1500', 400) };
    }
    const invalid = (message: string): Failure => ({
      status: 400,
      body: errorBody(message, 'invalid_request_invalid_args', '3051', 400),
    });
    if (isFim && !model.fim) return invalid('FIM is not enabled for this model');
    const tokens = countTokens(JSON.stringify(body));
    if (tokens <= model.contextLength) return undefined;
    const said = `Prompt contains ${tokens} tokens and 0 draft tokens, too large for model with`;
    return invalid(`${said} ${model.contextLength} maximum context length`);
  }

  #takesKey(authorization: string | undefined): boolean {
    const key = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    return key !== undefined && (this.#options.key === undefined || key === this.#options.key);
  }

  async #speak(exchange: Exchange, body: Readonly<Record<string, unknown>>, answer: Answer): Promise<void> {
    const { request, response } = exchange;
    const promptTokens = countTokens(`${body.prompt ?? ''}${body.suffix ?? ''}${JSON.stringify(body.messages ?? '')}`);
    const frame: AnswerFrame = {
      id: String(request.number).padStart(32, '0'),
      created: Math.floor(request.receivedAt / 1000),
      model: String(body.model),
      promptTokens,
    };
    const headers = { ...this.#headers(promptTokens + Number(body.max_tokens ?? 0)), ...answer.headers };
    const firstMs = answer.firstTokenMs ?? this.#options.firstTokenMs ?? 0;
    const eachMs = answer.perTokenMs ?? this.#options.perTokenMs ?? 0;
    if (body.stream !== true) {
      if (!(await exchange.wait(firstMs + eachMs * 10))) return;
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      response.end(wholeAnswer(frame, answer));
      return;
    }
    if (!(await exchange.wait(firstMs))) return;
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers });
    for (const [at, chunk] of chunksOf(frame, answer).entries()) {
      // The first chunk only names the role, so the first pause belongs behind it.
      if (at > 1 && !(await exchange.wait(eachMs))) return;
      if (at > 0 && answer.before !== undefined) await Promise.race([answer.before(at - 1), exchange.over]);
      if (response.closed) return;
      response.write(`data: ${chunk}\n\n`);
      // The first chunk only names the role.
      if (at > 0) request.tokensSentAt.push(epochNow());
    }
    if (answer.errorInside !== undefined) response.write(`data: ${JSON.stringify(answer.errorInside)}\n\n`);
    switch (answer.end) {
      case 'hang':
        return await exchange.over;
      case 'reset':
        await exchange.wait(5);
        return exchange.reset();
      case 'no-done':
        response.end();
        return;
      case 'done':
      case undefined:
        response.end('data: [DONE]\n\n');
    }
  }

  #headers(cost: number): Record<string, string> {
    const requests = this.#options.requestsPerMinute ?? 60;
    const tokens = this.#options.tokensPerMinute ?? 500_000;
    this.#tokensSpent += cost;
    return {
      'mistral-correlation-id': '01234567-89ab-cdef-0123-456789abcdef',
      'x-ratelimit-limit-req-minute': String(requests),
      'x-ratelimit-remaining-req-minute': String(Math.max(0, requests - this.requests.length)),
      'x-ratelimit-limit-tokens-minute': String(tokens),
      'x-ratelimit-remaining-tokens-minute': String(Math.max(0, tokens - this.#tokensSpent)),
      'x-ratelimit-tokens-query-cost': String(cost),
    };
  }
}

function refusalOfOrder(body: Readonly<Record<string, unknown>>): Failure | undefined {
  const refusal = refusalOfMessages(body);
  if (refusal === undefined) return undefined;
  return { status: 400, body: errorBody(refusal.message, refusal.type, refusal.code, 400) };
}
