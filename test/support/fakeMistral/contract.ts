// Mistral's request contract: every field and range of FIM and chat, and the 422 for what breaks it.
// Source: the published OpenAPI (FIMCompletionRequest, ChatCompletionRequest); test/contract compares the two.

/** What a field may hold. `nullable` is separate because the API often allows null beside a type. */
export interface FieldRule {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'stop' | 'toolChoice';
  readonly nullable?: true;
  readonly required?: true;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly oneOf?: readonly string[];
}

/** One complaint, in the words of pydantic, which is what the API shows. */
export interface Complaint {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
}

const shared: Readonly<Record<string, FieldRule>> = {
  model: { type: 'string', required: true },
  temperature: { type: 'number', nullable: true, minimum: 0, maximum: 1.5 },
  top_p: { type: 'number', minimum: 0, maximum: 1 },
  max_tokens: { type: 'integer', nullable: true, minimum: 0 },
  stream: { type: 'boolean' },
  stop: { type: 'stop' },
  random_seed: { type: 'integer', nullable: true, minimum: 0 },
  metadata: { type: 'object', nullable: true },
  prompt_cache_key: { type: 'string', nullable: true },
};

/** Fields of `POST /v1/fim/completions`; any other is refused. */
export const fimFields: Readonly<Record<string, FieldRule>> = {
  ...shared,
  prompt: { type: 'string', required: true },
  suffix: { type: 'string', nullable: true },
  min_tokens: { type: 'integer', nullable: true, minimum: 0 },
};

/** Fields of `POST /v1/chat/completions`; any other is refused. */
export const chatFields: Readonly<Record<string, FieldRule>> = {
  ...shared,
  messages: { type: 'array', required: true },
  response_format: { type: 'object' },
  tools: { type: 'array', nullable: true },
  tool_choice: { type: 'toolChoice' },
  presence_penalty: { type: 'number', minimum: -2, maximum: 2 },
  frequency_penalty: { type: 'number', minimum: -2, maximum: 2 },
  n: { type: 'integer', nullable: true, minimum: 1 },
  prediction: { type: 'object' },
  parallel_tool_calls: { type: 'boolean' },
  prompt_mode: { type: 'string', nullable: true, oneOf: ['reasoning'] },
  reasoning_effort: { type: 'string', oneOf: ['high', 'none'] },
  guardrails: { type: 'array', nullable: true },
  safe_prompt: { type: 'boolean' },
};

/** Everything that is wrong with a body; empty for a valid one. */
export function complaintsAbout(fields: Readonly<Record<string, FieldRule>>, body: unknown): readonly Complaint[] {
  if (!isRecord(body)) return [complaint('model_attributes_type', [], 'Input should be a valid dictionary', body)];
  const complaints: Complaint[] = [];
  for (const [name, rule] of Object.entries(fields)) {
    if (!(name in body)) {
      if (rule.required === true) complaints.push(complaint('missing', [name], 'Field required', body));
      continue;
    }
    complaints.push(...complaintsAboutValue(rule, [name], body[name]));
  }
  for (const name of Object.keys(body)) {
    if (!(name in fields)) complaints.push(forbidden([name], body[name]));
  }
  return complaints;
}

/** Complaint about a key that has no place at `loc`. */
export function forbidden(loc: readonly (string | number)[], input: unknown): Complaint {
  return complaint('extra_forbidden', loc, 'Extra inputs are not permitted', input);
}

export function complaint(type: string, loc: readonly (string | number)[], msg: string, input: unknown): Complaint {
  return { type, loc: ['body', ...loc], msg, input };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong with one value. */
export function complaintsAboutValue(
  rule: FieldRule,
  loc: readonly (string | number)[],
  value: unknown,
): readonly Complaint[] {
  if (value === null && rule.nullable === true) return [];
  switch (rule.type) {
    case 'string':
      return aboutString(rule, loc, value);
    case 'number':
    case 'integer':
      return aboutNumber(rule, loc, value);
    case 'boolean':
      return typeof value === 'boolean' ? [] : [complaint('bool_type', loc, 'Input should be a valid boolean', value)];
    case 'object':
      return isRecord(value) ? [] : [complaint('dict_type', loc, 'Input should be a valid dictionary', value)];
    case 'array':
      return Array.isArray(value) ? [] : [complaint('list_type', loc, 'Input should be a valid list', value)];
    case 'stop':
      return aboutStop(loc, value);
    case 'toolChoice':
      return aboutToolChoice(loc, value);
  }
}

function aboutString(rule: FieldRule, loc: readonly (string | number)[], value: unknown): readonly Complaint[] {
  if (typeof value !== 'string') return [complaint('string_type', loc, 'Input should be a valid string', value)];
  if (rule.oneOf !== undefined && !rule.oneOf.includes(value)) {
    const allowed = rule.oneOf.map((one) => `'${one}'`).join(' or ');
    return [complaint('enum', loc, `Input should be ${allowed}`, value)];
  }
  return [];
}

function aboutNumber(rule: FieldRule, loc: readonly (string | number)[], value: unknown): readonly Complaint[] {
  if (typeof value !== 'number') return [complaint('float_type', loc, 'Input should be a valid number', value)];
  if (rule.type === 'integer' && !Number.isInteger(value)) {
    return [complaint('int_from_float', loc, 'Input should be a valid integer, got a number with a fraction', value)];
  }
  if (rule.minimum !== undefined && value < rule.minimum) {
    const msg = `Input should be greater than or equal to ${rule.minimum}`;
    return [complaint('greater_than_equal', loc, msg, value)];
  }
  if (rule.maximum !== undefined && value > rule.maximum) {
    return [complaint('less_than_equal', loc, `Input should be less than or equal to ${rule.maximum}`, value)];
  }
  return [];
}

/** A text, or one to four non-empty texts: the live API refuses an empty list, though the schema would allow it. */
function aboutStop(loc: readonly (string | number)[], value: unknown): readonly Complaint[] {
  if (typeof value === 'string') return [];
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) {
    return [complaint('string_type', loc, 'Input should be a valid string', value)];
  }
  if (value.length === 0) return [complaint('too_short', loc, 'List should have at least 1 item', value)];
  if (value.length > 4) return [complaint('too_long', loc, 'List should have at most 4 items', value)];
  return [];
}

function aboutToolChoice(loc: readonly (string | number)[], value: unknown): readonly Complaint[] {
  if (typeof value === 'string') {
    return aboutString({ type: 'string', oneOf: ['auto', 'none', 'any', 'required'] }, loc, value);
  }
  const named = isRecord(value) && isRecord(value.function) && typeof value.function.name === 'string';
  return named ? [] : [complaint('missing', [...loc, 'function', 'name'], 'Field required', value)];
}
