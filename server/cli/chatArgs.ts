// The arguments of `chat` and `edit`. Pure.

/** What both commands may be told about the model. */
export interface ModelChoice {
  /** A name of Mistral's, or `provider/model`. */
  readonly model: string | undefined;
  readonly temperature: number | undefined;
  readonly maxTokens: number | undefined;
}

export interface ChatCommand extends ModelChoice {
  readonly kind: 'chat';
  /** Empty when it comes from standard input. */
  readonly prompt: string;
  readonly file: string | undefined;
  readonly tools: boolean;
  readonly system: string | undefined;
}

export interface EditCommand extends ModelChoice {
  readonly kind: 'edit';
  /** As given: relative to the working directory or absolute. */
  readonly file: string;
  /** From 1, both ends included; the whole file when left out. */
  readonly lines: { readonly from: number; readonly to: number } | undefined;
  readonly instruction: string;
  readonly write: boolean;
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;
type Wrong = { readonly kind: 'wrong'; readonly message: string };

export function parseChat(operands: readonly string[], flags: Flags): ChatCommand | Wrong {
  const choice = parseChoice(flags);
  if ('kind' in choice) return choice;
  const { file, system } = flags;
  return {
    kind: 'chat',
    ...choice,
    prompt: operands.join(' '),
    file: typeof file === 'string' ? file : undefined,
    tools: flags.tools === true,
    system: typeof system === 'string' ? system : undefined,
  };
}

export function parseEdit([place, ...words]: readonly string[], flags: Flags): EditCommand | Wrong {
  const instruction = words.join(' ').trim();
  if (place === undefined || instruction === '')
    return wrong('A file and an instruction are expected, such as: codestral-lsp edit src/main.ts:10-20 "simplify"');
  const choice = parseChoice(flags);
  if ('kind' in choice) return choice;
  // The file is as long as it can be, so that C:\main.ts:3 and names with colons work.
  const [, file, first, last] = /^(.+):(\d+)(?:-(\d+))?$/s.exec(place) ?? [];
  const from = Number(first);
  const to = Number(last ?? first);
  if (file !== undefined && (from < 1 || to < from))
    return wrong(`Lines count from 1 and the first comes first, so '${place}' is no place.`);
  const lines = file === undefined ? undefined : { from, to };
  return { kind: 'edit', ...choice, file: file ?? place, lines, instruction, write: flags.write === true };
}

function parseChoice(flags: Flags): ModelChoice | Wrong {
  const { model } = flags;
  const temperature = numberOf(flags.temperature);
  const maxTokens = numberOf(flags['max-tokens']);
  if (temperature !== undefined && !(temperature >= 0 && temperature <= 1.5))
    return wrong(`--temperature is a number from 0 to 1.5, not '${flags.temperature}'.`);
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens >= 16 && maxTokens <= 128_000))
    return wrong(`--max-tokens is a whole number from 16 to 128000, not '${flags['max-tokens']}'.`);
  const named = typeof model === 'string' && model !== '' ? model : undefined;
  return { model: named, temperature, maxTokens };
}

function numberOf(flag: string | boolean | undefined): number | undefined {
  if (typeof flag !== 'string') return undefined;
  return flag.trim() === '' ? Number.NaN : Number(flag);
}

function wrong(message: string): Wrong {
  return { kind: 'wrong', message };
}
