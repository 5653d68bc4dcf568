// What lies on a phone lies sealed. The key is made in the browser and no script can read it out; on the disk it is wrapped
// by a lease that the server gives for some hours and can end. Without the lease, which is forgotten when it is over and at
// signing out, nothing here can be read, not by us either; the server, which knows the lease, can open what is handed in.
import { fromText, joined, toText, type Bytes } from "./bytes.ts";
import { passed, stamp, type Clock, type Now } from "./clock.ts";
import { LEASE_HOURS, type Answer, type Grant, type Signed, type Stamp } from "./protocol.ts";
import { StoreTrouble, type Store, type Writing } from "./store.ts";

type Keys = { lease: string; hours: number; wrap: CryptoKey; sign: CryptoKey; tag: CryptoKey };
type Wrapped = { lease: string; key: Bytes };
const IV = 12; // bytes
const ROUND = 32; // sealed texts are as long as a multiple of it: a short answer is not told by its length
const AES = { name: "AES-GCM", length: 256 };
const HMAC = { name: "HMAC", hash: "SHA-256", length: 256 };

/// "none": nobody signed in here, or signed out. "over": the lease ended. Signing in opens everything again.
export class Locked extends Error {
  readonly why: "none" | "over";

  constructor(why: "none" | "over") {
    super(`sealed: ${why}`);
    this.why = why;
  }
}

/// Answers under a lease that was given before are still here, unsent or refused: they are handed in or dropped first. With
/// none, another tab began another lease at this very moment.
export class Occupied extends Error {
  readonly answers: number;

  constructor(answers: number) {
    super(`${answers} answers of an earlier lease`);
    this.answers = answers;
  }
}

export class Safe {
  readonly lease: string;
  private readonly store: Store;
  private opened: { keys: Keys; key: CryptoKey } | null;
  private clock: Clock;

  private constructor(store: Store, keys: Keys, key: CryptoKey, clock: Clock) {
    this.lease = keys.lease;
    this.store = store;
    this.opened = { keys, key };
    this.clock = clock;
  }

  /// At signing in, and each time the server gives the lease again. `clock` was read at that contact. Raises Occupied.
  static async begin(store: Store, grant: Grant, clock: Clock): Promise<Safe> {
    const keys = await keysOf(grant);
    const made = { lease: keys.lease, key: await newKey(keys) };
    const before = await store.own<Wrapped>("key");
    if (before && before.lease !== keys.lease) await vacate(store);
    const wrapped = await store.write(["own"], async (rows) => {
      const own = rows.objectStore("own");
      const there = (await own.get("key"))?.value as Wrapped | undefined; // another tab may be first
      if (there && there.lease !== keys.lease) throw new Occupied(0);
      await own.put({ name: "key", value: there ?? made });
      await own.put({ name: rowOf(keys.lease), value: keys });
      await own.put({ name: "clock", value: clock });
      return there ?? made;
    });
    return new Safe(store, keys, await unwrapped(keys, wrapped.key), clock);
  }

  /// At each opening of the page, without the server. Raises Locked.
  static async open(store: Store, now: Now): Promise<Safe> {
    const [wrapped, clock] = await Promise.all([store.own<Wrapped>("key"), store.own<Clock>("clock")]);
    const keys = wrapped && (await store.own<Keys>(rowOf(wrapped.lease)));
    if (!keys || !clock) throw new Locked("none");
    const safe = new Safe(store, keys, await unwrapped(keys, wrapped.key), clock);
    await safe.passed(now);
    return safe;
  }

  /// At each heartbeat, whether it is answered or not: time goes on. Raises Locked when that ends the lease.
  async passed(now: Now): Promise<void> {
    this.within();
    const there = await this.store.own<Clock>("clock"); // another tab may have had contact since
    const clocks = [this.clock, there ?? this.clock].map((clock) => passed(clock, now));
    this.clock = clocks.reduce((one, other) => (other.spent < one.spent ? other : one));
    if (this.left(now) < 0) {
      await this.lock();
      throw new Locked("over");
    }
    await this.keep(this.clock);
  }

  /// After a signed answer: the lease begins anew.
  async contact(clock: Clock): Promise<void> {
    this.within();
    this.clock = clock;
    await this.keep(clock);
  }

  /// Whether this lease still stands on the disk, within a transaction over `own`: another tab may have signed out.
  async stands(rows: Writing): Promise<boolean> {
    return (await rows.objectStore("own").getKey(rowOf(this.lease))) !== undefined;
  }

  /// Milliseconds until the lease ends without contact.
  left(now: Now): number {
    return hoursOf(this.within().keys) - passed(this.clock, now).spent;
  }

  stamp(now: Now): Stamp {
    return stamp(this.clock, now);
  }

  /// Forgets the keys, here and on the disk. What is sealed stays, for the next lease of the same id.
  async lock(): Promise<void> {
    this.opened = null;
    await forgetLease(this.store);
  }

