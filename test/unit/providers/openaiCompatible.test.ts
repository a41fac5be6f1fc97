// OpenAI-compatible servers: request bodies, addresses, and no guessing of families.
import { describe, expect, test } from 'vitest';
import { completionBody, openaiBase, renderAs } from '../../../server/providers/openaiCompatible.ts';
import { chatBody, readChunk, readUsage } from '../../../server/providers/openaiWire.ts';
import { openrouterBody } from '../../../server/providers/openrouter.ts';
import { chatCall, fimCall } from '../../support/streams.ts';

describe('addresses', () => {
  test.each([
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000/v1'],
    ['http://127.0.0.1:8000/v1/', 'http://127.0.0.1:8000/v1'],
    ['https://api.deepseek.com/beta', 'https://api.deepseek.com/beta'],
    ['https://gateway.example/team/v1', 'https://gateway.example/team/v1'],
  ])('%s is %s', (endpoint, base) => {
    expect(openaiBase(endpoint, 's')).toBe(base);
  });
});

describe('completions', () => {
  test('with a family everything is in the prompt', () => {
    const call = fimCall();
    expect(completionBody('m', call, renderAs('qwen2.5-coder', 'm', call, 's'))).toEqual({
      model: 'm',
      prompt: '<|fim_prefix|>const total = sum(<|fim_suffix|>);\n<|fim_middle|>',
      max_tokens: 64,
      temperature: 0,
      stop: ['<|endoftext|>', '<|file_sep|>', '<|fim_prefix|>', '<|im_end|>'],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test('with a server that has a suffix of its own, prompt and suffix are apart', () => {
    const call = fimCall();
    expect(completionBody('m', call, renderAs('suffix', 'm', call, 's'))).toMatchObject({
      prompt: 'const total = sum(',
      suffix: ');\n',
    });
  });

  test('the family may come from the name of the model', () => {
    expect(renderAs('auto', 'bigcode/starcoder2-3b', fimCall(), 's').prompt).toMatch(/^<fim_prefix>/);
  });

  test('an unknown model is an error that names the setting, never a guess', () => {
    expect(() => renderAs('auto', 'my-model', fimCall(), 'providers.x.fim')).toThrow(
      expect.objectContaining({ kind: 'refused', hint: expect.stringContaining('providers.x.fim') }),
    );
  });
});

describe('chat', () => {
  const tools = [{ name: 'read', description: 'Reads', parameters: { type: 'object' } }];

  test('tools and their choice are left out when there are none', () => {
    expect(Object.keys(chatBody('m', chatCall({ maxTokens: undefined })))).toEqual([
      'model',
      'messages',
      'stream',
      'temperature',
    ]);
  });

  test('tool calls and results keep their ids', () => {
    const messages = [
      { role: 'assistant', content: '', toolCalls: [{ id: 'call_1', name: 'read', input: '{}' }] },
      { role: 'tool', toolCallId: 'call_1', name: 'read', content: 'text' },
    ] as const;
    expect(chatBody('m', chatCall({ messages, tools }))).toMatchObject({
      messages: [
        { tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'read', arguments: '{}' } }] },
        { tool_call_id: 'call_1' },
      ],
      tools: [{ type: 'function', function: { name: 'read' } }],
      tool_choice: 'auto',
    });
  });

  test('at most four stop sequences are sent', () => {
    expect(chatBody('m', chatCall({ stop: ['a', 'b', 'c', 'd', 'e'] }))).toMatchObject({ stop: ['a', 'b', 'c', 'd'] });
  });

  test('OpenRouter is asked for cost, and told what to expect', () => {
    expect(openrouterBody('m', chatCall({ prediction: 'const a = 1;' }))).toMatchObject({
      usage: { include: true },
      prediction: { type: 'content', content: 'const a = 1;' },
    });
  });
});

describe('chunks', () => {
  test.each([
    [{}, ''],
    [{ choices: [] }, ''],
    [{ choices: [null] }, ''],
    [{ choices: [{ delta: { content: null } }] }, ''],
    [{ choices: [{ delta: { content: [{ type: 'text', text: 'a' }, { type: 'image' }, null] } }] }, 'a'],
    [{ choices: [{ message: { content: 'a' } }] }, 'a'],
    [{ choices: [{ text: 'a' }] }, 'a'],
    ['nothing', ''],
  ])('the text of %j', (chunk, text) => {
    expect(readChunk(chunk).text).toBe(text);
  });

  test.each([
    [{ prompt_tokens: 5, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 3 } }, 3],
    [{ prompt_tokens: 5, completion_tokens: 2, prompt_token_details: { cached_tokens: 3 } }, 3],
    [{ prompt_tokens: 5, completion_tokens: 2, num_cached_tokens: 3 }, 3],
    [{ prompt_tokens: 5, completion_tokens: 2, prompt_tokens_details: null }, 0],
  ])('cached tokens of %j', (usage, cachedTokens) => {
    expect(readUsage(usage)).toEqual({ inputTokens: 5, cachedTokens, outputTokens: 2 });
  });

  test.each([[null], [{}], [{ prompt_tokens: null }], ['x'], [{ prompt_tokens: -1 }]])('no usage in %j', (usage) => {
    expect(readUsage(usage)).toBeUndefined();
  });
});
