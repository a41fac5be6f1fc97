// Asks a Mistral endpoint for one completion and prints it: `node test/run.mjs test/support/completeOnce.ts ENDPOINT KEY`.
import { silentLogger } from '../../server/log/logger.ts';
import { createFetch } from '../../server/providers/http.ts';
import { mistralFim } from '../../server/providers/mistral.ts';
import { systemClock } from '../../server/world/clock.ts';
import { fimCall, hear } from './streams.ts';

const [endpoint = '', key = ''] = process.argv.slice(2);
const parts = { fetch: createFetch(), clock: systemClock, log: silentLogger };
const model = mistralFim({ ...parts, model: 'codestral-latest', endpoint, key: async () => key });
const heard = await hear(model.stream(fimCall(), new AbortController().signal));
process.stdout.write(`${heard.text}\n`);
process.exit(0);
