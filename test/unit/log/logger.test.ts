import { expect, test } from 'vitest';
import { createLogger } from '../../../server/log/logger.ts';
import { redact } from '../../../server/log/redact.ts';

test('lines below the level are not written', () => {
  const lines: string[] = [];
  const log = createLogger(
    'room',
    () => 'info',
    (level, line) => lines.push(`${level} ${line}`),
  );
  log.debug('hidden');
  log.info('shown key=1');
  log.error('broken');
  expect(lines).toEqual(['info room: shown key=1', 'error room: broken']);
});

test.each([
  'Authorization: Bearer abcdef123456',
  'apiKey="abcdef123456"',
  'x-api-key: abcdef123456',
  'https://user:abcdef123456@proxy:3128',
  'sk-abcdef123456',
])('%s does not show its secret', (line) => {
  expect(redact(line)).not.toContain('abcdef123456');
  expect(redact(redact(line))).toBe(redact(line));
});
