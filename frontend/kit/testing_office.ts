// For the tests: the other end of a lease. It makes its keys from the secret's raw bytes, as a server in another language
// does, and shares with the phone nothing but the shapes of what they say.
import type { Answer, Grant, Signed } from "./protocol.ts";
import type { Contents } from "./rescue.ts";

type Raw = Uint8Array<ArrayBuffer>;
const utf8 = (text: string): Raw => new Uint8Array(new TextEncoder().encode(text));

export function base64url(bytes: Raw): string {
  return btoa(String.fromCharCode(...bytes)).replace(/[+]/g, "-").replace(/[/]/g, "_").replace(/=+$/, "");
}

export class Office {
  readonly grant: Grant;
  private readonly secret = crypto.getRandomValues(new Uint8Array(32));

  constructor(hours = 12, id: string = crypto.randomUUID()) {
    this.grant = { id, hours, secret: base64url(this.secret) };
  }

  async signed(answer: Answer): Promise<Signed> {
    const body = JSON.stringify(answer);
    const raw = await this.derived("linli/sign");
    const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return { body, mac: base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(body)))) };
  }

  answer(nonce: string, more: Partial<Answer> = {}): Answer {
    return { lease: this.grant.id, nonce, time: 1_000, state: "good", least: 1, receipts: [], ...more };
  }

  /// What a phone sealed at `place`, by the wrapped key that came with it.
  async opened(wrapped: Raw, place: string, sealed: Raw): Promise<unknown> {
    const key = await this.decrypted(await this.derived("linli/wrap"), "key", wrapped);
    return JSON.parse(new TextDecoder().decode(await this.decrypted(key, place, sealed)));
  }

  /// What a rescue file holds, by its own description (rescue.ts) and the secret of the lease.
  async rescued(file: Raw): Promise<{ lease: string; pieces: unknown[] }> {
    const start = file.indexOf(10) + 1;
    const end = file.indexOf(10, start);
    const head = JSON.parse(new TextDecoder().decode(file.subarray(start, end))) as Contents;
    const key = Uint8Array.from(atob(head.key.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
    const pieces: unknown[] = [];
    let at = end + 1;
    for (const [id, length] of head.pieces) pieces.push(await this.opened(key, `answers/${id}`, file.slice(at, (at += length))));
    return { lease: head.lease, pieces };
  }

  private async decrypted(raw: Raw, place: string, sealed: Raw): Promise<Raw> {
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
    const by = { name: "AES-GCM", iv: sealed.subarray(0, 12), additionalData: utf8(`${this.grant.id}/${place}`) };
    return new Uint8Array(await crypto.subtle.decrypt(by, key, sealed.subarray(12)));
  }

  private async derived(info: string): Promise<Raw> {
    const base = await crypto.subtle.importKey("raw", this.secret, "HKDF", false, ["deriveBits"]);
    const by = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(info) };
    return new Uint8Array(await crypto.subtle.deriveBits(by, base, 256));
  }
}
