import { expect, test } from 'vitest';
import { promptOf, startAssist } from '../support/assistEditor.ts';
import { startWithMistral } from '../support/mistralEditor.ts';

test('a chat is not completed, asked by hand neither; another Markdown document is', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answerWith(() => ' is it');
  editor.open('talk.md', '## You\n\nWhat on earth and in heavenˇ\n');
  editor.type(' now');
  expect((await editor.inlineCompletion()).items).toEqual([]);
  expect((await editor.inlineCompletion(1)).items).toEqual([]);
  expect(mistral.requests).toHaveLength(0);
  editor.open('readme.md', '# You\n\nWhat on earth and in heavenˇ\n');
  expect((await editor.inlineCompletion(1)).items).not.toEqual([]);
});

test('a document becomes a chat with its first heading, and is none without it', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answerWith(() => ' is it');
  editor.open('talk.md', 'What on earth and in heaven\n## Youˇ');
  expect((await editor.inlineCompletion(1)).items).toEqual([]);
  editor.backspace(3);
  editor.type('Another heading is what');
  expect((await editor.inlineCompletion(1)).items).not.toEqual([]);
});

test('what is said in a chat does not become a completion of the embedded engine', async () => {
  const { editor } = await startWithMistral({ env: { MISTRAL_API_KEY: '' } });
  const line = 'const secretary = callTheSecretary(monday);\n';
  editor.open('talk.md', `## You\n\n${line.repeat(5)}`);
  editor.open('main.ts', 'function f() {}\nconst secretary = callTheˇ\n');
  expect(JSON.stringify(await editor.inlineCompletion(1))).not.toContain('Secretary');
});

test('"@selection" is what the client says is selected, in a chat and in a new one', async () => {
  const { assist, mistral } = await startAssist();
  const code = assist.open('src.ts', 'one();\ntwo();\nthree();\n');
  const range = assist.rangeOf(code, 'two();');
  const talk = assist.open('talk.md', '## You\n\nWhat is @selection?\n');
  mistral.answer('Two.');
  await assist.command('codestral.chat', { uri: talk, selection: { uri: code, range } });
  await assist.idle();
  expect(promptOf(mistral.requests[0] as never)).toContain('Selected in src.ts:\n\n```typescript\ntwo();\n```');
  mistral.answer('Two again.');
  await assist.command('codestral.newChat', { uri: code, range, instruction: 'And @selection?' });
  await assist.idle();
  expect(promptOf(mistral.requests[1] as never)).toContain('Selected in src.ts:\n\n```typescript\ntwo();\n```');
});

test('"@selection" without a selection, and of an excluded file, is noted in the answer and not sent', async () => {
  const { assist, mistral } = await startAssist();
  const env = assist.open('.env', 'KEY=1\n', 'shellscript');
  const selection = { uri: env, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } } };
  for (const [name, given] of [
    ['one.md', { selection }],
    ['two.md', {}],
  ] as const) {
    const uri = assist.open(name, '## You\n\nWhat is @selection?\n');
    mistral.answer('I do not know.');
    await assist.command('codestral.chat', { uri, ...given });
    await assist.idle();
    expect(assist.text(uri)).toMatch(/<!-- codestral: @selection: .* -->/);
  }
  expect(JSON.stringify(mistral.requests)).not.toContain('KEY=1');
});
