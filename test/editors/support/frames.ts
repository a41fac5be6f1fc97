// The frames of the language server protocol: `Content-Length` header, empty line, JSON.

/** Takes bytes as they come and hands on each complete message. */
export class FrameReader {
  private bytes = Buffer.alloc(0);
  private readonly onMessage: (message: unknown) => void;

  constructor(onMessage: (message: unknown) => void) {
    this.onMessage = onMessage;
  }

  push(more: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, more]);
    for (;;) {
      const headerEnd = this.bytes.indexOf('\r\n\r\n');
      if (headerEnd < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(this.bytes.toString('latin1', 0, headerEnd))?.[1]);
      const start = headerEnd + 4;
      if (this.bytes.length < start + length) return;
      this.onMessage(JSON.parse(this.bytes.toString('utf8', start, start + length)));
      this.bytes = this.bytes.subarray(start + length);
    }
  }
}

/** The bytes of one message. */
export function frame(message: unknown): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
