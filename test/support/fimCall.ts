// A call for tests that do not care what is asked.
import type { FimCall } from '../../server/model/fim.ts';

export const anyCall: FimCall = {
  prefix: 'const total = ',
  suffix: '\n',
  uri: 'file:///a.ts',
  path: 'a.ts',
  languageId: 'typescript',
  snippets: [],
  stop: [],
  maxTokens: 100,
  temperature: 0,
  cacheKey: undefined,
};
