// Writes requests.json anew: `node test/run.mjs test/contract/writeRequests.ts OPENAPI.yaml`, from the root of the repository.
import { readFileSync, writeFileSync } from 'node:fs';
import { deriveContract } from './derive.ts';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('which OpenAPI file?');
const contract = deriveContract(readFileSync(file, 'utf8'));
writeFileSync('test/contract/requests.json', `${JSON.stringify(contract, null, 2)}\n`);
