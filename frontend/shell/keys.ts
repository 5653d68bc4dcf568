// Keyboard shortcuts: "/" to the search of the page, "?" for the list, "g" and a letter to a room.
const WAIT = 1500; // milliseconds between g and the letter

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, select, textarea"));
}

export function keys(): void {
  let since = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (since && Date.now() - since < WAIT) {
      since = 0;
      document.querySelector<HTMLElement>(`#nav [data-go="${CSS.escape(event.key)}"]`)?.click();
    } else if (event.key === "g") {
      since = Date.now();
    } else if (event.key === "/") {
      const search = document.querySelector<HTMLElement>('main [data-search], main input[type="search"]');
      if (search) event.preventDefault();
      search?.focus();
    } else if (event.key === "?") {
      document.querySelector<HTMLDialogElement>("#shortcuts")?.showModal();
    }
  });
  document.querySelectorAll("[data-shortcuts]").forEach((button) => {
    button.addEventListener("click", () => document.querySelector<HTMLDialogElement>("#shortcuts")?.showModal());
  });
}
