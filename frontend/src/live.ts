// Parts that refresh themselves (`hx-trigger="every 10s"`). A part carries the tag of what it shows in `data-etag`; the
// server answers 304 when that is still so and htmx then swaps nothing. A hidden tab asks nothing.
import type { HtmxRequestCtx } from "htmx.org";

type Asked = CustomEvent<{ ctx: HtmxRequestCtx }>;

export function live(): void {
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = (event as Asked).detail;
    const tag = ctx.sourceElement.getAttribute("data-etag");
    if (tag === null) return;
    if (document.hidden) event.preventDefault();
    ctx.request.headers["If-None-Match"] = tag;
  });
  document.addEventListener("htmx:after:request", (event) => {
    const clock = document.querySelector("[data-live-clock]");
    const { ctx } = (event as Asked).detail;
    if (!clock || !ctx.sourceElement.hasAttribute("data-etag")) return;
    clock.textContent = new Date().toLocaleTimeString("zh-Hans", { hour12: false });
  });
}
