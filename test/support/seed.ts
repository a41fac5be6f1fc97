// One seed for all properties, so that a test run says the same twice. `npm run fuzz` searches with other seeds.
import fc from 'fast-check';

const { CODESTRAL_LSP_SEED: seed = '1' } = process.env;
fc.configureGlobal({ seed: Number(seed) });
