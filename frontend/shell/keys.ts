// Keyboard shortcuts: "/" to the search of the page, "?" for the list, "g" and a letter to a room.
import { Letters } from "./letters.ts";

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, select, textarea"));
}

export function keys(): void {
  const letters = new Letters();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const meant = letters.press(event.key, Date.now());
    if (meant === "search") {
      const search = document.querySelector<HTMLElement>('main [data-search], main input[type="search"]')
        ?? document.querySelector<HTMLElement>("#frame-search");
      if (search) event.preventDefault();
      search?.focus();
    } else if (meant === "list") {
      document.querySelector<HTMLDialogElement>("#shortcuts")?.showModal();
    } else if (meant) {
      document.querySelector<HTMLElement>(`#nav [data-go="${CSS.escape(meant.go)}"]`)?.click();
    }
  });
  document.querySelectorAll("[data-shortcuts]").forEach((button) => {
    button.addEventListener("click", () => document.querySelector<HTMLDialogElement>("#shortcuts")?.showModal());
  });
}
