// Parts that refresh themselves: `data-live="calls:00010003 me"` names what they show, `hx-trigger="live"` asks again. A
// part carries the tag of what it shows in `data-etag`; the server answers 304 when that is still so and htmx then swaps
// nothing. Asked when a topic changed, and every ten seconds while nothing can be heard (once a minute otherwise: times
// pass without anybody writing). A hidden tab asks nothing, and catches up when it is seen again.
import type { HtmxRequestCtx } from "htmx.org";
import { concerns } from "../kit/topics.ts";
import { untilNextLook } from "../kit/waits.ts";
import { listen } from "./stream.ts";

type Asked = CustomEvent<{ ctx: HtmxRequestCtx }>;

const SPREAD = 300; // five hundred screens hear at the same moment
const asked = new Map<string, number>(); // part -> when it was last asked for
const took = new Map<string, number>();
const due = new Set<string>();
let alive = false;

export function live(): void {
  if (!parts().length) return;
  told(false);
  parts().forEach((part) => asked.set(key(part), performance.now()));
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = (event as Asked).detail;
    const tag = ctx.sourceElement.getAttribute("data-etag");
    if (tag !== null) ctx.request.headers["If-None-Match"] = tag;
    if (ctx.sourceElement.hasAttribute("data-live")) asked.set(key(ctx.sourceElement), performance.now());
    if (ctx.sourceElement.closest("nav [data-live]")) ctx.request.headers["X-Linli-By-Itself"] = "1"; // a badge is no use
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = (event as Asked).detail;
    if (!ctx.sourceElement.hasAttribute("data-live")) return;
    const part = key(ctx.sourceElement);
    took.set(part, performance.now() - (asked.get(part) ?? 0));
    seen();
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1_000);
  listen({
    alive(yes) {
      alive = yes;
      told(yes);
      if (yes) seen();
    },
    changed(topics) {
      parts().filter((part) => topics === "all" || concerns(part.dataset.live!.split(" "), topics)).forEach((part) => due.add(key(part)));
      setTimeout(look, Math.random() * SPREAD);
    },
  });
}

/// A page says "live" only while it hears: the words for both are in it, and these two marks choose.
function told(heard: boolean): void {
  document.documentElement.toggleAttribute("data-heard", heard);
  document.documentElement.toggleAttribute("data-unheard", !heard);
}

function parts(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-live]")];
}

function key(part: Element): string {
  return part.getAttribute("hx-get") ?? part.id;
}

function look(): void {
  if (document.hidden) return;
  const now = performance.now();
  for (const part of parts()) {
    const name = key(part);
    const since = now - (asked.get(name) ?? asked.set(name, now).get(name)!);
    const wait = untilNextLook({ changed: due.has(name), took: took.get(name) ?? 0 }, alive);
    if (since < wait) continue;
    due.delete(name);
    asked.set(name, now);
    part.dispatchEvent(new CustomEvent("live"));
  }
}

/// What the page shows is what is so now: asked just now, or heard that nothing changed.
function seen(): void {
  const clock = document.querySelector<HTMLElement>("[data-live-clock]");
  const zone = clock?.dataset.zone; // the street's, as everywhere on the page, wherever this screen stands
  if (clock) clock.textContent = new Date().toLocaleTimeString("zh-Hans", { hour12: false, timeZone: zone });
}
