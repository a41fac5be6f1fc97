// What the editor has reported with its requests for code actions: the only place where a server hears of other servers' diagnostics.
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import type { HostDiagnostic } from '../assist/host.ts';
import { comparePositions, type Range } from '../text/position.ts';

const mostPerDocument = 100;

export class ReportedDiagnostics {
  readonly #byUri = new Map<string, readonly HostDiagnostic[]>();

  /** What is reported for a range replaces what was known of it. */
  report(uri: string, range: Range, diagnostics: readonly HostDiagnostic[]): void {
    const others = this.get(uri).filter((one) => !overlap(one.range, range));
    const kept = [...diagnostics, ...others].slice(0, mostPerDocument);
    if (kept.length === 0) this.#byUri.delete(uri);
    else this.#byUri.set(uri, kept);
  }

  /** The document was changed or closed: places are no longer true. */
  forget(uri: string): void {
    this.#byUri.delete(uri);
  }

  get(uri: string | undefined): readonly HostDiagnostic[] {
    return uri === undefined ? [...this.#byUri.values()].flat() : (this.#byUri.get(uri) ?? []);
  }
}

/** A diagnostic as the editor sends it, in our words. */
export function hostDiagnostic(uri: string, { range, severity, message, source }: Diagnostic): HostDiagnostic {
  const text = typeof message === 'string' ? message : (message as { readonly value: string }).value;
  return { uri, range, severity: severityOf(severity), message: text, source };
}

function severityOf(severity: DiagnosticSeverity | undefined): HostDiagnostic['severity'] {
  switch (severity) {
    case DiagnosticSeverity.Warning:
      return 'warning';
    case DiagnosticSeverity.Information:
      return 'information';
    case DiagnosticSeverity.Hint:
      return 'hint';
    default:
      return 'error';
  }
}

function overlap(one: Range, other: Range): boolean {
  return comparePositions(one.start, other.end) <= 0 && comparePositions(other.start, one.end) <= 0;
}
