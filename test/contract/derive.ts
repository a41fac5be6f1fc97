// Derives from Mistral's OpenAPI what our tests compare with: names, types and ranges of the fields of FIM and chat requests.
// Only facts are taken, no descriptions. Pure.
import { blockOf, parseYamlSubset } from './yamlSubset.ts';

export interface DerivedField {
  /** JSON types, sorted. */
  readonly types: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
}

export interface DerivedSchema {
  readonly fields: Readonly<Record<string, DerivedField>>;
  /** Sorted. */
  readonly required: readonly string[];
  /** True when other fields are refused. */
  readonly closed: boolean;
}

export type DerivedContract = Readonly<Record<string, DerivedSchema>>;

const wanted = [
  'FIMCompletionRequest',
  'ChatCompletionRequest',
  'SystemMessage',
  'UserMessage',
  'AssistantMessage',
  'ToolMessage',
  'Tool',
  'Function',
  'Prediction',
];

type Node = Readonly<Record<string, unknown>>;

/** The contract in an OpenAPI file (YAML text). */
export function deriveContract(openapi: string): DerivedContract {
  const schema = (name: string): Node => {
    const block = parseYamlSubset(blockOf(openapi, name, 4)) as Readonly<Record<string, Node>>;
    const found = block[name];
    if (found === undefined) throw new Error(`no schema ${name}`);
    return found;
  };
  const derived = wanted.map((name) => {
    const node = schema(name);
    const properties = Object.entries((node.properties ?? {}) as Readonly<Record<string, Node>>);
    const fields = Object.fromEntries(properties.map(([field, rule]) => [field, deriveField(rule, schema)]));
    const required = [...((node.required ?? []) as readonly string[])].sort();
    return [name, { fields, required, closed: node.additionalProperties === false }] as const;
  });
  return Object.fromEntries(derived);
}

function deriveField(rule: Node, schema: (name: string) => Node): DerivedField {
  const choices = (rule.anyOf ?? [rule]) as readonly Node[];
  const resolved = choices.map((choice) =>
    typeof choice.$ref === 'string' ? schema(choice.$ref.split('/').at(-1) ?? '') : choice,
  );
  const types = [...new Set(resolved.map((choice) => String(choice.type)))].sort();
  const find = (name: string) => resolved.map((choice) => choice[name]).find((value) => value !== undefined);
  const [minimum, maximum, allowed] = [find('minimum'), find('maximum'), find('enum')];
  return {
    types,
    ...(typeof minimum === 'number' ? { minimum } : {}),
    ...(typeof maximum === 'number' ? { maximum } : {}),
    ...(Array.isArray(allowed) ? { enum: allowed.map(String) } : {}),
  };
}
