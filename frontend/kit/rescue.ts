// When a phone cannot send, what waits on it is carried by hand: as a file, or as a chain of QR codes from its screen. It
// stays sealed; the server opens it by the lease, and knows by the ids what it has already. No lease is needed here: it works
// after it is over and after signing out.
//
// The file: the line LINLI-RESCUE-1, a line of JSON (Contents), the sealed pieces one behind the other in the order in which
// they were written, each sealed at the place "answers/<id>", and the SHA-256 of all of it.
// A code: LINLI1/<file>/<number>/<of how many>/<check>/<bytes in base 45>/ . `file` and `check` are eight digits of the
// SHA-256 of the file, and of the part with what stands before it.
import { fromBase45, toBase45 } from "./base45.ts";
import { joined, toText, type Bytes } from "./bytes.ts";
import type { Store } from "./store.ts";

/// `key`: the wrapped key, of the lease. `made`: by the phone's clock. `pieces`: id and length of each.
export type Contents = { lease: string; key: string; made: number; pieces: [id: string, length: number][] };

const FIRST_LINE = "LINLI-RESCUE-1\n";
const DIGEST = 32; // bytes
const PART = 560; // bytes: with its heading 900 letters, a code of version 20 that old cameras still read
const HEAD = /^LINLI1\/([0-9A-F]{8})\/(\d{1,4})\/(\d{1,4})\/([0-9A-F]{8})\/([^]*)\/\s*$/;

/// Everything that waits, and what was refused and not yet read, for the office to look at. Null when there is nothing.
export async function rescued(store: Store, made: number): Promise<Bytes | null> {
  const own = await store.own<{ lease: string; key: Bytes }>("key");
  const answers = await store.read(["queue", "receipts", "answers"], async (rows) => {
    const refused = await rows.objectStore("receipts").index("state").getAll("refused");
    const waiting = await rows.objectStore("queue").getAll();
    return Promise.all([...refused, ...waiting].map(({ id }) => rows.objectStore("answers").get(id)));
  });
  const pieces = answers.flatMap((row) => row ?? []).sort((one, other) => one.seq - other.seq);
  if (!own || !pieces.length) return null;
  const list = pieces.map(({ id, sealed }): [string, number] => [id, sealed.length]);
  const contents: Contents = { lease: own.lease, key: toText(own.key), made, pieces: list };
  const head = new TextEncoder().encode(`${FIRST_LINE}${JSON.stringify(contents)}\n`);
  const whole = joined([head, ...pieces.map((row) => row.sealed)]);
  return joined([whole, await digest(whole)]);
}

/// The texts of the codes that carry a file, in any number up to 9999.
export async function codes(file: Bytes): Promise<string[]> {
  const of = hex(await digest(file));
  const total = Math.ceil(file.length / PART);
  return Promise.all(Array.from({ length: total }, async (_, at) => {
    const part = file.slice(at * PART, (at + 1) * PART);
    const head = `${of}/${at + 1}/${total}`;
    return `LINLI1/${head}/${await check(head, part)}/${toBase45(part)}/`;
  }));
}

/// What one code was: a new part, one that was there, a damaged one, one of another file, no code of ours.
export type Scan = "new" | "again" | "damaged" | "other" | "foreign";

/// Puts the parts of one file together, in whatever order they are scanned.
export class Chain {
  private readonly parts = new Map<number, Bytes>();
  private of = "";
  private total = 0;

  async scan(text: string): Promise<Scan> {
    const [, of, number, total, sum, letters] = HEAD.exec(text) ?? [];
    if (of === undefined) return "foreign";
    const part = fromBase45(letters!);
    if (part === null || (await check(`${of}/${number}/${total}`, part)) !== sum) return "damaged";
    if (this.of && (this.of !== of || this.total !== Number(total))) return "other";
    this.of = of;
    this.total = Number(total);
    if (this.parts.has(Number(number))) return "again";
    this.parts.set(Number(number), part);
    return "new";
  }

  /// Numbers of the codes that were not scanned yet; null before the first, which tells how many there are.
  missing(): number[] | null {
    if (!this.total) return null;
    return Array.from({ length: this.total }, (_, at) => at + 1).filter((number) => !this.parts.has(number));
  }

  /// The file once nothing is missing, else null; null too when it is not the file that the codes were made of.
  async file(): Promise<Bytes | null> {
    if (this.missing()?.length !== 0) return null;
    const file = joined(Array.from({ length: this.total }, (_, at) => this.parts.get(at + 1)!));
    return hex(await digest(file)) === this.of ? file : null;
  }
}

/// Whether a file is whole: what it ends with is the digest of what stands before.
export async function isWhole(file: Bytes): Promise<boolean> {
  const ours = new TextDecoder().decode(file.subarray(0, FIRST_LINE.length)) === FIRST_LINE;
  return ours && toText(await digest(file.slice(0, -DIGEST))) === toText(file.slice(-DIGEST));
}

async function digest(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

async function check(head: string, part: Bytes): Promise<string> {
  return hex(await digest(joined([new TextEncoder().encode(head), part])));
}

function hex(bytes: Bytes): string {
  return Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
}
