import * as fc from 'fast-check';

/** Checks a synchronous property; throws with a counterexample. (`fc.assert` is typed as if it might return a promise.) */
export function holds<T>(property: fc.IProperty<T>, parameters?: fc.Parameters<T>): void {
  void fc.assert(property, parameters);
}
