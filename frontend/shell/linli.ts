// The shell of every page. Each part works on what is in the document and does nothing where its marks are missing;
// without any of them the pages still work as plain forms and links.
import htmx from "htmx.org";
import { calls } from "./calls.ts";
import { askFirst } from "./confirm.ts";
import { drafts } from "./drafts.ts";
import { files } from "./file.ts";
import { keys } from "./keys.ts";
import { live } from "./live.ts";
import { menu } from "./menu.ts";
import { network } from "./network.ts";
import { picker } from "./picker.ts";

htmx.config.noSwap = [204, 304, 500, 502, 503, 504];
menu();
keys();
askFirst();
files();
picker();
live();
network();
calls();
drafts();

document.querySelector<HTMLElement>("[data-first-error]")?.focus();
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-back]")) history.back();
  if ((event.target as Element).closest("[data-print]")) window.print();
});
// A deed that takes a while says so on its button: `data-wait="sentence"` on the form. Coming back, the button is itself.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const button = event.submitter;
  if (!form.dataset.wait || !button || event.defaultPrevented) return;
  const before = button.textContent;
  button.textContent = form.dataset.wait;
  button.setAttribute("aria-busy", "true");
  addEventListener("pageshow", () => {
    button.textContent = before;
    button.removeAttribute("aria-busy");
  }, { once: true });
});
document.addEventListener("change", (event) => {
  const control = event.target as HTMLElement;
  if (control.matches("[data-submit-on-change]")) control.closest("form")?.requestSubmit();
});
