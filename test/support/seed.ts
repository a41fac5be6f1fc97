// One seed for all properties, so that a test run says the same twice. `npm run fuzz` searches with other seeds.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['CODESTRAL_LSP_SEED'] ?? 1) });
