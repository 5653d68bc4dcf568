// Calls. Counters of an order get − and +, the desk gets arrow keys. Without any of it the pages are plain forms and links.
import { counted, walked } from "./steps.ts";

export function calls(): void {
  counters();
  desk();
}

function counters(): void {
  document.querySelectorAll<HTMLElement>("[data-counter]").forEach((box) => {
    const input = box.querySelector<HTMLInputElement>("input");
    if (!input) return;
    box.classList.add("ready");
    box.querySelectorAll<HTMLButtonElement>("[data-by]").forEach((button) => {
      button.addEventListener("click", () => {
        input.value = String(counted(input.value, Number(button.dataset.by)));
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
  });
}

// Arrows walk the cards: up and down in a column, left and right between columns. Letters do what the foot of the desk says.
function desk(): void {
  let went = 0; // when "g" began a walk to another room: its second letter is not ours
  document.addEventListener("keydown", (event) => {
    const board = document.querySelector<HTMLElement>("[data-desk]");
    const target = event.target as HTMLElement;
    if (!board || event.ctrlKey || event.metaKey || event.altKey || target.matches("input, select, textarea")) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "g") went = Date.now();
    const columns = Array.from(board.querySelectorAll<HTMLElement>("[data-column]"), (one) =>
      Array.from(one.querySelectorAll<HTMLElement>("a.call")));
    const column = columns.findIndex((cards) => cards.includes(document.activeElement as HTMLElement));
    const at = column < 0 ? null : { column, row: columns[column]!.indexOf(document.activeElement as HTMLElement) };
    const to = walked(columns.map((cards) => cards.length), at, event.key);
    if (to) {
      event.preventDefault();
      columns[to.column]?.[to.row]?.focus();
    } else if (event.key.startsWith("Arrow")) return;
    else if (Date.now() - went > 1500) document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
}
