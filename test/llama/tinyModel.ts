// Makes a GGUF file of some 100 kB: a Llama of one layer with random weights, one token per byte, and tokens for filling in.
// It writes nonsense, always the same; that is enough to prove our wire against a real llama-server. Format: ggml's docs/gguf.md.
import { writeFileSync } from 'node:fs';

const width = 32;
const feedForward = 64;
const heads = 2;
const alignment = 32;

const specials = [
  '<|endoftext|>',
  '<|fim_prefix|>',
  '<|fim_suffix|>',
  '<|fim_middle|>',
  '<|file_sep|>',
  '<|repo_name|>',
];

/** Writes the model. `fim: false` leaves out which tokens mark the hole, so that /infill is refused. */
export function writeTinyModel(path: string, options: { readonly fim: boolean }): void {
  const tokens = [...byteTokens(), ...specials];
  const id = (special: string) => tokens.indexOf(special);
  const fim: Entry[] = [
    ['tokenizer.ggml.fim_pre_token_id', uint32(id('<|fim_prefix|>'))],
    ['tokenizer.ggml.fim_suf_token_id', uint32(id('<|fim_suffix|>'))],
    ['tokenizer.ggml.fim_mid_token_id', uint32(id('<|fim_middle|>'))],
    ['tokenizer.ggml.fim_sep_token_id', uint32(id('<|file_sep|>'))],
    ['tokenizer.ggml.fim_rep_token_id', uint32(id('<|repo_name|>'))],
  ];
  const names = options.fim ? tokens : tokens.map((token) => (/^<\|f|^<\|r/.test(token) ? `${token}?` : token));
  const metadata: Entry[] = [
    ['general.architecture', text('llama')],
    ['general.name', text('tiny random')],
    ['llama.context_length', uint32(4096)],
    ['llama.embedding_length', uint32(width)],
    ['llama.block_count', uint32(1)],
    ['llama.feed_forward_length', uint32(feedForward)],
    ['llama.attention.head_count', uint32(heads)],
    ['llama.attention.head_count_kv', uint32(heads)],
    ['llama.attention.layer_norm_rms_epsilon', float32(1e-5)],
    ['llama.rope.dimension_count', uint32(width / heads)],
    ['llama.vocab_size', uint32(tokens.length)],
    ['tokenizer.ggml.model', text('gpt2')],
    ['tokenizer.ggml.pre', text('gpt-2')],
    ['tokenizer.ggml.tokens', textList(names)],
    ['tokenizer.ggml.token_type', int32List(tokens.map((_, at) => (at < 256 ? normal : control)))],
    ['tokenizer.ggml.merges', textList([`${byteTokens()[97]} ${byteTokens()[98]}`])],
    ['tokenizer.ggml.bos_token_id', uint32(id('<|endoftext|>'))],
    ['tokenizer.ggml.eos_token_id', uint32(id('<|endoftext|>'))],
    ['tokenizer.ggml.add_bos_token', boolean(false)],
    ...(options.fim ? fim : []),
  ];
  writeFileSync(path, gguf(metadata, tensors(tokens.length)));
}

interface Tensor {
  readonly name: string;
  /** Innermost first, as ggml counts. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function tensors(vocabulary: number): readonly Tensor[] {
  const random = randomNumbers(42);
  const filled = (name: string, shape: readonly number[], value: () => number): Tensor => {
    const count = shape.reduce((product, size) => product * size, 1);
    return { name, shape, values: Float32Array.from({ length: count }, value) };
  };
  const weight = (name: string, ...shape: number[]) => filled(`${name}.weight`, shape, () => random() - 0.5);
  const norm = (name: string) => filled(`${name}.weight`, [width], () => 1);
  return [
    weight('token_embd', width, vocabulary),
    norm('output_norm'),
    weight('output', width, vocabulary),
    norm('blk.0.attn_norm'),
    weight('blk.0.attn_q', width, width),
    weight('blk.0.attn_k', width, width),
    weight('blk.0.attn_v', width, width),
    weight('blk.0.attn_output', width, width),
    norm('blk.0.ffn_norm'),
    weight('blk.0.ffn_gate', width, feedForward),
    weight('blk.0.ffn_up', width, feedForward),
    weight('blk.0.ffn_down', feedForward, width),
  ];
}

/** One token for each byte, in GPT-2's spelling: printable bytes as themselves, others as characters from U+0100 on. */
function byteTokens(): readonly string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCodePoint(printable ? byte : next++);
  });
}

const normal = 1;
const control = 3;

/** A value with its type, as GGUF writes metadata. */
type Value = Buffer;
type Entry = readonly [string, Value];

function gguf(metadata: readonly Entry[], all: readonly Tensor[]): Buffer {
  const infos: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const tensor of all) {
    const bytes = Buffer.from(tensor.values.buffer);
    const padded = Buffer.concat([bytes, Buffer.alloc((alignment - (bytes.length % alignment)) % alignment)]);
    const shape = tensor.shape.map((size) => u64(size));
    infos.push(Buffer.concat([string(tensor.name), u32(tensor.shape.length), ...shape, u32(0), u64(offset)]));
    data.push(padded);
    offset += padded.length;
  }
  const entries = metadata.map(([name, value]) => Buffer.concat([string(name), value]));
  const counts = [u64(all.length), u64(metadata.length)];
  const head = Buffer.concat([Buffer.from('GGUF'), u32(3), ...counts, ...entries, ...infos]);
  const gap = Buffer.alloc((alignment - (head.length % alignment)) % alignment);
  return Buffer.concat([head, gap, ...data]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function string(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([u64(bytes.length), bytes]);
}

function uint32(value: number): Value {
  return Buffer.concat([u32(4), u32(value)]);
}

function float32(value: number): Value {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([u32(6), bytes]);
}

function boolean(value: boolean): Value {
  return Buffer.concat([u32(7), Buffer.from([value ? 1 : 0])]);
}

function text(value: string): Value {
  return Buffer.concat([u32(8), string(value)]);
}

function textList(values: readonly string[]): Value {
  return Buffer.concat([u32(9), u32(8), u64(values.length), ...values.map(string)]);
}

function int32List(values: readonly number[]): Value {
  return Buffer.concat([u32(9), u32(5), u64(values.length), ...values.map(u32)]);
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
