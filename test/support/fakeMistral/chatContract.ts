// The parts of a chat request below its top level: messages, their order, tools, prediction.
import { type Complaint, complaint, complaintsAboutValue, type FieldRule, forbidden, isRecord } from './contract.ts';

type Fields = Readonly<Record<string, FieldRule>>;

const content: FieldRule = { type: 'string', required: true };
const role: FieldRule = { type: 'string', required: true };

/** Fields of each kind of message (schemas SystemMessage, UserMessage, AssistantMessage, ToolMessage). */
export const messageFields: Readonly<Record<string, Fields>> = {
  system: { role, content },
  user: { role, content: { ...content, nullable: true } },
  assistant: {
    role,
    content: { type: 'string', nullable: true },
    tool_calls: { type: 'array', nullable: true },
    prefix: { type: 'boolean' },
  },
  tool: {
    role,
    content: { ...content, nullable: true },
    tool_call_id: { type: 'string', nullable: true },
    name: { type: 'string', nullable: true },
  },
};

/** What is wrong with messages, tools and prediction: 422 complaints. */
export function complaintsAboutChat(body: Readonly<Record<string, unknown>>): readonly Complaint[] {
  const complaints: Complaint[] = [];
  for (const [at, message] of listOf(body.messages).entries()) {
    const fields = isRecord(message) ? messageFields[String(message.role)] : undefined;
    if (!isRecord(message) || fields === undefined) {
      complaints.push(complaint('union_tag_invalid', ['messages', at], 'Input tag found does not match any', message));
      continue;
    }
    complaints.push(...aboutRecord(fields, ['messages', at, String(message.role)], message));
  }
  for (const [at, tool] of listOf(body.tools).entries()) complaints.push(...aboutTool(at, tool));
  const { prediction } = body;
  if (isRecord(prediction) && (prediction.type !== 'content' || typeof prediction.content !== 'string')) {
    complaints.push(complaint('literal_error', ['prediction', 'type'], "Input should be 'content'", prediction));
  }
  return complaints;
}

/** A refusal with status 400: an order of messages or a tool id that Mistral does not take (mistral-common's validator). */
export interface ChatRefusal {
  readonly type: 'invalid_request_message_order' | 'invalid_function_call';
  readonly code: '3230' | '3280';
  readonly message: string;
}

/** The first thing that is wrong with the order of messages or their tool ids. */
export function refusalOfMessages(body: Readonly<Record<string, unknown>>): ChatRefusal | undefined {
  const messages = listOf(body.messages).filter(isRecord);
  let open = 0;
  let last = '';
  for (const message of messages) {
    const own = String(message.role);
    const calls = listOf(message.tool_calls);
    if (own === 'user' && last === 'tool') return order(`Unexpected role 'user' after role 'tool'`);
    if (own !== 'tool' && open > 0) return order('Not the same number of function calls and responses');
    if (own === 'tool' && open === 0) return order(`Unexpected role 'tool' after role '${last}'`);
    const ids = own === 'tool' ? [message.tool_call_id] : calls.map((call) => (isRecord(call) ? call.id : ''));
    for (const id of ids) {
      if (typeof id === 'string' && /^[a-zA-Z0-9]{9}$/.test(id)) continue;
      const message = `Tool call id was ${String(id)} but must be a-z, A-Z, 0-9, with a length of 9.`;
      return { type: 'invalid_function_call', code: '3280', message };
    }
    open = own === 'tool' ? open - 1 : calls.length;
    last = own;
  }
  if (open > 0) return order('Not the same number of function calls and responses');
  const final = messages.at(-1);
  if (final === undefined) return order('Expected at least one message');
  if (last === 'user' || last === 'tool' || (last === 'assistant' && final.prefix === true)) return undefined;
  return order(`Expected last role User or Tool (or Assistant with prefix True) for serving but got ${last}`);
}

function order(message: string): ChatRefusal {
  return { type: 'invalid_request_message_order', code: '3230', message };
}

function aboutTool(at: number, tool: unknown): readonly Complaint[] {
  const made = isRecord(tool) ? tool.function : undefined;
  if (!isRecord(tool) || !isRecord(made)) {
    return [complaint('missing', ['tools', at, 'function'], 'Field required', tool)];
  }
  const complaints: Complaint[] = [];
  for (const name of Object.keys(tool)) {
    if (name !== 'type' && name !== 'function') complaints.push(forbidden(['tools', at, name], tool[name]));
  }
  if (typeof made.name !== 'string' || !/^[a-zA-Z0-9_-]{1,64}$/.test(made.name)) {
    complaints.push(complaint('value_error', ['tools', at, 'function', 'name'], 'Function name is invalid', made));
  }
  if (!isRecord(made.parameters)) {
    complaints.push(complaint('missing', ['tools', at, 'function', 'parameters'], 'Field required', made));
  }
  for (const name of Object.keys(made)) {
    if (['name', 'description', 'strict', 'parameters'].includes(name)) continue;
    complaints.push(forbidden(['tools', at, 'function', name], made[name]));
  }
  return complaints;
}

function aboutRecord(
  fields: Fields,
  loc: readonly (string | number)[],
  value: Record<string, unknown>,
): readonly Complaint[] {
  const complaints: Complaint[] = [];
  for (const [name, rule] of Object.entries(fields)) {
    // Content may also be a list of chunks.
    if (name === 'content' && Array.isArray(value[name])) continue;
    if (name in value) complaints.push(...complaintsAboutValue(rule, [...loc, name], value[name]));
    else if (rule.required === true) complaints.push(complaint('missing', [...loc, name], 'Field required', value));
  }
  for (const name of Object.keys(value)) if (!(name in fields)) complaints.push(forbidden([...loc, name], value[name]));
  return complaints;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
