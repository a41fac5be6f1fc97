// How each model family wants a hole marked: as data, and one pure function that fills it in.
import type { FimFamily } from '../model/catalog.ts';
import type { FimCall, Snippet } from '../model/fim.ts';

/** The family's special tokens and layout. `{prefix}`, `{suffix}`, `{files}` stand for text; everything else is literal. */
export interface FimFormat {
  readonly family: FimFamily;
  /** Layout around the cursor. */
  readonly template: string;
  /** Layout of one related file, and of the heading before the cursor's own; absent where the family knows no files. */
  readonly file?: { readonly each: string; readonly between: string; readonly current: string };
  /** What must not appear in a prompt as text, because the server would read it as a token. */
  readonly markers: readonly string[];
  /** What ends an answer, the most telling first. Each is a marker, an end-of-text token, or begins a file heading. */
  readonly stops: readonly string[];
  /** End-of-text and other tokens that occur in no template. */
  readonly tokens: readonly string[];
}

/** What is sent: `suffix` is a field of its own where it is not `undefined`, else part of `prompt`. */
export interface RenderedFim {
  readonly prompt: string;
  readonly suffix: string | undefined;
  readonly stop: readonly string[];
}

/** vLLM, Mistral and OpenAI reject a fifth stop sequence. */
const mostStops = 4;

const plusHeading = { each: '+++++ {path}\n{text}', between: '\n\n', current: '\n\n+++++ {path}\n' };

/** Sources: mistral-common `encode_fim`; the model cards of the families; layouts of files as Continue and Cody send them. */
export const fimFormats: Readonly<Record<FimFamily, FimFormat>> = {
  codestral: {
    family: 'codestral',
    // Suffix first, and no token for the middle. The `<s>` at the very beginning is added by the servers.
    template: '[SUFFIX]{suffix}[PREFIX]{files}{prefix}',
    file: plusHeading,
    markers: ['[SUFFIX]', '[PREFIX]'],
    stops: ['[PREFIX]', '[SUFFIX]', '\n+++++ ', '</s>'],
    tokens: ['</s>', '<s>'],
  },
  'qwen2.5-coder': {
    family: 'qwen2.5-coder',
    template: '{files}<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>',
    file: { each: '<|file_sep|>{path}\n{text}', between: '\n', current: '\n<|file_sep|>{path}\n' },
    markers: ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<|file_sep|>'],
    stops: ['<|endoftext|>', '<|file_sep|>', '<|fim_prefix|>', '<|im_end|>', '<|fim_pad|>', '<|repo_name|>'],
    tokens: ['<|endoftext|>', '<|fim_pad|>', '<|repo_name|>', '<|im_start|>', '<|im_end|>'],
  },
  starcoder2: {
    family: 'starcoder2',
    template: '{files}<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>',
    file: { each: '<file_sep>{path}\n{text}', between: '', current: '<file_sep>{path}\n' },
    markers: ['<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<file_sep>'],
    stops: ['<|endoftext|>', '<file_sep>', '<fim_prefix>', '<fim_suffix>'],
    tokens: ['<|endoftext|>', '<repo_name>'],
  },
  'deepseek-coder': {
    family: 'deepseek-coder',
    template: '<｜fim▁begin｜>{files}{prefix}<｜fim▁hole｜>{suffix}<｜fim▁end｜>',
    file: { each: '#{path}\n{text}', between: '\n', current: '\n#{path}\n' },
    markers: ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'],
    stops: ['<｜end▁of▁sentence｜>', '<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'],
    tokens: ['<｜end▁of▁sentence｜>', '<｜begin▁of▁sentence｜>'],
  },
  codellama: {
    family: 'codellama',
    // The blanks count.
    template: '<PRE> {prefix} <SUF>{suffix} <MID>',
    markers: ['<PRE>', '<SUF>', '<MID>'],
    stops: ['<EOT>', '<PRE>', '<SUF>', '<MID>'],
    tokens: ['<EOT>'],
  },
  codegemma: {
    family: 'codegemma',
    template: '{files}<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>',
    file: {
      each: '{path}\n{text}',
      between: '<|file_separator|>',
      current: '<|file_separator|>{path}\n',
    },
    markers: ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<|file_separator|>'],
    stops: ['<|file_separator|>', '<eos>', '<end_of_turn>', '<|fim_prefix|>'],
    tokens: ['<eos>', '<end_of_turn>'],
  },
  granite: {
    family: 'granite',
    template: '<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>',
    markers: ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'],
    stops: ['<|end_of_text|>', '<|fim_prefix|>', '<|fim_suffix|>', '<|fim_pad|>'],
    tokens: ['<|end_of_text|>', '<|fim_pad|>'],
  },
  'granite-code': {
    family: 'granite-code',
    template: '<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>',
    markers: ['<fim_prefix>', '<fim_suffix>', '<fim_middle>'],
    stops: ['<|endoftext|>', '<fim_prefix>', '<fim_suffix>', '<fim_middle>'],
    tokens: ['<|endoftext|>'],
  },
};

/** One prompt with everything in it, for servers that know nothing of holes. Markers in the user's text are broken up. */
export function renderFim(call: FimCall, family: FimFamily): RenderedFim {
  const format = fimFormats[family];
  const text = (raw: string) => withoutMarkers(raw, format);
  const prompt = fill(format.template, {
    files: renderFiles(call, format, text),
    prefix: text(call.prefix),
    suffix: text(call.suffix),
  });
  return { prompt, suffix: undefined, stop: stopsFor(call.stop, format.stops) };
}

/**
 * Prompt and suffix for an API that has fields for both. Mistral lays them out itself (suffix first) and never reads text as
 * a token, so nothing is escaped. Related files go before the prefix, each under its path; without any there is no heading.
 */
export function renderFields(call: FimCall): RenderedFim {
  const files = renderFiles(call, fimFormats.codestral, (text) => text);
  return {
    prompt: files + call.prefix,
    // An empty suffix turns the request into plain continuation, in which Codestral likes to add prose.
    suffix: call.suffix === '' ? '\n' : call.suffix,
    stop: stopsFor(call.stop, call.snippets.length === 0 ? [] : ['\n+++++ ']),
  };
}

/** At most four: the family's two most telling, then the caller's, then the rest. */
function stopsFor(wanted: readonly string[], own: readonly string[]): readonly string[] {
  return [...new Set([...own.slice(0, 2), ...wanted, ...own.slice(2)])].slice(0, mostStops);
}

function renderFiles(call: FimCall, format: FimFormat, text: (raw: string) => string): string {
  const { file } = format;
  if (file === undefined || call.snippets.length === 0) return '';
  const each = (snippet: Snippet) => fill(file.each, { path: text(snippet.path), text: text(snippet.text) });
  return call.snippets.map(each).join(file.between) + fill(file.current, { path: text(call.path) });
}

/** Puts texts into a layout. One pass, so that braces in a text are not read as places. */
function fill(template: string, texts: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => texts[name] ?? whole);
}

/** The text with a blank behind the first character of every marker and token, so that none survives. */
function withoutMarkers(text: string, format: FimFormat): string {
  let clean = text;
  for (const marker of [...format.markers, ...format.tokens]) {
    if (!clean.includes(marker)) continue;
    clean = clean.replaceAll(marker, `${marker.slice(0, 1)} ${marker.slice(1)}`);
  }
  return clean;
}
