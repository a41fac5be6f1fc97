// What a setting is: how it is checked, what it is without being set, who may set it, and its words for the docs.
import type * as v from 'valibot';

/**
 * Who may set it. `anywhere`: every layer. `stricter`: a file inside the repository may only switch it off (a switch), add to it
 * (a list) or lower it (a number; `null` is no limit). `user`: not a file inside the repository, because cloning a hostile one
 * must not send code or a key elsewhere, nor cost more.
 */
export type SettingScope = 'anywhere' | 'stricter' | 'user';

export interface Setting<Value = unknown> {
  /** Checks a value; its messages complete the sentence "completion.debounceMs ...". */
  readonly schema: v.GenericSchema<Value>;
  readonly default: Value;
  readonly scope: SettingScope;
  /** One or two sentences of Markdown without line breaks. */
  readonly description: string;
}

/** One setting with its dotted path, such as `completion.debounceMs`. */
export interface SettingEntry extends Setting {
  readonly path: string;
}

/** Describes one setting of the tree. */
export function setting<Schema extends v.GenericSchema>(
  schema: Schema,
  rest: Omit<Setting<v.InferOutput<Schema>>, 'schema'>,
): Setting<v.InferOutput<Schema>> {
  return { schema: schema as unknown as v.GenericSchema<v.InferOutput<Schema>>, ...rest };
}

/** Settings in the order of the tree, each with its path. */
export function entriesOf(tree: object, prefix = ''): readonly SettingEntry[] {
  return Object.entries(tree).flatMap(([name, node]: [string, object]) =>
    isSetting(node) ? [{ ...node, path: prefix + name }] : entriesOf(node, `${prefix}${name}.`),
  );
}

type Leaf<Value> = Value extends readonly (infer Item)[] ? readonly Item[] : Value;
/** The values of a tree of settings. */
export type ValuesOf<Node> =
  Node extends Setting<infer Value> ? Leaf<Value> : { readonly [Name in keyof Node]: ValuesOf<Node[Name]> };

function isSetting(node: object): node is Setting {
  return 'schema' in node && 'scope' in node;
}
