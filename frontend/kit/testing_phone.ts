// For the tests: a phone in somebody's hand, with its own clock, and the network between it and the office.
import type { Alarm } from "./alarm.ts";
import type { Now } from "./clock.ts";
import type { Batch, Receipt, Signed } from "./protocol.ts";
import { Queue } from "./queue.ts";
import { Safe } from "./seal.ts";
import { Store, STEPS } from "./store.ts";
import { Sync, type Send } from "./sync.ts";
import { Office } from "./testing_office.ts";
import type { Doors } from "./testing_record.ts";
import { fresh } from "./testing.ts";

export class Phone {
  readonly office: Office;
  readonly doors: Doors;
  readonly batches: Batch[] = []; // as they came to the office
  readonly wrong: number; // what its clock is ahead of the office's
  time = 1_000; // of the office
  steps = STEPS;
  alarm: Alarm = () => () => undefined; // for what is sent: it never rings
  send: Send = (batch) => this.through(batch);
  store!: Store;
  safe!: Safe;
  queue!: Queue;
  sync!: Sync;
  private readonly name = fresh();
  private life = 0;

  private constructor(doors: Doors, office: Office, wrong: number) {
    this.doors = doors;
    this.office = office;
    this.wrong = wrong;
  }

  static async with(doors: Doors, { office = new Office(), wrong = 0 } = {}): Promise<Phone> {
    const phone = new Phone(doors, office, wrong);
    await phone.signIn();
    await phone.fetch();
    return phone;
  }

  now(): Now {
    return { life: String(this.life), phone: this.time + this.wrong, steady: this.time };
  }

  async signIn(): Promise<void> {
    this.store?.close();
    this.store = new Store(this.name, { steps: this.steps });
    this.take(await Safe.begin(this.store, this.office.grant, { at: this.now(), offset: -this.wrong, sure: true, spent: 0 }));
  }

  /// The page is closed or killed, and opened again.
  async reopen(): Promise<void> {
    this.store.close();
    this.life += 1;
    this.store = new Store(this.name, { steps: this.steps });
    this.take(await Safe.open(this.store, this.now()));
  }

  async fetch(): Promise<void> {
    await this.queue.take({ made: this.time, doors: this.doors.listed(), shows: null });
  }

  through(batch: Batch): Promise<Signed> {
    this.batches.push(structuredClone(batch));
    return this.signed(batch, this.doors.take(batch.pieces));
  }

  signed({ nonce }: Batch, receipts: Receipt[]): Promise<Signed> {
    return this.office.signed(this.office.answer(nonce, { time: this.time, receipts }));
  }

  private take(safe: Safe): void {
    this.safe = safe;
    this.queue = new Queue(this.store, safe);
    this.sync = new Sync({
      store: this.store, safe, queue: this.queue, shell: 1,
      send: (batch) => this.send(batch), now: () => this.now(), chance: () => 0, alarm: (ring) => this.alarm(ring),
    });
  }
}