  /// `place` is where it will lie: laid elsewhere, it does not open.
  async seal(place: string, value: unknown): Promise<Bytes> {
    const { key } = this.within();
    const text = JSON.stringify(value);
    const plain = new TextEncoder().encode(text);
    const padded = new TextEncoder().encode(text + " ".repeat((ROUND - (plain.length % ROUND)) % ROUND));
    const iv = crypto.getRandomValues(new Uint8Array(IV));
    return joined([iv, await crypto.subtle.encrypt(this.lid(place, iv), key, padded)]);
  }

  async unseal<T>(place: string, sealed: Bytes): Promise<T> {
    const { key } = this.within();
    const plain = await crypto.subtle.decrypt(this.lid(place, sealed.subarray(0, IV)), key, sealed.subarray(IV));
    return JSON.parse(new TextDecoder().decode(plain)) as T;
  }

  /// Stands for a door in the store: always the same, and tells nobody which.
  async tag(door: string): Promise<string> {
    const mac = await crypto.subtle.sign("HMAC", this.within().keys.tag, new TextEncoder().encode(door));
    return toText(new Uint8Array(mac).subarray(0, 16));
  }

  /// The answer, when the server made it for this lease and for `nonce`; null for everything else.
  async verified({ body, mac }: Signed, nonce: string): Promise<Answer | null> {
    const { sign } = this.within().keys;
    const given = fromText(String(mac));
    const text = new TextEncoder().encode(body);
    if (given === null || !(await crypto.subtle.verify("HMAC", sign, given, text))) return null;
    const answer = JSON.parse(body) as Answer;
    const ours = answer.nonce === nonce || (answer.nonce === "" && answer.state === "revoked");
    return answer.lease === this.lease && ours ? answer : null;
  }

  private async keep(clock: Clock): Promise<void> {
    const stood = await this.store.write(["own"], async (rows) => {
      const stands = await this.stands(rows);
      if (stands) await rows.objectStore("own").put({ name: "clock", value: clock });
      return stands;
    }).catch((error: unknown) => {
      if (error instanceof StoreTrouble && error.why === "full") return true; // no time is kept, and sending goes on
      throw error;
    });
    if (stood) return;
    this.opened = null;
    throw new Locked("none");
  }

  private lid(place: string, iv: Bytes): AesGcmParams {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${this.lease}/${place}`) };
  }

  private within(): { keys: Keys; key: CryptoKey } {
    if (this.opened === null) throw new Locked("none");
    return this.opened;
  }
}

/// How many answers the server has not acknowledged. Needs no lease.
export function unsent(store: Store): Promise<number> {
  return store.read(["queue"], (rows) => rows.objectStore("queue").count());
}

/// Works without a network. What is unsent stays sealed until the same person signs in on this phone, and is counted; with
/// `drop` it is thrown away with everything else.
export async function signOut(store: Store, drop = false): Promise<number> {
  const left = await unsent(store);
  await (drop ? store.wipe() : forgetLease(store));
  return left;
}

function hoursOf({ hours }: Keys): number {
  return Math.min(hours, LEASE_HOURS) * 3_600_000;
}

function rowOf(lease: string): string {
  return `lease/${lease}`;
}

async function forgetLease(store: Store): Promise<void> {
  await store.write(["own"], (rows) => rows.objectStore("own").delete(IDBKeyRange.bound(rowOf(""), rowOf("\uffff"))));
}

async function vacate(store: Store): Promise<void> {
  const answers = await store.read(["queue", "receipts"], async (rows) =>
    (await rows.objectStore("queue").count()) + (await rows.objectStore("receipts").index("state").count("refused")));
  if (answers) throw new Occupied(answers);
  await store.wipe();
}

async function keysOf({ id, secret, hours }: Grant): Promise<Keys> {
  const base = await crypto.subtle.importKey("raw", fromText(secret)!, "HKDF", false, ["deriveKey"]);
  const derived = (info: string, kind: typeof AES | typeof HMAC, uses: KeyUsage[]): Promise<CryptoKey> => {
    const by = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: new TextEncoder().encode(info) };
    return crypto.subtle.deriveKey(by, base, kind, false, uses);
  };
  const [wrap, sign, tag] = await Promise.all([
    derived("linli/wrap", AES, ["wrapKey", "unwrapKey"]),
    derived("linli/sign", HMAC, ["verify"]),
    derived("linli/tag", HMAC, ["sign"]),
  ]);
  return { lease: id, hours, wrap, sign, tag };
}

// Only a key that may be read out can be wrapped: this one is dropped at once, and comes back as one that may not.
async function newKey(keys: Keys): Promise<Bytes> {
  const key = await crypto.subtle.generateKey(AES, true, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  return joined([iv, await crypto.subtle.wrapKey("raw", key, keys.wrap, wrapping(keys, iv))]);
}

function unwrapped(keys: Keys, wrapped: Bytes): Promise<CryptoKey> {
  const by = wrapping(keys, wrapped.subarray(0, IV));
  return crypto.subtle.unwrapKey("raw", wrapped.subarray(IV), keys.wrap, by, AES, false, ["encrypt", "decrypt"]);
}

function wrapping({ lease }: Keys, iv: Bytes): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${lease}/key`) };
}
