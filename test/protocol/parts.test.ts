// A long answer: what already stands of it is offered before its end, and the rest follows without a request.
import { expect, test } from 'vitest';
import { textsOf } from '../support/fakeEditor.ts';
import { type MistralEditorOptions, startWithMistral } from '../support/mistralEditor.ts';

const text = 'function report(total) {ˇ\n}\n';
const first = '\n  const tax = total * 0.2;';
const second = '\n  const net = total - tax;';
const invoked = 1;
const third = '\n  return { tax, net };';

/** An editor whose model stops in the second statement until it is told to go on. */
async function startHeld(completion: MistralEditorOptions['completion']) {
  const { editor, mistral } = await startWithMistral({ completion: { deadlineMs: 30_000, ...completion } });
  let goOn = () => {};
  const until = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const tokens = [first, second.slice(0, 12), second.slice(12), third, '\n}\n', '\nreport(1);\n'];
  mistral.answer({ tokens, before: (token) => (token === 2 ? until : Promise.resolve()) });
  editor.open('main.ts', text);
  return { editor, mistral, goOn };
}

test('whole statements are offered when the patience is over, and the rest behind them without a request', async () => {
  const { editor, mistral, goOn } = await startHeld({ patienceMs: 0 });
  editor.type(' ');
  expect(textsOf(await editor.inlineCompletion())).toEqual([first]);
  editor.type(first);
  const rest = editor.inlineCompletion();
  goOn();
  // Without patience the third statement may be a further part.
  expect([[second], [second + third]]).toContainEqual(textsOf(await rest));
  await mistral.closed(1);
  expect(textsOf(await editor.inlineCompletion())).toEqual([second + third]);
  expect(mistral.requests).toHaveLength(1);
});

test('whoever asks again for a part gets the whole once it is there', async () => {
  const { editor, mistral, goOn } = await startHeld({ patienceMs: 0 });
  editor.type(' ');
  expect(textsOf(await editor.inlineCompletion())).toEqual([first]);
  goOn();
  await mistral.closed(1);
  expect(textsOf(await editor.inlineCompletion())).toEqual([first + second + third]);
  editor.type('\n  const');
  expect(textsOf(await editor.inlineCompletion())).toEqual([(first + second + third).slice('\n  const'.length)]);
  expect(mistral.requests).toHaveLength(1);
});

test('within the patience the end is waited for', async () => {
  const { editor, mistral, goOn } = await startHeld({ patienceMs: 25_000 });
  editor.type(' ');
  const offer = editor.inlineCompletion();
  await mistral.received(1);
  goOn();
  expect(textsOf(await offer)).toEqual([first + second + third]);
});

test('whoever asks by hand gets a part only rather than nothing', async () => {
  const { editor } = await startHeld({ patienceMs: 0, deadlineMs: 1500 });
  expect(textsOf(await editor.inlineCompletion(invoked))).toEqual([first]);
});
