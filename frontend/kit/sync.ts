// Sends what waits and hears what became of it. Each exchange is a heartbeat too: with pieces or without, a signed answer
// is what makes a phone "online".
import { after, inTime, type Alarm } from "./alarm.ts";
import { contact, online, type Now } from "./clock.ts";
import { MOST_PIECES, type Answer, type Batch, type LeaseState, type Signed } from "./protocol.ts";
import type { Queue } from "./queue.ts";
import { unsent, type Safe } from "./seal.ts";
import type { Store } from "./store.ts";
import { untilNextSync } from "./waits.ts";

/// Sends a batch. Raises NotTaken when the server itself answered that it cannot read it; anything else is the network.
export type Send = (batch: Batch) => Promise<Signed>;
export class NotTaken extends Error {}
const PATIENCE = after(60_000);
const MOST_REFUSALS = 12; // in one run: enough to find one piece among two hundred, and no flood where all are refused

/// `settled` left the queue now, `left` still wait; `apart` of these were sent alone and not taken: a fault of ours, to be
/// handed in by hand. `dropped`: answers that went with a revoked lease. `wait`: milliseconds until the next.
export type Exchange = {
  state: LeaseState | "silent";
  least: number;
  settled: number;
  left: number;
  apart: number;
  dropped: number;
  wait: number;
};
type Parts = {
  store: Store;
  safe: Safe;
  queue: Queue;
  send: Send;
  shell: number; // version
  now: () => Now;
  chance: () => number;
  alarm?: Alarm;
};

export class Sync {
  private readonly parts: Parts;
  private readonly apart = new Set<string>(); // until the page is opened again
  private heard: Now | null = null;
  private failures = 0;
  private most = MOST_PIECES;
  private running: Promise<Exchange> | null = null;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  online(): boolean {
    return online(this.heard, this.parts.now());
  }

  /// One at a time: who asks meanwhile gets the one that is under way. Raises Locked, and StoreTrouble when what was
  /// acknowledged could not be written down: it is then sent again.
  run(): Promise<Exchange> {
    this.running ??= this.exchange().finally(() => { this.running = null; });
    return this.running;
  }

  private async exchange(): Promise<Exchange> {
    const total = { state: "silent" as Exchange["state"], least: 0, settled: 0, dropped: 0 };
    for (let goes = true, refusals = 0; goes;) {
      const { answer, sent, refused } = await this.ask();
      if (answer?.state === "revoked") return this.revoked(answer);
      const settled = answer ? await this.parts.queue.receive(answer.receipts, answer.time) : 0;
      total.settled += settled;
      if (answer) Object.assign(total, { state: answer.state, least: answer.least });
      this.failures = answer && (settled || !sent) ? 0 : this.failures + 1;
      refusals += Number(refused);
      goes = (refused ? sent > 0 && refusals < MOST_REFUSALS : settled > 0) && (await this.waiting()) > 0;
    }
    if (total.settled) await this.parts.store.ballast(); // there may be room again
    return { ...total, left: await unsent(this.parts.store), apart: this.apart.size, wait: this.wait() };
  }

  // After a failure the next batch is half as big: a weak network carries some, and a piece that the server cannot read
  // stands alone in the end, is set apart and no longer keeps back the others.
  private async ask(): Promise<{ answer: Answer | null; sent: number; refused: boolean }> {
    const { queue, safe, now, shell } = this.parts;
    const pieces = await queue.pieces(this.most, this.apart);
    const asked = now();
    await safe.passed(asked);
    const batch = { lease: safe.lease, nonce: crypto.randomUUID(), shell, now: safe.stamp(asked), pieces };
    const signed = await this.sent(batch);
    const answer = typeof signed === "string" ? null : await safe.verified(signed, batch.nonce);
    if (answer) await this.hear(answer, asked);
    const refused = signed === "not taken";
    if (refused && pieces.length === 1) this.apart.add(pieces[0]!.id);
    this.most = answer ? Math.min(this.most * 2, MOST_PIECES) : Math.max(1, Math.ceil(pieces.length / 2));
    return { answer, sent: pieces.length, refused };
  }

  private sent(batch: Batch): Promise<Signed | "not taken" | "silent"> {
    const { send, alarm = PATIENCE } = this.parts;
    const came = send(batch).catch((error: unknown) => (error instanceof NotTaken ? "not taken" : "silent"));
    return inTime<Signed | "not taken" | "silent">(alarm, came, () => "silent");
  }

  private async hear(answer: Answer, asked: Now): Promise<void> {
    if (answer.state === "revoked") return;
    this.heard = this.parts.now();
    await this.parts.safe.contact(contact(asked, this.heard, answer.time));
  }

  private async revoked({ state, least }: Answer): Promise<Exchange> {
    const { store, safe } = this.parts;
    const dropped = await unsent(store);
    await store.wipe();
    await safe.lock();
    return { state, least, settled: 0, left: 0, apart: 0, dropped, wait: this.wait() };
  }

  private async waiting(): Promise<number> {
    return (await unsent(this.parts.store)) - this.apart.size;
  }

  private wait(): number {
    return untilNextSync(this.failures, this.parts.chance());
  }
}
