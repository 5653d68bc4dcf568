// Hears which topics changed, from the small process that tells nothing else. All tabs of a browser share one stream: one
// leads, the others follow over a BroadcastChannel, and take over when it closes or falls silent. Where no stream comes
// through (a proxy or a built-in browser that collects answers, the process away) `alive(false)` says so, and it is tried
// again later; the parts of the page poll meanwhile.
import { missed, remember, type Heard } from "../kit/heard.ts";
import { madeAt, stillOpens } from "../kit/ticket.ts";
import { untilNextStream } from "../kit/waits.ts";

type Said =
  | { kind: "bye" | "silent" }
  | { kind: "who"; rank: number }
  | { kind: "lead"; recent: Heard[]; alive: boolean }
  | { kind: "beat"; at: number; rank: number }
  | ({ kind: "changed" } & Heard);
export type Ears = { changed(topics: string[] | "all"): void; alive(yes: boolean): void };

const HELLO_WITHIN = 5_000;
const SILENT_AFTER = 40_000; // beats come every 15 s

export function listen(ears: Ears): void {
  const { liveAt: at, liveTicket: ticket, liveAs: reader } = document.body.dataset;
  if (at && ticket && reader && "EventSource" in window) new Stream(at, ticket, reader, ears).begin();
}

class Stream {
  private readonly at: string;
  private readonly ears: Ears;
  private ticket: string;
  private since: number;
  private channel: BroadcastChannel | null = null;
  private source: EventSource | null = null;
  private readonly rank = Math.random(); // of tabs that were opened at once, the highest leads
  private asks = false; // whether another tab leads
  private leads = false;
  private alive = false;
  private greeted = false; // a stream came through to this page before
  private timer = 0;
  private failures = 0;
  private recent: Heard[] = [];

  constructor(at: string, ticket: string, reader: string, ears: Ears) {
    this.at = at;
    this.ears = ears;
    this.ticket = ticket;
    this.since = madeAt(ticket);
    if ("BroadcastChannel" in window) {
      this.channel = new BroadcastChannel(`linli-live-${reader}`);
      this.channel.onmessage = (event) => this.hear(event.data as Said);
    }
    addEventListener("pagehide", () => this.end());
    addEventListener("pageshow", (event) => event.persisted && this.begin());
  }

  begin(): void {
    this.ears.alive(false);
    if (!this.channel) return void this.lead();
    this.asks = true;
    this.say({ kind: "who", rank: this.rank });
    this.wait(300, () => this.lead());
  }

  private say(what: Said): void {
    this.channel?.postMessage(what);
  }

  private wait(milliseconds: number, then: () => void): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(then, milliseconds);
  }

  private hear(said: Said): void {
    if (this.leads) {
      if (said.kind === "who") this.say({ kind: "lead", recent: this.recent, alive: this.alive });
      if (said.kind !== "beat" || said.rank < this.rank) return;
      this.leads = false; // two lead: the other goes on
      this.close();
    }
    if (said.kind === "who") return void (this.asks && said.rank > this.rank && this.wait(1_000, () => this.begin()));
    this.asks = false;
    if (said.kind === "bye") return this.wait(Math.random() * 500, () => this.begin());
    this.wait(SILENT_AFTER + Math.random() * 2_000, () => this.begin());
    if (said.kind === "silent") return this.ears.alive(false);
    this.ears.alive(said.kind !== "lead" || said.alive);
    if (said.kind === "lead") missed(said.recent, this.since).forEach((heard) => this.tell(heard));
    if (said.kind === "changed") this.tell(said);
    if (said.kind === "beat") this.since = said.at;
  }

  private tell(heard: Heard): void {
    this.since = heard.at;
    this.ears.changed(heard.topics);
  }

  private lead(): void {
    this.leads = true;
    this.asks = false;
    if (stillOpens(performance.now(), this.failures)) return this.open();
    void this.renew();
  }

  private async renew(): Promise<void> {
    try {
      const answer = await fetch("/listen/", { headers: { Accept: "application/json", "X-Linli-By-Itself": "1" } });
      if (answer.redirected || answer.status === 401) return this.end(); // signed out: there is nothing to hear
      this.ticket = ((await answer.json()) as { ticket: string }).ticket;
    } catch {
      return this.fail(false);
    }
    this.open();
  }

  private open(): void {
    if (!this.leads) return;
    const source = new EventSource(`${this.at}?ticket=${encodeURIComponent(this.ticket)}&since=${this.since}`);
    let greeted = false; // this very stream
    this.source = source;
    this.wait(HELLO_WITHIN, () => this.fail(false));
    const on = (name: string, then: (data: { at: number; topics?: string[]; whole?: boolean }) => void): void =>
      source.addEventListener(name, (event) => {
        if (source !== this.source) return;
        then(JSON.parse((event as MessageEvent<string>).data));
      });
    const living = (at: number): void => {
      this.wait(SILENT_AFTER, () => this.fail(true));
      this.alive = true;
      this.say({ kind: "beat", at, rank: this.rank });
      this.ears.alive(true);
    };
    on("hello", (data) => {
      greeted = this.greeted = true;
      this.failures = 0;
      living(this.since);
      if (!data.whole) this.ears.changed("all");
    });
    on("beat", ({ at }) => {
      this.since = at; // nothing is waiting to be told
      living(at);
    });
    on("changed", ({ at, topics = [] }) => {
      living(at);
      this.recent = remember(this.recent, { at, topics });
      this.say({ kind: "changed", at, topics });
      this.tell({ at, topics });
    });
    on("over", () => {
      this.close();
      void this.renew();
    });
    source.onerror = () => source === this.source && this.fail(greeted);
  }

  private fail(greeted: boolean): void {
    this.ears.alive(false);
    this.say({ kind: "silent" });
    const failure = { greeted, cameBefore: this.greeted, failures: this.failures };
    this.failures += 1;
    this.close();
    this.wait(untilNextStream(failure, Math.random()), () => void this.renew());
  }

  private close(): void {
    this.source?.close();
    this.source = null;
    this.alive = false;
  }

  private end(): void {
    clearTimeout(this.timer);
    if (this.leads) this.say({ kind: "bye" });
    this.leads = false;
    this.close();
    this.ears.alive(false);
  }
}
