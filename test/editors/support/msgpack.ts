// MessagePack as far as Neovim's RPC needs it (https://msgpack.org, spec of 2017): encode values, decode a growing buffer.

export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** The bytes of a value. Numbers are sent as 64-bit integers or doubles: Neovim accepts both everywhere. */
export function encode(value: Value): Buffer {
  const parts: Buffer[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

/** The first value in `bytes` and where it ends, or `undefined` while more bytes are needed. */
export function decode(bytes: Buffer): { readonly value: Value; readonly end: number } | undefined {
  const reader = new Reader(bytes);
  try {
    return { value: reader.value(), end: reader.offset };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function write(value: Value, parts: Buffer[]): void {
  if (value === null) parts.push(Buffer.of(0xc0));
  else if (typeof value === 'boolean') parts.push(Buffer.of(value ? 0xc3 : 0xc2));
  else if (typeof value === 'number') parts.push(number(value));
  else if (typeof value === 'string') {
    const text = Buffer.from(value);
    parts.push(head(0xdb, text.length), text);
  } else if (Array.isArray(value)) {
    parts.push(head(0xdd, value.length));
    for (const item of value) write(item, parts);
  } else {
    const entries = Object.entries(value);
    parts.push(head(0xdf, entries.length));
    for (const [key, item] of entries) {
      write(key, parts);
      write(item, parts);
    }
  }
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  if (Number.isInteger(value)) {
    bytes[0] = 0xd3;
    bytes.writeBigInt64BE(BigInt(value), 1);
  } else {
    bytes[0] = 0xcb;
    bytes.writeDoubleBE(value, 1);
  }
  return bytes;
}

function head(type: number, length: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = type;
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

class Reader {
  offset = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Throws a RangeError when the buffer ends too early. */
  value(): Value {
    const type = this.unsigned(1);
    if (type <= 0x7f) return type;
    if (type >= 0xe0) return type - 0x100;
    if (type >= 0xa0 && type <= 0xbf) return this.text(type & 0x1f);
    if (type >= 0x90 && type <= 0x9f) return this.list(type & 0x0f);
    if (type >= 0x80 && type <= 0x8f) return this.map(type & 0x0f);
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xd9:
        return this.text(this.unsigned(1));
      case 0xc5:
      case 0xda:
        return this.text(this.unsigned(2));
      case 0xc6:
      case 0xdb:
        return this.text(this.unsigned(4));
      case 0xca:
        return this.take(4).readFloatBE();
      case 0xcb:
        return this.take(8).readDoubleBE();
      case 0xcc:
        return this.unsigned(1);
      case 0xcd:
        return this.unsigned(2);
      case 0xce:
        return this.unsigned(4);
      case 0xcf:
        return Number(this.take(8).readBigUInt64BE());
      case 0xd0:
        return this.take(1).readInt8();
      case 0xd1:
        return this.take(2).readInt16BE();
      case 0xd2:
        return this.take(4).readInt32BE();
      case 0xd3:
        return Number(this.take(8).readBigInt64BE());
      case 0xdc:
        return this.list(this.unsigned(2));
      case 0xdd:
        return this.list(this.unsigned(4));
      case 0xde:
        return this.map(this.unsigned(2));
      case 0xdf:
        return this.map(this.unsigned(4));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.handle(2 ** (type - 0xd4));
      case 0xc7:
        return this.handle(this.unsigned(1));
      case 0xc8:
        return this.handle(this.unsigned(2));
      default:
        throw new Error(`unknown MessagePack type 0x${type.toString(16)}`);
    }
  }

  private take(length: number): Buffer {
    if (this.offset + length > this.bytes.length) throw new RangeError('more bytes needed');
    this.offset += length;
    return this.bytes.subarray(this.offset - length, this.offset);
  }

  private unsigned(length: number): number {
    return this.take(length).readUIntBE(0, length);
  }

  private text(length: number): string {
    return this.take(length).toString('utf8');
  }

  private list(length: number): Value[] {
    return Array.from({ length }, () => this.value());
  }

  private map(length: number): Record<string, Value> {
    return Object.fromEntries(Array.from({ length }, () => [String(this.value()), this.value()]));
  }

  /** Neovim sends its handles (buffer, window, tab page) as extension types that hold an integer. */
  private handle(length: number): Value {
    this.take(1);
    return new Reader(this.take(length)).value();
  }
}
