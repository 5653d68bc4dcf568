// The shell of every page. Each part works on what is in the document and does nothing where its marks are missing;
// without any of them the pages still work as plain forms and links.
import htmx from "htmx.org";
import { calls } from "./calls";
import { askFirst } from "./confirm";
import { files } from "./file";
import { keys } from "./keys";
import { live } from "./live";
import { menu } from "./menu";
import { network } from "./network";

htmx.config.noSwap = [204, 304, 500, 502, 503, 504];
menu();
keys();
askFirst();
files();
live();
network();
calls();

document.querySelector<HTMLElement>("[data-first-error]")?.focus();
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-back]")) history.back();
  if ((event.target as Element).closest("[data-print]")) window.print();
});
document.addEventListener("change", (event) => {
  const control = event.target as HTMLElement;
  if (control.matches("[data-submit-on-change]")) control.closest("form")?.requestSubmit();
});
