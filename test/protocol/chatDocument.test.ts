import { expect, test } from 'vitest';
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
